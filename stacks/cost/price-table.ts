// The prices and the assumed usage, read from their two tables.

import priceTable from './prices.json' with { type: 'json' }
import usageTable from './usage.json' with { type: 'json' }

export interface Price {
  readonly usd: number
  readonly unit: string
  readonly source: string
  readonly asOf: string
  /** False: from general knowledge, to be looked up before somebody relies on it. */
  readonly confirmed: boolean
}

export type PriceName = keyof typeof priceTable.prices
export type Usage = Readonly<Record<keyof typeof usageTable.meaning, number>>
type Environment = keyof typeof usageTable.environments

export const { region, asOf } = priceTable
export const prices: Readonly<Record<PriceName, Price>> = priceTable.prices
export const { hoursPerMonth, meaning } = usageTable

/** The price of a size, which a stack names and the table may lack. */
export function isPriced(name: string): name is PriceName {
  return Object.hasOwn(prices, name)
}

/** What differs from the others, by target. */
export const ownUsage: Readonly<Record<string, Readonly<Record<Environment, Partial<Usage>>>>> = usageTable.targets

export function usageOf(target: string, environment: Environment): Usage {
  return { ...usageTable.environments[environment], ...ownUsage[target]?.[environment] }
}
