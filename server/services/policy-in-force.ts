// The policy everybody is judged by. A bad new one keeps the last good one in force, and says so.

import { AppError } from '../core/errors.ts'
import { loadPolicy, type Policy } from '../core/policy.ts'
import type { PolicyWarning } from '../core/policy-problems.ts'

export type PolicyState = {
  readonly policy: Policy
  readonly warnings: readonly PolicyWarning[]
  /** Why the policy file is not the one in force, or `null`. */
  readonly problem: string | null
}

export type PolicyInForce = {
  readonly state: () => PolicyState
  /** Reads the file again; resolves to whether another policy is in force now. */
  readonly reload: () => Promise<boolean>
}

/** Refuses to start with a policy that does not load. */
export async function openPolicy(read: () => Promise<string>, now: () => number): Promise<PolicyInForce> {
  const loaded = loadPolicy(await read(), now())
  if (!loaded.ok)
    throw new AppError('invalid_policy', sentence(loaded.problems), {
      hint: 'Explain it with: npm run -s tagwarden -- policy check',
    })
  let state: PolicyState = { policy: loaded.policy, warnings: loaded.warnings, problem: null }
  return {
    state: () => state,
    async reload() {
      const before = state.policy.hash
      state = await nextState(state, read, now())
      return state.policy.hash !== before
    },
  }
}

async function nextState(state: PolicyState, read: () => Promise<string>, now: number): Promise<PolicyState> {
  let text: string
  try {
    text = await read()
  } catch (cause) {
    // The last good policy stays: that is the fallback, and `problem` says so in every answer.
    return { ...state, problem: cause instanceof Error ? cause.message : String(cause) }
  }
  const loaded = loadPolicy(text, now)
  if (!loaded.ok) return { ...state, problem: sentence(loaded.problems) }
  return { policy: loaded.policy, warnings: loaded.warnings, problem: null }
}

export function sentence(problems: readonly { path: string; message: string }[]): string {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return `The policy file does not load: ${first?.path ? `${first.path}: ` : ''}${first?.message ?? ''}${more}.`
}
