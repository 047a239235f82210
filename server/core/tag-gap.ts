// Dollars by the tags they carried when they were spent, as a bill's source reports them. Every micro-dollar is in one
// row once, so that the figures reconcile by construction.

import { sumOf, toUsd } from './money.ts'
import { byText } from './order.ts'

export const gapDimensions = ['account', 'region', 'service'] as const
export type GapDimension = (typeof gapDimensions)[number]

export const spentColumns = ['taggable', 'untaggable', 'tax', 'support', 'credit', 'commitment'] as const
export type SpentColumn = (typeof spentColumns)[number]

/** `group` is a value of the dimension asked for, `''` without one. */
export type SpentRow = { readonly group: string; readonly column: SpentColumn; readonly micros: number }

/** Taggable dollars without a tag: `low` = `high` where the figure is exact. */
export type Bounds = { readonly low: number; readonly high: number }

/**
 * total = taggable + unattributable, taggable = attributable + gap; 0 ≤ gap ≤ taggable. Where gap and attributable are
 * bounds, the low end of one belongs to the high end of the other.
 */
export type TagGapFigures = {
  readonly totalUsd: number
  readonly taggableUsd: number
  readonly gapLowUsd: number
  readonly gapHighUsd: number
  readonly attributableLowUsd: number
  readonly attributableHighUsd: number
  readonly unattributableUsd: number
  readonly unattributable: {
    /** Usage that has no resource to put a tag on. */
    readonly untaggableUsd: number
    readonly taxUsd: number
    readonly supportUsd: number
    /** 0 or less. */
    readonly creditsUsd: number
    readonly commitmentUsd: number
  }
}

/** One key alone: `gapUsd` is `null` where the bill cannot say. */
export type KeyGap = { readonly key: string; readonly gapUsd: number | null; readonly note: string | null }

export type TagGapRow = TagGapFigures & { readonly key: string }

export type TagGap = {
  readonly method: 'bill_export' | 'ce_tag_group'
  readonly basis: 'tags_at_usage'
  readonly metric: string
  readonly currency: string
  /** Days, UTC; `end` is the first one that is not in it. */
  readonly periods: readonly { readonly start: string; readonly end: string }[]
  readonly estimated: boolean
  /** Exact, or the interval that the answers for single keys leave. */
  readonly confidence: 'exact' | 'bounds'
  readonly figures: TagGapFigures
  readonly keys: readonly KeyGap[]
  /** Widest gap first; they add up to the whole. */
  readonly groups: readonly TagGapRow[]
  readonly notes: readonly string[]
  readonly paidRequests: number
  readonly paidUsd: number
}

/** Gaps of single keys leave an interval for dollars that lack at least one of them. */
export function jointBounds(gaps: readonly number[], taggable: number): Bounds {
  return { low: Math.max(0, ...gaps), high: Math.min(taggable, sumOf(gaps)) }
}

/** With keys that nothing is known of, all taggable dollars may lack one. */
export const openBounds = ({ low }: Bounds, taggable: number): Bounds => ({ low, high: taggable })

export function tagGapFigures(rows: readonly SpentRow[], gap: Bounds): TagGapFigures {
  const micros = (columns: readonly SpentColumn[]) =>
    sumOf(rows.flatMap((row) => (columns.includes(row.column) ? [row.micros] : [])))
  const taggable = micros(['taggable'])
  const unattributable = spentColumns.filter((column) => column !== 'taggable')
  return {
    totalUsd: toUsd(micros(spentColumns)),
    taggableUsd: toUsd(taggable),
    gapLowUsd: toUsd(gap.low),
    gapHighUsd: toUsd(gap.high),
    attributableLowUsd: toUsd(taggable - gap.high),
    attributableHighUsd: toUsd(taggable - gap.low),
    unattributableUsd: toUsd(micros(unattributable)),
    unattributable: {
      untaggableUsd: toUsd(micros(['untaggable'])),
      taxUsd: toUsd(micros(['tax'])),
      supportUsd: toUsd(micros(['support'])),
      creditsUsd: toUsd(micros(['credit'])),
      commitmentUsd: toUsd(micros(['commitment'])),
    },
  }
}

/** `gapOf`: the bounds of one group, given its rows. */
export function tagGapRows(
  rows: readonly SpentRow[],
  gapOf: (group: string, own: readonly SpentRow[]) => Bounds,
): TagGapRow[] {
  return [...Map.groupBy(rows, ({ group }) => group)]
    .map(([key, own]) => ({ key, ...tagGapFigures(own, gapOf(key, own)) }))
    .toSorted((a, b) => b.gapHighUsd - a.gapHighUsd || b.totalUsd - a.totalUsd || byText(a.key, b.key))
}

export const taggableOf = (rows: readonly SpentRow[]): number =>
  sumOf(rows.flatMap(({ column, micros }) => (column === 'taggable' ? [micros] : [])))

/** Keys on the bill that differ from `key` only in case: there they are different keys. */
export const sameButCase = (key: string, others: Iterable<string>): string[] =>
  [...others].filter((other) => other !== key && other.toLowerCase() === key.toLowerCase())
