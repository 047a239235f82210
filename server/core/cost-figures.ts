// The figures of a cost gap. Every micro-dollar is posted to one column once, so each sum reconciles by construction.

import type { Verdict } from './evaluate.ts'
import { sumOf, toUsd } from './money.ts'

const unjudgedColumns = ['unknown', 'exempt', 'pending', 'not_applicable', 'not_in_snapshot'] as const
const taggableColumns = ['compliant', 'violating', ...unjudgedColumns] as const
const otherColumns = ['untaggable', 'tax', 'support', 'credit', 'commitment'] as const
/** `not_in_snapshot`: the bill names a resource that the snapshot does not have. */
export type CostColumn = Verdict | 'not_in_snapshot' | (typeof otherColumns)[number]

/** Dollars in one place; `type` is `null` where no resource is behind them. */
export type Posting = {
  readonly account: string
  readonly region: string
  readonly service: string
  readonly type: string | null
  readonly column: CostColumn
  readonly micros: number
}

/**
 * total = taggable + unattributable, taggable = attributable + gap + unjudged; all but credits are 0 or more, and
 * without credits 0 ≤ attributable ≤ taggable ≤ total.
 */
export type CostFigures = {
  readonly totalUsd: number
  readonly taggableUsd: number
  /** On compliant resources. */
  readonly attributableUsd: number
  /** On violating resources. */
  readonly gapUsd: number
  /** On resources that were not judged, by why. */
  readonly unjudgedUsd: number
  readonly unjudged: {
    readonly unknownUsd: number
    readonly exemptUsd: number
    readonly pendingUsd: number
    readonly notApplicableUsd: number
    /** On resources that only the bill knows: gone since, or not looked at. */
    readonly notInSnapshotUsd: number
  }
  readonly unattributableUsd: number
  readonly unattributable: {
    /** Usage behind which no resource is known. */
    readonly untaggableUsd: number
    readonly taxUsd: number
    readonly supportUsd: number
    /** 0 or less. */
    readonly creditsUsd: number
    /** Reservations and savings plans that nobody used. */
    readonly commitmentUsd: number
  }
  /** Attributable ÷ taggable, `null` where nothing is taggable. */
  readonly attributableShare: number | null
}

export function figuresOf(postings: Iterable<Posting>): CostFigures {
  const micros = new Map<CostColumn, number>()
  for (const posting of postings) micros.set(posting.column, (micros.get(posting.column) ?? 0) + posting.micros)
  const sum = (columns: readonly CostColumn[]) => sumOf(columns.map((column) => micros.get(column) ?? 0))
  const usd = (...columns: readonly CostColumn[]) => toUsd(sum(columns))
  const taggable = sum(taggableColumns)
  return {
    totalUsd: usd(...taggableColumns, ...otherColumns),
    taggableUsd: toUsd(taggable),
    attributableUsd: usd('compliant'),
    gapUsd: usd('violating'),
    unjudgedUsd: usd(...unjudgedColumns),
    unjudged: unjudgedOf(usd),
    unattributableUsd: usd(...otherColumns),
    unattributable: unattributableOf(usd),
    attributableShare: taggable === 0 ? null : sum(['compliant']) / taggable,
  }
}

const unjudgedOf = (usd: (column: CostColumn) => number): CostFigures['unjudged'] => ({
  unknownUsd: usd('unknown'),
  exemptUsd: usd('exempt'),
  pendingUsd: usd('pending'),
  notApplicableUsd: usd('not_applicable'),
  notInSnapshotUsd: usd('not_in_snapshot'),
})

const unattributableOf = (usd: (column: CostColumn) => number): CostFigures['unattributable'] => ({
  untaggableUsd: usd('untaggable'),
  taxUsd: usd('tax'),
  supportUsd: usd('support'),
  creditsUsd: usd('credit'),
  commitmentUsd: usd('commitment'),
})
