// What a rule is given and what it finds.

import type { Inputs } from './plain.ts'
import { hoursPerMonth, isPriced, type PriceName, prices, type Usage } from './price-table.ts'

export interface Resource {
  readonly type: string
  readonly name: string
  readonly inputs: Inputs
}

/** In the order in which they are shown. */
export const groups = ['network', 'edge', 'compute', 'data', 'secrets', 'watching'] as const
export type Group = (typeof groups)[number]

export interface Line {
  readonly group: Group
  readonly item: string
  /** Of what has sizes: db.t4g.micro. */
  readonly size?: string
  /** How many of it there are. */
  readonly count: number
  /** What one of them uses a month, in `unit`; 1 where `unit` is "each". */
  readonly each: number
  readonly unit: string
  readonly price: PriceName
  readonly unitPriceUsd: number
  readonly monthlyUsd: number
}

export interface NotPriced {
  readonly type: string
  readonly count: number
  readonly reason: string
}

export type Finding = Line | NotPriced

export interface Given {
  /** All of the type that the rule is about; at least one. */
  readonly resources: readonly Resource[]
  readonly all: (type: string) => readonly Resource[]
  readonly usage: Usage
}

export type Rule = (given: Given) => readonly Finding[]
export type Rules = Readonly<Record<string, Rule>>

export const cents = (usd: number): number => Math.round(usd * 100) / 100

/** `each` as used in a month. */
export function line(group: Group, item: string, price: PriceName, count: number, each: number, size?: string): Line {
  const { usd, unit } = prices[price]
  return {
    group,
    item,
    ...(size && { size }),
    count,
    each,
    unit,
    price,
    unitPriceUsd: usd,
    monthlyUsd: cents(count * each * usd),
  }
}

/** Of what is billed for every hour that it exists. */
export const hourly = (group: Group, item: string, price: PriceName, count: number, size?: string): Line =>
  line(group, item, price, count, hoursPerMonth, size)

/** Of a size that the stack names: the table may lack it, and then nothing is invented. */
export function sized(kind: string, size: string | undefined): PriceName | undefined {
  const name = `${kind}-${size}-hour`
  return isPriced(name) ? name : undefined
}

export function unpriced(resources: readonly Resource[], reason: string): NotPriced[] {
  const [first] = resources
  return first ? [{ type: first.type, count: resources.length, reason }] : []
}

/** Says nothing of a size that is not known yet or not one at all. */
export const noPriceOf = (size: string | undefined): string =>
  size !== undefined && /^[a-z][\w.]*$/.test(size) ? `no price of ${size} in the table` : 'its size is not known'
