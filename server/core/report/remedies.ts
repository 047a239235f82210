// What to do about it: violating resources grouped by exactly what is wrong with them, so that each resource and each
// dollar is in one group, and closing a group makes all of it compliant.

import { allTexts } from '../byte-dictionary.ts'
import type { Part } from '../columns.ts'
import { type ViolationRule, verdicts } from '../evaluate.ts'
import { byText } from '../order.ts'
import type { JudgedPart, PartJudge } from '../part-judge.ts'

export type Fault = { readonly tag: string; readonly rule: ViolationRule }

export type Remedy = {
  readonly faults: readonly Fault[]
  readonly types: readonly string[]
  /** They become compliant once these faults are gone. */
  readonly resources: number
  readonly costUsd: number
}

const violating = verdicts.indexOf('violating')

type Group = { readonly faults: readonly Fault[]; readonly types: Set<string>; resources: number; costUsd: number }

/** For parts that pass by. */
export class Remedies {
  private readonly groups = new Map<string, Group>()
  private readonly byOutcome = new Map<number, Group>()

  add(part: Part, { verdictIds, outcomeIds }: JudgedPart, judge: PartJudge): void {
    const types = allTexts(part.types)
    for (let row = 0; row < part.count; row++) {
      if (verdictIds[row] !== violating) continue
      const group = this.groupOf(outcomeIds[row] ?? -1, judge)
      const cost = part.monthlyCosts[row] ?? Number.NaN
      group.resources += 1
      group.costUsd += Number.isNaN(cost) ? 0 : cost
      group.types.add(types[part.typeIds[row] ?? 0] ?? '')
    }
  }

  /** Dearest first, then most resources. */
  list(limit: number): Remedy[] {
    return [...this.groups]
      .toSorted(([a, one], [b, other]) => {
        return other.costUsd - one.costUsd || other.resources - one.resources || byText(a, b)
      })
      .slice(0, limit)
      .map(([, { types, ...group }]) => ({ ...group, types: [...types].toSorted(byText) }))
  }

  private groupOf(outcome: number, judge: PartJudge): Group {
    const known = this.byOutcome.get(outcome)
    if (known) return known
    const inForce = judge.outcomes[outcome]?.inForce ?? []
    const errors = inForce.filter(({ severity }) => severity === 'error')
    const faults = errors.map(({ tag, rule }) => ({ tag, rule }))
    const key = JSON.stringify(faults)
    const group = this.groups.get(key) ?? { faults, types: new Set<string>(), resources: 0, costUsd: 0 }
    this.groups.set(key, group)
    this.byOutcome.set(outcome, group)
    return group
  }
}
