// Those who wait for a key that somebody else is making.

import { setTimeout as sleep } from 'node:timers/promises'

export type Wakes = ReturnType<typeof openWakes>

export function openWakes() {
  const waiting = new Map<string, Set<() => void>>()
  return {
    wake(key: string): void {
      for (const resolve of waiting.get(key) ?? []) resolve()
    },
    /** Until the key is woken, at most so long: a message may be lost. */
    async next(key: string, mostMs: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      const others = waiting.get(key) ?? new Set()
      waiting.set(key, others.add(resolve))
      const stop = new AbortController()
      await Promise.race([promise, sleep(mostMs, null, stop).catch(() => {})])
      stop.abort()
      others.delete(resolve)
      if (others.size === 0) waiting.delete(key)
    },
  }
}
