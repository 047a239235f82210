// A bill as core reads it, and the dollars of its lines added up by what a caller asks for.

import { sumOf, toMicros, toUsd } from './money.ts'
import { byText } from './order.ts'
import { anyOf } from './place.ts'

export type BillLine = {
  /** `YYYY-MM`. */
  readonly month: string
  readonly account: string
  readonly region: string
  readonly service: string
  readonly usd: number
  readonly kind: 'usage' | 'tax' | 'support' | 'credit' | 'commitment'
}

/** `method`: how the dollars were come by. `estimated`: the provider may still change them. */
export type BilledMonths = {
  readonly lines: readonly BillLine[]
  readonly method: string
  readonly currency: string
  readonly estimated: boolean
}

export const monthsOf = (lines: readonly BillLine[]): string[] =>
  [...new Set(lines.map(({ month }) => month))].toSorted(byText)

/** Whatever takes dollars off the bill is a credit, also a refund that calls itself usage. */
export const kindOf = ({ kind, usd }: BillLine): BillLine['kind'] => (usd < 0 ? 'credit' : kind)

export const costDimensions = ['month', 'account', 'region', 'service', 'kind'] as const
export type CostDimension = (typeof costDimensions)[number]

/** Each list holds globs; absent or empty means all. */
export type CostFilter = { readonly [D in CostDimension as `${D}s`]?: readonly string[] }

export type CostGroup = {
  readonly key: { readonly [D in CostDimension]?: string }
  readonly usd: number
}

export type CostLookup = {
  /** Of the lines that pass the filter, credits taken off. */
  readonly totalUsd: number
  readonly creditsUsd: number
  /** They add up to the total; dearest first. */
  readonly groups: readonly CostGroup[]
  readonly months: readonly string[]
  readonly method: string
  readonly currency: string
  readonly estimated: boolean
}

export function lookupCosts(bill: BilledMonths, filter: CostFilter, groupBy: readonly CostDimension[]): CostLookup {
  const { method, currency, estimated } = bill
  const lines = bill.lines.filter(lineFilter(filter))
  const credits = lines.filter((line) => kindOf(line) === 'credit')
  return {
    totalUsd: usdOf(lines),
    creditsUsd: usdOf(credits),
    groups: groupsOf(lines, groupBy),
    months: monthsOf(lines),
    method,
    currency,
    estimated,
  }
}

function groupsOf(lines: readonly BillLine[], groupBy: readonly CostDimension[]): CostGroup[] {
  const keyOf = (line: BillLine) => groupBy.map((dimension) => [dimension, wordOf(line, dimension)] as const)
  return [...Map.groupBy(lines, (line) => JSON.stringify(keyOf(line)))]
    .map(([text, own]) => ({ text, key: Object.fromEntries(own.slice(0, 1).flatMap(keyOf)), usd: usdOf(own) }))
    .toSorted((a, b) => b.usd - a.usd || byText(a.text, b.text))
    .map(({ key, usd }) => ({ key, usd }))
}

function lineFilter(filter: CostFilter): (line: BillLine) => boolean {
  const tests = costDimensions.map((dimension) => [dimension, anyOf(filter[`${dimension}s`])] as const)
  return (line) => tests.every(([dimension, passes]) => passes(wordOf(line, dimension)))
}

const wordOf = (line: BillLine, dimension: CostDimension): string =>
  dimension === 'kind' ? kindOf(line) : line[dimension]

const usdOf = (lines: readonly BillLine[]): number => toUsd(sumOf(lines.map(({ usd }) => toMicros(usd))))
