import { AppError } from '../core/errors.ts'
import type { Metrics } from '../metrics.ts'
import { type Counting, secondsUntil } from './counting.ts'
import type { Guard } from './guard.ts'

export type Budget = { readonly maxCalls: number; readonly windowS: number }

/** So many calls a caller and window: what an agent that forgets its task may use up. */
export function limitBudget(
  { maxCalls, windowS }: Budget,
  counting: Counting,
  metrics: Pick<Metrics, 'rateDecisions' | 'budgetExhausted' | 'budgetUsed'>,
): Guard {
  return async ({ caller }) => {
    const used = await counting.add(`budget:${caller.id}`, 1, windowS * 1000)
    if (used === null) return
    const allowed = used.count <= maxCalls
    metrics.rateDecisions.inc({ decision: allowed ? 'allowed' : 'refused', limiter: 'budget' })
    metrics.budgetUsed.observe(Math.min(1, used.count / maxCalls))
    if (allowed) return
    metrics.budgetExhausted.inc({ scope: 'caller' })
    const retryAfterS = secondsUntil(used)
    throw new AppError('budget_exhausted', `All ${maxCalls} calls of this window of ${windowS} s are used.`, {
      hint: `The next window begins in ${retryAfterS} s. Ask for more at once: a higher limit, or the whole list as a file.`,
      retryAfterS,
    })
  }
}
