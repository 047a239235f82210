// What a bill says of an audit: dollars that can be charged to somebody, and those that cannot. A service's dollars in
// one account and region are one pot, divided among its resources by what they are known to cost.

import { type BilledMonths, monthsOf } from './bill.ts'
import { type CostFigures, figuresOf, type Posting } from './cost-figures.ts'
import {
  type CostNote,
  notesOf,
  type TypeNotOnBill,
  typesNotOnBill,
  type UnallocatedService,
  unallocatedServices,
} from './cost-notes.ts'
import { postingsOf, potsOf } from './cost-pots.ts'
import { byText } from './order.ts'
import { anyOf, compilePlaceFilter, type PlaceFilter } from './place.ts'
import type { CellTally } from './tally.ts'

export type CostAttribution = CostFigures & {
  /** Shares of what a service cost, or the bill's own dollars of each resource. */
  readonly method: 'service_share' | 'bill_export'
  /** How the bill itself was come by. */
  readonly billMethod: string
  /** Today's verdicts laid beside billed dollars: fixing a tag does not move a bill of the past. */
  readonly basis: 'current_tags'
  /** Shares always are; the bill's own dollars while the provider may change them. */
  readonly estimated: boolean
  readonly currency: string
  readonly months: readonly string[]
  readonly postings: readonly Posting[]
  /** Usage without a known resource in that place, by service; dearest first. */
  readonly unallocated: readonly UnallocatedService[]
  readonly notOnBill: readonly TypeNotOnBill[]
  readonly notes: readonly CostNote[]
}

export type CostScope = PlaceFilter & { readonly services?: readonly string[] }
export type CostOptions = {
  /** The bill's name for a type's service. */
  readonly serviceOf?: (type: string) => string
  readonly scope?: CostScope
}

/** `ec2` of `ec2:instance`: for bills that write services as ARNs do. */
export const arnServiceOf = (type: string): string => type.split(':', 1)[0] ?? type

export function attributeCosts(
  cells: readonly CellTally[],
  bill: BilledMonths,
  { serviceOf = arnServiceOf, scope = {} }: CostOptions = {},
): CostAttribution {
  const pots = potsOf(cells, bill.lines, serviceOf)
  const isInScope = compileScope(scope)
  const postings = pots.flatMap(postingsOf).filter(isInScope)
  const unallocated = unallocatedServices(postings)
  const notOnBill = typesNotOnBill(bill.lines, cells.filter(compilePlaceFilter(scope)), serviceOf)
  return {
    ...figuresOf(postings),
    method: 'service_share',
    billMethod: bill.method,
    basis: 'current_tags',
    estimated: true,
    currency: bill.currency,
    months: monthsOf(bill.lines),
    postings,
    unallocated,
    notOnBill,
    notes: notesOf({ pots, isInScope, unallocated, notOnBill, isFinal: !bill.estimated }),
  }
}

export type CostBreakdownRow = CostFigures & { readonly key: string | null }

/** Rows add up to the whole. By type, `null` stands for dollars without a resource. Widest gap first. */
export function breakDownCosts(
  { postings }: Pick<CostAttribution, 'postings'>,
  by: 'account' | 'region' | 'service' | 'type',
): CostBreakdownRow[] {
  return [...Map.groupBy(postings, (posting) => posting[by])]
    .map(([key, own]) => ({ key, ...figuresOf(own) }))
    .toSorted((a, b) => b.gapUsd - a.gapUsd || b.totalUsd - a.totalUsd || byText(a.key ?? '', b.key ?? ''))
}

export function compileScope({ services, ...places }: CostScope): (posting: Posting) => boolean {
  const isHere = compilePlaceFilter(places)
  const isService = anyOf(services)
  const takesTypes = (places.types ?? []).length === 0
  return (posting) =>
    isService(posting.service) &&
    (takesTypes || posting.type !== null) &&
    isHere({ ...posting, type: posting.type ?? '' })
}
