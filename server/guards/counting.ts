// Counting through the cache. When that fails, calls go through and it is said: slower or looser, never shut.

import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import type { Cache } from '../ports.ts'

export type Counted = { readonly count: number; readonly resetInMs: number }

export type Counting = {
  /** `null` when nothing could count. */
  add(key: string, by: number, windowMs: number): Promise<Counted | null>
}

export type CountingDeps = {
  readonly cache: Pick<Cache, 'count'>
  readonly metrics: Pick<Metrics, 'rateFailOpen'>
  readonly logger: Pick<Logger, 'warn' | 'info'>
}

export function countingThrough({ cache, metrics, logger }: CountingDeps): Counting {
  let failing = false
  return {
    async add(key, by, windowMs) {
      try {
        const counted = await cache.count(key, by, windowMs)
        if (failing) logger.info({}, 'limits are counted again')
        failing = false
        return counted
      } catch (error) {
        metrics.rateFailOpen.inc()
        if (!failing) logger.warn({ err: error }, 'limits cannot be counted, calls go through')
        failing = true
        return null
      }
    },
  }
}

export const secondsUntil = ({ resetInMs }: Counted): number => Math.max(1, Math.ceil(resetInMs / 1000))
