// Which violations come and go when another policy judges, counted by pairs of outcomes: there are few of those.

import { type ViolationRule, verdicts } from './evaluate.ts'
import { byText } from './order.ts'
import type { JudgedPart, Outcome, PartJudge } from './part-judge.ts'
import type { Severity } from './policy-schema.ts'

/** Violations in force; `tag` is `null` for broken naming rules, which are one group. */
export type ViolationChange = {
  readonly tag: string | null
  readonly rule: ViolationRule
  readonly severity: Severity
  readonly added: number
  readonly removed: number
}

const pendingId = verdicts.indexOf('pending')
const outcomesApart = 2 ** 26

export class ViolationChanges {
  private readonly judges: readonly [before: PartJudge, after: PartJudge]
  /** By `outcome before * outcomesApart + outcome after`, each plus 1; 0 is nothing in force. */
  private readonly pairs = new Map<number, number>()

  constructor(before: PartJudge, after: PartJudge) {
    this.judges = [before, after]
  }

  add(before: JudgedPart, after: JudgedPart): void {
    for (let row = 0; row < before.verdictIds.length; row++) {
      const pair = inForce(before, row) * outcomesApart + inForce(after, row)
      this.pairs.set(pair, (this.pairs.get(pair) ?? 0) + 1)
    }
  }

  /** Most first. */
  list(): ViolationChange[] {
    const [before, after] = this.judges
    const changes = new Map<string, { -readonly [K in keyof ViolationChange]: ViolationChange[K] }>()
    for (const [pair, resources] of this.pairs) {
      const old = violationsOf(before.outcomes[Math.floor(pair / outcomesApart) - 1])
      const now = violationsOf(after.outcomes[(pair % outcomesApart) - 1])
      for (const key of new Set([...old.keys(), ...now.keys()])) {
        const more = ((now.get(key) ?? 0) - (old.get(key) ?? 0)) * resources
        const change = changes.get(key) ?? { ...readKey(key), added: 0, removed: 0 }
        if (more > 0) change.added += more
        else change.removed -= more
        changes.set(key, change)
      }
    }
    return [...changes]
      .filter(([, { added, removed }]) => added + removed > 0)
      .toSorted(([a, one], [b, other]) => other.added + other.removed - one.added - one.removed || byText(a, b))
      .map(([, change]) => change)
  }
}

function inForce({ verdictIds, outcomeIds }: JudgedPart, row: number): number {
  return verdictIds[row] === pendingId ? 0 : (outcomeIds[row] ?? -1) + 1
}

function violationsOf(outcome: Outcome | undefined): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { tag, rule, severity } of outcome?.inForce ?? []) {
    const key = JSON.stringify([tag, rule, severity])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const naming = outcome?.naming ?? 0
  return naming > 0 ? counts.set(JSON.stringify([null, 'naming', 'warning']), naming) : counts
}

function readKey(key: string): Pick<ViolationChange, 'tag' | 'rule' | 'severity'> {
  // Written by `violationsOf`.
  const [tag, rule, severity] = JSON.parse(key) as [string | null, ViolationRule, Severity]
  return { tag, rule, severity }
}
