// The changes of a whole snapshot that are most worth making.

import type { Part } from './columns.ts'
import { resourceAt } from './columns.ts'
import { verdicts } from './evaluate.ts'
import type { NeighbourIndex } from './neighbours.ts'
import type { JudgedPart } from './part-judge.ts'
import { byWorth, type LeftReason, type PlannedChange, type PlanRules, planChange } from './remediation.ts'
import { type Places, placeMatcher } from './selection.ts'

export type RemediationDraft = {
  /** The worthiest, best first. */
  readonly changes: readonly PlannedChange[]
  /** How many there are in all. */
  readonly possible: number
  /** Tags that nobody can be sure of, or that cannot be written, by reason. */
  readonly left: Readonly<Partial<Record<LeftReason, number>>>
}

const violating = verdicts.indexOf('violating')
/** So many are kept for each one wanted, before the rest is dropped. */
const roomPerChange = 8

export class RemediationPlanner {
  private changes: PlannedChange[] = []
  private possible = 0
  private readonly left: Partial<Record<LeftReason, number>> = {}
  private readonly options: PlanRules & { readonly places: Places; readonly limit: number }
  private readonly neighbours: NeighbourIndex

  constructor(options: RemediationPlanner['options'], neighbours: NeighbourIndex) {
    this.options = options
    this.neighbours = neighbours
  }

  add(part: Part, { verdictIds }: JudgedPart): void {
    const isWanted = placeMatcher(part, this.options.places)
    for (let row = 0; row < part.count; row++) {
      if (verdictIds[row] !== violating || !isWanted(row)) continue
      const { change, left } = planChange(resourceAt(part, row), this.options, this.neighbours)
      for (const { reason } of left) this.left[reason] = (this.left[reason] ?? 0) + 1
      if (change) this.keep(change)
    }
  }

  finish(): RemediationDraft {
    this.drop()
    return { changes: this.changes, possible: this.possible, left: this.left }
  }

  private keep(change: PlannedChange): void {
    this.possible += 1
    this.changes.push(change)
    if (this.changes.length >= this.options.limit * roomPerChange) this.drop()
  }

  private drop(): void {
    this.changes = this.changes.toSorted(byWorth).slice(0, this.options.limit)
  }
}
