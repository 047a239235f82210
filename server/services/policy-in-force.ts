// The policy everybody is judged by. A bad new one keeps the last good one in force, and says so.

import { AppError } from '../core/errors.ts'
import { loadPolicy, type Policy } from '../core/policy.ts'
import type { PolicyWarning } from '../core/policy-problems.ts'

export type PolicyState = {
  readonly policy: Policy
  readonly warnings: readonly PolicyWarning[]
  /** Why the policy file, or the published policy, is not the one in force; or `null`. */
  readonly problem: string | null
}

/** A policy before it is loaded. */
export type PolicyText = {
  readonly text: string
  /** As a sentence begins. */
  readonly subject: string
  /** What to do where it does not load. */
  readonly hint: string
}
export type PolicySource = () => Promise<PolicyText>

export function policyFile(read: () => Promise<string>): PolicySource {
  const about = { subject: 'The policy file', hint: 'Explain it with: npm run -s tagwarden -- policy check' }
  return async () => ({ text: await read(), ...about })
}

export type PolicyInForce = {
  readonly state: () => PolicyState
  /** Reads the file again; resolves to whether another policy is in force now. */
  readonly reload: () => Promise<boolean>
}

/** Refuses to start with a policy that does not load. */
export async function openPolicy(read: PolicySource, now: () => number): Promise<PolicyInForce> {
  const { policy, warnings } = loadOrRefuse(await read(), now())
  let state: PolicyState = { policy, warnings, problem: null }
  return {
    state: () => state,
    async reload() {
      const before = state.policy.hash
      state = await nextState(state, read, now())
      return state.policy.hash !== before
    },
  }
}

export function loadOrRefuse(given: PolicyText, now: number): Omit<PolicyState, 'problem'> {
  const loaded = loadPolicy(given.text, now)
  if (loaded.ok) return { policy: loaded.policy, warnings: loaded.warnings }
  throw new AppError('invalid_policy', sentence(given, loaded.problems), { hint: given.hint })
}

async function nextState(state: PolicyState, read: PolicySource, now: number): Promise<PolicyState> {
  try {
    return { ...loadOrRefuse(await read(), now), problem: null }
  } catch (cause) {
    // The last good policy stays: that is the fallback, and `problem` says so in every answer.
    return { ...state, problem: cause instanceof Error ? cause.message : String(cause) }
  }
}

function sentence({ subject }: PolicyText, problems: readonly { path: string; message: string }[]): string {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return `${subject} does not load: ${first?.path ? `${first.path}: ` : ''}${first?.message ?? ''}${more}.`
}
