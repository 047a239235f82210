// The resources of a judged part, one by one, as every output lists them.

import { type Part, resourceAt } from './columns.ts'
import { evaluate, type Verdict, type Violation, verdicts } from './evaluate.ts'
import type { JudgedPart, PartJudge } from './part-judge.ts'
import type { Severity } from './policy-schema.ts'
import type { Rules } from './rules.ts'

export type ListedResource = {
  readonly id: string
  readonly type: string
  readonly account: string
  readonly region: string
  readonly verdict: Verdict
  readonly violations: readonly Violation[]
}

export type ListingOptions = {
  readonly rules: Rules
  readonly now: number
  /** Only violations of this severity are listed; every resource stays. */
  readonly severity: Severity | null
}

export function* listResources(
  part: Part,
  { verdictIds, outcomeIds }: JudgedPart,
  { outcomes }: PartJudge,
  { rules, now, severity }: ListingOptions,
): Generator<ListedResource> {
  for (let row = 0; row < part.count; row++) {
    const resource = resourceAt(part, row)
    const { id, type, account, region } = resource
    const violated = outcomes[outcomeIds[row] ?? -1]?.hasViolations ?? false
    const violations = violated ? evaluate(rules, resource, now).violations : []
    yield {
      id,
      type,
      account,
      region,
      verdict: verdicts[verdictIds[row] ?? 0] ?? 'unknown',
      violations: severity === null ? violations : violations.filter((violation) => violation.severity === severity),
    }
  }
}
