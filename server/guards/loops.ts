import { AppError } from '../core/errors.ts'
import type { Metrics } from '../metrics.ts'
import { type Counting, secondsUntil } from './counting.ts'
import type { Attempt, Guard } from './guard.ts'

export type LoopLimit = { readonly maxEqualCalls: number; readonly windowS: number }

export type LoopGuard = {
  readonly refuse: Guard
  /** For a call that was rightly made again, such as one that asks how far an audit is. */
  readonly forgive: (attempt: Attempt) => Promise<void>
}

/** The same call again and again is an agent that does not read its answers. */
export function guardLoops(
  { maxEqualCalls, windowS }: LoopLimit,
  counting: Counting,
  metrics: Pick<Metrics, 'rateDecisions' | 'loopsDetected'>,
): LoopGuard {
  const add = ({ tool, caller, argumentsHash }: Attempt, by: number) =>
    counting.add(`loop:${caller.id}:${tool.name}:${argumentsHash}`, by, windowS * 1000)
  return {
    async refuse(attempt) {
      const used = await add(attempt, 1)
      if (used === null) return
      const allowed = used.count <= maxEqualCalls
      metrics.rateDecisions.inc({ decision: allowed ? 'allowed' : 'refused', limiter: 'loop' })
      if (allowed) return
      metrics.loopsDetected.inc({ tool: attempt.tool.name })
      throw new AppError(
        'loop_detected',
        `${attempt.tool.name} was called with equal arguments more than ${maxEqualCalls} times in ${windowS} s.`,
        {
          hint: 'Use the answer you have: it is the same. Change the arguments, follow its cursor, or tell the user what is missing.',
          retryAfterS: secondsUntil(used),
        },
      )
    },
    async forgive(attempt) {
      await add(attempt, -1)
    },
  }
}
