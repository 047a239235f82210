import { AppError } from '../core/errors.ts'
import type { Metrics } from '../metrics.ts'
import { type Counting, secondsUntil } from './counting.ts'
import type { Guard } from './guard.ts'

const minuteMs = 60_000

/** So many calls a caller and minute. */
export function limitRate(perMinute: number, counting: Counting, metrics: Pick<Metrics, 'rateDecisions'>): Guard {
  return async ({ caller }) => {
    const used = await counting.add(`rate:${caller.id}`, 1, minuteMs)
    if (used === null) return
    const allowed = used.count <= perMinute
    metrics.rateDecisions.inc({ decision: allowed ? 'allowed' : 'refused', limiter: 'rate' })
    if (allowed) return
    const retryAfterS = secondsUntil(used)
    throw new AppError('rate_limited', `More than ${perMinute} calls in a minute.`, {
      hint: `Wait ${retryAfterS} s, then go on more slowly.`,
      retryAfterS,
    })
  }
}
