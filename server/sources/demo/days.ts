import { type Policy, readPolicy } from '../../core/policy.ts'
import type { CoverageCell, Resource } from '../../core/resource.ts'
import { demoHistory } from './history.ts'
import { demoPolicyAt } from './policy.ts'
import { lastDay } from './story.ts'

type DemoPast = {
  readonly at: string
  readonly policy: Policy
  readonly resources: readonly Resource[]
  readonly coverage: readonly CoverageCell[]
}

/** The days before today but the known ones, each with the policy that held then. */
export function* demoDays(policy: Policy, now: Date, known: ReadonlySet<string>): Generator<DemoPast> {
  for (const { index, day, at, resources, coverage } of demoHistory(now)) {
    if (index === lastDay) return
    if (known.has(day)) continue
    yield { at: at.toISOString(), policy: policyOn(index, policy, at), resources, coverage }
  }
}

function policyOn(index: number, policy: Policy, at: Date): Policy {
  const loaded = readPolicy(demoPolicyAt(index, policy.document), at.getTime())
  return loaded.ok ? loaded.policy : policy
}
