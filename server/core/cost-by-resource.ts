// A bill that names its resources, beside today's verdicts: every resource's own dollars, nothing divided.

import type { CostAttribution, CostScope } from './cost.ts'
import { compileScope } from './cost.ts'
import { figuresOf, type Posting } from './cost-figures.ts'
import { type CostNote, unallocatedServices } from './cost-notes.ts'
import { sumOf } from './money.ts'
import { byText } from './order.ts'
import { compilePlaceFilter } from './place.ts'
import type { CellTally } from './tally.ts'

/** A resource of the bill that the snapshot does not have. */
export type MissingResource = {
  readonly resource: string
  readonly account: string
  readonly region: string
  readonly service: string
  readonly usd: number
}

export type SpentByVerdict = {
  readonly months: readonly string[]
  readonly postings: readonly Posting[]
  /** The dearest ones, dearest first. */
  readonly missing: readonly MissingResource[]
  readonly currency: string
  /** The provider may still change it. */
  readonly estimated: boolean
}

export type ResourceAttribution = CostAttribution & { readonly missing: readonly MissingResource[] }

export function attributeByResource(
  spent: SpentByVerdict,
  cells: readonly CellTally[],
  scope: CostScope = {},
): ResourceAttribution {
  const isInScope = compileScope(scope)
  const postings = spent.postings.filter(isInScope)
  const figures = figuresOf(postings)
  const notOnBill = typesWithoutDollars(spent.postings, cells.filter(compilePlaceFilter(scope)))
  return {
    ...figures,
    ...{ method: 'bill_export', billMethod: 'bill_export', basis: 'current_tags' },
    ...{ estimated: spent.estimated, currency: spent.currency, months: spent.months },
    ...{ postings, unallocated: unallocatedServices(postings), notOnBill },
    missing: spent.missing.filter((one) => isInScope({ ...one, type: null, column: 'not_in_snapshot', micros: 0 })),
    notes: notesOf(figures.unjudged.notInSnapshotUsd, notOnBill, spent.estimated),
  }
}

function typesWithoutDollars(postings: readonly Posting[], cells: readonly CellTally[]): CostAttribution['notOnBill'] {
  const billed = new Set(postings.map(({ type }) => type))
  return [...Map.groupBy(cells, ({ type }) => type)]
    .filter(([type]) => !billed.has(type))
    .map(([type, own]) => ({ type, service: '', resources: sumOf(own.flatMap(({ counts }) => counts)) }))
    .filter(({ resources }) => resources > 0)
    .toSorted((a, b) => b.resources - a.resources || byText(a.type, b.type))
}

function notesOf(missingUsd: number, notOnBill: CostAttribution['notOnBill'], isOpen: boolean): CostNote[] {
  const resources = sumOf(notOnBill.map((type) => type.resources))
  const notes: readonly (CostNote | null)[] = [
    missingUsd === 0 ? null : { code: 'not_in_snapshot', usd: missingUsd },
    notOnBill.length === 0 ? null : { code: 'types_not_on_bill', types: notOnBill.length, resources },
    isOpen ? { code: 'bill_not_final' } : null,
  ]
  return notes.filter((note) => note !== null)
}
