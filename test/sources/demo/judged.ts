// The demo on one fixed day, and the shipped policy to judge it by.

import shipped from '../../../policies/tagging_policy.json' with { type: 'json' }
import { evaluate, type Verdict } from '../../../server/core/evaluate.ts'
import { readPolicy } from '../../../server/core/policy.ts'
import { compileRules } from '../../../server/core/rules.ts'
import { type DemoEstate, demoPolicyAt } from '../../../server/sources/demo/index.ts'

export const now = new Date('2026-11-21T15:00:00Z')

export { shipped }

export function judge({ resources }: Pick<DemoEstate, 'resources'>, index: number, at: Date) {
  const loaded = readPolicy(demoPolicyAt(index, shipped), at.getTime())
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const rules = compileRules(loaded.policy)
  return resources.map((resource) => ({ resource, ...evaluate(rules, resource, at.getTime()) }))
}

export function scoreOn(index: number, at: Date, estate: Pick<DemoEstate, 'resources'>): number {
  const verdicts = judge(estate, index, at).map(({ verdict }) => verdict)
  const count = (wanted: Verdict) => verdicts.filter((verdict) => verdict === wanted).length
  return count('compliant') / (count('compliant') + count('violating'))
}
