// The cache of one process: answers bounded by bytes, counters in windows, news to whoever listens here.

import { LRUCache } from 'lru-cache'
import type { Cache, CacheEvent } from '../ports.ts'

export type MemoryCacheOptions = {
  readonly maxBytes: number
  readonly now: () => number
  /** A listener that throws must not stop the others. */
  readonly onListenerError: (error: unknown) => void
}

type Answer = { readonly value: Buffer; readonly expiresAt: number }
type Counter = { count: number; readonly endsAt: number }

/** What an entry costs beside its value: keys, objects, places in the map. */
const overheadBytes = 200
/** A forgotten counter starts at 0 again; those in use are the last to be forgotten. */
const maxCounters = 100_000

export function memoryCache({ maxBytes, now, onListenerError }: MemoryCacheOptions): Cache {
  const answers = new LRUCache<string, Answer>({
    maxSize: maxBytes,
    sizeCalculation: ({ value }, key) => value.byteLength + key.length + overheadBytes,
  })
  const counters = new LRUCache<string, Counter>({ max: maxCounters })
  const listeners = new Set<(event: CacheEvent) => void>()

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
    publish(event) {
      // Later, as news from another machine would be: nobody may count on a listener having run.
      queueMicrotask(() => {
        for (const listener of [...listeners]) deliver(listener, event, onListenerError)
      })
    },
    subscribe(listener) {
      // One entry a subscription, so that a function given twice is called twice.
      const entry = (event: CacheEvent) => listener(event)
      listeners.add(entry)
      return () => listeners.delete(entry)
    },
    async close() {
      listeners.clear()
      answers.clear()
      counters.clear()
    },
  }
}

function deliver(listener: (event: CacheEvent) => void, event: CacheEvent, onError: (error: unknown) => void): void {
  try {
    listener(event)
  } catch (error) {
    onError(error)
  }
}
