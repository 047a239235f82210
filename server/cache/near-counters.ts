// Counters in this process.

import { LRUCache } from 'lru-cache'
import type { Cache } from '../ports.ts'

type Counter = { count: number; readonly endsAt: number }

/** A forgotten counter starts at 0 again; those in use are the last to be forgotten. */
const maxCounters = 100_000

export function nearCounters(now: () => number): Pick<Cache, 'count'> {
  const counters = new LRUCache<string, Counter>({ max: maxCounters })
  return {
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
  }
}
