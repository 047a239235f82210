// What a cost figure leaves open, as data: no dollar and no type is dropped in silence.

import type { BillLine } from './bill.ts'
import type { Posting } from './cost-figures.ts'
import { isDividedByCount, type Pot, postingsOf } from './cost-pots.ts'
import { sumOf, toMicros, toUsd } from './money.ts'
import { byText } from './order.ts'
import type { CellTally } from './tally.ts'

export type CostNote =
  /** These dollars were divided by number of resources, because none of a pot's resources has a known cost. */
  | { readonly code: 'divided_by_count'; readonly pots: number; readonly usd: number }
  /** Usage of services without a known resource in that place. */
  | { readonly code: 'unallocated_usage'; readonly services: number; readonly usd: number }
  /** Types whose service the bill never names. */
  | { readonly code: 'types_not_on_bill'; readonly types: number; readonly resources: number }
  /** Dollars of resources that the snapshot does not have. */
  | { readonly code: 'not_in_snapshot'; readonly usd: number }
  /** The provider may still change the bill. */
  | { readonly code: 'bill_not_final' }

/** Usage without a known resource in that place. */
export type UnallocatedService = { readonly service: string; readonly usd: number }
export type TypeNotOnBill = { readonly type: string; readonly service: string; readonly resources: number }

/** Dearest first. */
export function unallocatedServices(postings: readonly Posting[]): UnallocatedService[] {
  const open = postings.filter(({ column }) => column === 'untaggable')
  return [...Map.groupBy(open, ({ service }) => service)]
    .map(([service, own]) => ({ service, usd: usdOf(own) }))
    .toSorted((a, b) => b.usd - a.usd || byText(a.service, b.service))
}

export function typesNotOnBill(
  lines: readonly BillLine[],
  cells: readonly CellTally[],
  serviceOf: (type: string) => string,
): TypeNotOnBill[] {
  const billed = new Set(lines.map(({ service }) => service))
  return [...Map.groupBy(cells, ({ type }) => type)]
    .map(([type, own]) => ({
      type,
      service: serviceOf(type),
      resources: sumOf(own.flatMap(({ counts }) => counts)),
    }))
    .filter(({ service, resources }) => resources > 0 && !billed.has(service))
    .toSorted((a, b) => b.resources - a.resources || byText(a.type, b.type))
}

type Open = {
  readonly pots: readonly Pot[]
  readonly isInScope: (posting: Posting) => boolean
  readonly unallocated: readonly UnallocatedService[]
  readonly notOnBill: readonly TypeNotOnBill[]
  readonly isFinal: boolean
}

export function notesOf({ pots, isInScope, unallocated, notOnBill, isFinal }: Open): CostNote[] {
  const shared = pots
    .filter(isDividedByCount)
    .map((pot) => postingsOf(pot).filter((posting) => posting.type !== null && isInScope(posting)))
    .filter((own) => own.length > 0)
  const unallocatedUsd = toUsd(sumOf(unallocated.map(({ usd }) => toMicros(usd))))
  const resources = sumOf(notOnBill.map((type) => type.resources))
  const notes: readonly (CostNote | null)[] = [
    shared.length === 0 ? null : { code: 'divided_by_count', pots: shared.length, usd: usdOf(shared.flat()) },
    unallocated.length === 0 ? null : { code: 'unallocated_usage', services: unallocated.length, usd: unallocatedUsd },
    notOnBill.length === 0 ? null : { code: 'types_not_on_bill', types: notOnBill.length, resources },
    isFinal ? null : { code: 'bill_not_final' },
  ]
  return notes.filter((note) => note !== null)
}

const usdOf = (postings: readonly Posting[]): number => toUsd(sumOf(postings.map(({ micros }) => micros)))
