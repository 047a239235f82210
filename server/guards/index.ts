// The guards of a tool call, in the order in which it meets them. Before them, for requests over HTTP:
// host and origin (`host-origin.ts`), then who it is (`authenticate.ts`). After them, the log of calls.

import type { Metrics } from '../metrics.ts'
import { type Budget, limitBudget } from './budget.ts'
import { type CountingDeps, countingThrough } from './counting.ts'
import type { Attempt, Guard } from './guard.ts'
import { limitInput } from './input.ts'
import { guardLoops, type LoopLimit } from './loops.ts'
import { limitRate } from './rate.ts'
import { requireScopes } from './scopes.ts'

export type GuardLimits = { readonly ratePerMinute: number; readonly budget: Budget; readonly loops: LoopLimit }

export type Guards = {
  /** Returns, or throws the first refusal. */
  readonly pass: (attempt: Attempt) => Promise<void>
  readonly forgiveRepeat: (attempt: Attempt) => Promise<void>
}

export function createGuards(limits: GuardLimits, deps: CountingDeps & { readonly metrics: Metrics }): Guards {
  const { metrics } = deps
  const counting = countingThrough(deps)
  const loops = guardLoops(limits.loops, counting, metrics)
  const order: readonly Guard[] = [
    requireScopes(metrics),
    limitInput(metrics),
    limitRate(limits.ratePerMinute, counting, metrics),
    limitBudget(limits.budget, counting, metrics),
    loops.refuse,
  ]
  return {
    async pass(attempt) {
      for (const guard of order) await guard(attempt)
    },
    forgiveRepeat: loops.forgive,
  }
}
