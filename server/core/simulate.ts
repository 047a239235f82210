// One snapshot judged by two policies: what would become of each resource if the other policy held.

import { Affected, type AffectedGroup } from './affected.ts'
import { type Part, tagsAt } from './columns.ts'
import { tagValue, type Verdict, verdicts } from './evaluate.ts'
import { type JudgedPart, PartJudge } from './part-judge.ts'
import { placesOf } from './place.ts'
import { diffPolicies, type PolicyChange } from './policy-diff.ts'
import type { CoverageCell } from './resource.ts'
import type { Rules } from './rules.ts'
import { type AuditSummary, Tally } from './tally.ts'
import { type ViolationChange, ViolationChanges } from './violation-changes.ts'

export type Flip = {
  readonly from: Verdict
  readonly to: Verdict
  readonly resources: number
  readonly costUsd: number
}

export type SimulationResult = {
  readonly before: AuditSummary
  readonly after: AuditSummary
  /** Most resources first. */
  readonly flips: readonly Flip[]
  readonly violations: readonly ViolationChange[]
  /** Dearest first, then most resources; all of them. */
  readonly affected: {
    readonly types: readonly AffectedGroup[]
    readonly accounts: readonly AffectedGroup[]
    readonly owners: readonly AffectedGroup[]
  }
  readonly policyChanges: readonly PolicyChange[]
}

export type SimulationOptions = {
  readonly before: Rules
  readonly after: Rules
  readonly now: number
  readonly coverage: Iterable<CoverageCell>
  /** Whose value names the owners. */
  readonly ownerTag: string
}

export function simulate(parts: Iterable<Part>, options: SimulationOptions): SimulationResult {
  const simulation = new Simulation(options)
  for (const part of parts) simulation.add(part)
  return simulation.finish()
}

const width = verdicts.length

/** For parts that come one by one. */
export class Simulation {
  private readonly options: SimulationOptions
  private readonly judgeBefore: PartJudge
  private readonly judgeAfter: PartJudge
  private readonly before: Tally
  private readonly after: Tally
  private readonly violations: ViolationChanges
  /** By `verdict before * width + verdict after`. */
  private readonly counts = new Float64Array(width * width)
  private readonly costs = new Float64Array(width * width)
  private readonly types = new Affected()
  private readonly accounts = new Affected()
  private readonly owners = new Affected()

  constructor(options: SimulationOptions) {
    this.options = options
    this.judgeBefore = new PartJudge(options.before, options.now)
    this.judgeAfter = new PartJudge(options.after, options.now)
    this.before = new Tally(this.judgeBefore)
    this.after = new Tally(this.judgeAfter)
    this.violations = new ViolationChanges(this.judgeBefore, this.judgeAfter)
  }

  add(part: Part): void {
    const before = this.judgeBefore.judge(part)
    const after = this.judgeAfter.judge(part)
    this.before.add(part, before)
    this.after.add(part, after)
    this.violations.add(before, after)
    this.addFlips(part, before, after)
  }

  finish(): SimulationResult {
    const { before, after, coverage } = this.options
    const cells = [...coverage]
    return {
      before: this.before.summarise(cells),
      after: this.after.summarise(cells),
      flips: this.flips(),
      violations: this.violations.list(),
      affected: { types: this.types.list(), accounts: this.accounts.list(), owners: this.owners.list() },
      policyChanges: diffPolicies(before.policy, after.policy),
    }
  }

  private addFlips(part: Part, before: JudgedPart, after: JudgedPart): void {
    const placeAt = placesOf(part)
    for (let row = 0; row < part.count; row++) {
      const from = before.verdictIds[row] ?? 0
      const to = after.verdictIds[row] ?? 0
      if (from === to) continue
      const cost = part.monthlyCosts[row] ?? Number.NaN
      const flip = { from, to, costUsd: Number.isNaN(cost) ? 0 : cost }
      this.counts[from * width + to] = (this.counts[from * width + to] ?? 0) + 1
      this.costs[from * width + to] = (this.costs[from * width + to] ?? 0) + flip.costUsd
      const { type, account } = placeAt(row)
      this.types.add(type, flip)
      this.accounts.add(account, flip)
      this.owners.add(tagValue(tagsAt(part, row) ?? {}, this.options.ownerTag) ?? null, flip)
    }
  }

  private flips(): Flip[] {
    const pairs = verdicts.flatMap((from, a) =>
      verdicts.map((to, b) => {
        const at = a * width + b
        return { from, to, resources: this.counts[at] ?? 0, costUsd: this.costs[at] ?? 0 }
      }),
    )
    return pairs.filter(({ resources }) => resources > 0).toSorted((a, b) => b.resources - a.resources)
  }
}
