// Adds judged parts up: verdicts and dollars by place and type, violations in force by rule.

import { grown, textAt, textCount } from './byte-dictionary.ts'
import { type Part, unreadable } from './columns.ts'
import { type Verdict, type ViolationRule, verdicts } from './evaluate.ts'
import type { JudgedPart, PartJudge } from './part-judge.ts'
import type { Severity } from './policy-schema.ts'
import type { CoverageCell } from './resource.ts'
import {
  type CoverageLine,
  completenessOf,
  mergeCoverage,
  type Score,
  scoreOf,
  type Totals,
  totalsField,
} from './totals.ts'

/** Verdicts and their dollars in one (account, region, type), by index into `verdicts`. */
export type CellTally = {
  readonly account: string
  readonly region: string
  readonly type: string
  readonly counts: readonly number[]
  readonly costUsd: readonly number[]
  readonly unreadable: number
}

/** Violations in force of one rule on one tag; broken naming rules are one group, whatever the tag. */
export type RuleTally = {
  readonly tag: string | null
  readonly rule: ViolationRule
  readonly severity: Severity
  readonly weight: number
  readonly violations: number
  readonly costUsd: number
}

export type AuditSummary = Score & {
  readonly costScore: number | null
  readonly completeness: number | null
  readonly totals: Totals
  readonly coverage: readonly CoverageLine[]
  readonly cells: readonly CellTally[]
  /** Heaviest first: weight × violations. */
  readonly rules: readonly RuleTally[]
}

const pendingId = verdicts.indexOf('pending')

export class Tally {
  private readonly cells = new Cells()
  private readonly judge: PartJudge
  /** By outcome: resources on which its findings are in force, and their dollars. */
  private counts = new Float64Array(64)
  private costs = new Float64Array(64)
  private hasCosts = false

  constructor(judge: PartJudge) {
    this.judge = judge
  }

  add(part: Part, { verdictIds, outcomeIds }: JudgedPart): void {
    const { length } = this.judge.outcomes
    if (length > this.counts.length) {
      this.counts = grown(this.counts, length)
      this.costs = grown(this.costs, length)
    }
    const { cells, counts, costs } = this
    cells.open(part)
    for (let row = 0; row < part.count; row++) {
      const verdict = verdictIds[row] ?? 0
      const cost = part.monthlyCosts[row] ?? Number.NaN
      const known = !Number.isNaN(cost)
      const dollars = known ? cost : 0
      if (known) this.hasCosts = true
      cells.add(part, row, verdict, dollars)
      const outcome = outcomeIds[row] ?? -1
      if (outcome >= 0 && verdict !== pendingId) {
        counts[outcome] = (counts[outcome] ?? 0) + 1
        costs[outcome] = (costs[outcome] ?? 0) + dollars
      }
    }
  }

  summarise(reported: Iterable<CoverageCell>): AuditSummary {
    const cells = this.cells.list()
    const totals = this.totals(cells)
    const coverage = mergeCoverage(
      reported,
      cells.map((cell) => ({ ...cell, resources: sum(cell.counts) })),
    )
    return {
      ...scoreOf(totals),
      costScore: this.costScore(cells),
      completeness: completenessOf(coverage),
      totals,
      coverage,
      cells,
      rules: this.rules(),
    }
  }

  private totals(cells: readonly CellTally[]): Totals {
    const count = (verdict: Verdict) => cells.reduce((total, cell) => total + countOf(cell, verdict), 0)
    const byVerdict = Object.fromEntries(verdicts.map((verdict) => [totalsField[verdict], count(verdict)]))
    const inForce = (field: 'errors' | 'warnings') =>
      this.judge.outcomes.reduce((total, outcome) => total + outcome[field] * (this.counts[outcome.index] ?? 0), 0)
    // `totalsField` names every verdict's total.
    return {
      resources: cells.reduce((total, cell) => total + sum(cell.counts), 0),
      ...byVerdict,
      errors: inForce('errors'),
      warnings: inForce('warnings'),
    } as Totals
  }

  private costScore(cells: readonly CellTally[]): number | null {
    const dollars = (verdict: Verdict) => cells.reduce((total, cell) => total + costOf(cell, verdict), 0)
    const compliant = dollars('compliant')
    const judged = compliant + dollars('violating')
    return this.hasCosts && judged > 0 ? compliant / judged : null
  }

  private rules(): RuleTally[] {
    const tallies = new Map<string, { -readonly [K in keyof RuleTally]: RuleTally[K] }>()
    const add = (tally: RuleTally) => {
      const key = JSON.stringify([tally.tag, tally.rule, tally.severity])
      const known = tallies.get(key)
      if (!known) return tallies.set(key, { ...tally })
      known.violations += tally.violations
      known.costUsd += tally.costUsd
      return tallies
    }
    for (const { index, inForce, naming } of this.judge.outcomes) {
      const resources = this.counts[index] ?? 0
      if (resources === 0) continue
      const costUsd = this.costs[index] ?? 0
      for (const finding of inForce) add({ ...finding, violations: resources, costUsd })
      const group = { tag: null, rule: 'naming', severity: 'warning', weight: 1 } as const
      if (naming > 0) add({ ...group, violations: resources * naming, costUsd })
    }
    return [...tallies.values()].toSorted((a, b) => b.weight * b.violations - a.weight * a.violations)
  }
}

export const countOf = ({ counts }: CellTally, verdict: Verdict): number => counts[verdicts.indexOf(verdict)] ?? 0
export const costOf = ({ costUsd }: CellTally, verdict: Verdict): number => costUsd[verdicts.indexOf(verdict)] ?? 0

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const width = verdicts.length

/** Counts by (account, region, type), kept flat; a part's rows find their cell by numbers. */
class Cells {
  private readonly places: { account: string; region: string; type: string }[] = []
  private counts: Float64Array = new Float64Array(64 * width)
  private costUsd: Float64Array = new Float64Array(64 * width)
  private unreadable: Float64Array = new Float64Array(64)
  private readonly accounts = new Numbering()
  private readonly regions = new Numbering()
  private readonly types = new Numbering()
  /** By account, region, type: the cell's number. */
  private readonly index: number[][][] = []
  private partAccounts: readonly number[] = []
  private partRegions: readonly number[] = []
  private partTypes: readonly number[] = []

  open(part: Part): void {
    this.partAccounts = this.accounts.of(part.accounts)
    this.partRegions = this.regions.of(part.regions)
    this.partTypes = this.types.of(part.types)
  }

  add(part: Part, row: number, verdict: number, dollars: number): void {
    const cell = this.cellOf(part, row)
    const at = cell * width + verdict
    this.counts[at] = (this.counts[at] ?? 0) + 1
    this.costUsd[at] = (this.costUsd[at] ?? 0) + dollars
    if (part.tagSetIds[row] === unreadable) this.unreadable[cell] = (this.unreadable[cell] ?? 0) + 1
  }

  list(): CellTally[] {
    return this.places.map((place, cell) => ({
      ...place,
      counts: [...this.counts.subarray(cell * width, (cell + 1) * width)],
      costUsd: [...this.costUsd.subarray(cell * width, (cell + 1) * width)],
      unreadable: this.unreadable[cell] ?? 0,
    }))
  }

  private cellOf(part: Part, row: number): number {
    const account = this.partAccounts[part.accountIds[row] ?? 0] ?? 0
    const region = this.partRegions[part.regionIds[row] ?? 0] ?? 0
    const type = this.partTypes[part.typeIds[row] ?? 0] ?? 0
    return this.index[account]?.[region]?.[type] ?? this.newCell(account, region, type)
  }

  private newCell(account: number, region: number, type: number): number {
    const cell = this.places.length
    this.places.push({
      account: this.accounts.texts[account] ?? '',
      region: this.regions.texts[region] ?? '',
      type: this.types.texts[type] ?? '',
    })
    if (cell === this.unreadable.length) {
      this.counts = grown(this.counts, 0)
      this.costUsd = grown(this.costUsd, 0)
      this.unreadable = grown(this.unreadable, 0)
    }
    this.index[account] ??= []
    const regions = this.index[account]
    regions[region] ??= []
    regions[region][type] = cell
    return cell
  }
}

/** Numbers for texts that hold across parts. */
class Numbering {
  readonly texts: string[] = []
  private readonly numbers = new Map<string, number>()

  of(texts: Part['types']): number[] {
    return Array.from({ length: textCount(texts) }, (_, id) => this.number(textAt(texts, id)))
  }

  private number(text: string): number {
    const known = this.numbers.get(text)
    if (known !== undefined) return known
    this.numbers.set(text, this.texts.length)
    return this.texts.push(text) - 1
  }
}
