// The cache of one process: answers bounded by bytes, counters in windows.

import { LRUCache } from 'lru-cache'
import type { Cache } from '../ports.ts'

export type MemoryCacheOptions = {
  readonly maxBytes: number
  readonly now: () => number
}

type Answer = { readonly value: Buffer; readonly expiresAt: number }
type Counter = { count: number; readonly endsAt: number }

/** What an entry costs beside its value: keys, objects, places in the map. */
const overheadBytes = 200
/** A forgotten counter starts at 0 again; those in use are the last to be forgotten. */
const maxCounters = 100_000

export function memoryCache({ maxBytes, now }: MemoryCacheOptions): Cache {
  const answers = new LRUCache<string, Answer>({
    maxSize: maxBytes,
    sizeCalculation: ({ value }, key) => value.byteLength + key.length + overheadBytes,
  })
  const counters = new LRUCache<string, Counter>({ max: maxCounters })

  return {
    async get(key) {
      const answer = answers.get(key)
      if (answer === undefined) return null
      if (answer.expiresAt > now()) return answer.value
      answers.delete(key)
      return null
    },
    async set(key, value, ttlMs) {
      if (ttlMs > 0) answers.set(key, { value, expiresAt: now() + ttlMs })
    },
    async count(key, by, windowMs) {
      const at = now()
      let counter = counters.get(key)
      if (counter === undefined || counter.endsAt <= at) {
        counter = { count: 0, endsAt: at + windowMs }
        counters.set(key, counter)
      }
      counter.count += by
      return { count: counter.count, resetInMs: counter.endsAt - at }
    },
    async close() {
      answers.clear()
      counters.clear()
    },
  }
}
