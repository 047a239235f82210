// What a charge is by its record type. The names come from the bill: it is asked first, and only then filtered.

import type { CostLine } from '../../ports.ts'
import type { CostQuery } from './paid-client.ts'

type Filter = NonNullable<CostQuery['Filter']>

const kinds: Readonly<Record<string, Exclude<CostLine['kind'], 'usage'>>> = {
  tax: 'tax',
  support: 'support',
  credit: 'credit',
  refund: 'credit',
  rifee: 'commitment',
  recurring: 'commitment',
  recurringreservationfee: 'commitment',
  upfront: 'commitment',
  upfrontreservationfee: 'commitment',
  savingsplanrecurringfee: 'commitment',
  savingsplanupfrontfee: 'commitment',
  savingsplannegation: 'commitment',
}

export function kindOfRecord(name: string): CostLine['kind'] {
  const word = name.toLowerCase().replace(/[^a-z]/g, '')
  if (word.endsWith('discount')) return 'credit'
  return Object.hasOwn(kinds, word) ? (kinds[word] ?? 'usage') : 'usage'
}

export const isSupportService = (name: string): boolean => /^aws.*support/i.test(name)

/** Usage only, and the same for every part of a figure: else what cannot be tagged would look untagged. */
export function usageFilter(records: readonly string[], services: readonly string[]): Filter[] {
  const other = [...new Set(records)].filter((name) => kindOfRecord(name) !== 'usage').toSorted()
  const support = [...new Set(services)].filter(isSupportService).toSorted()
  return [
    ...(other.length === 0 ? [] : [{ Not: dimension('RECORD_TYPE', other) }]),
    ...(support.length === 0 ? [] : [{ Not: dimension('SERVICE', support) }]),
  ]
}

export const dimension = (
  key: 'RECORD_TYPE' | 'SERVICE' | 'LINKED_ACCOUNT' | 'REGION',
  values: readonly string[],
): Filter => ({
  Dimensions: { Key: key, Values: [...values], MatchOptions: ['EQUALS'] },
})

export function every(filters: readonly Filter[]): { Filter?: Filter } {
  const [first] = filters
  if (first === undefined) return {}
  return { Filter: filters.length === 1 ? first : { And: [...filters] } }
}

/** The caller's accounts and regions reach the bill. */
export const scopeFilter = ({
  accounts,
  regions,
}: {
  accounts?: readonly string[]
  regions?: readonly string[]
}): Filter[] => [
  ...(accounts ? [dimension('LINKED_ACCOUNT', accounts)] : []),
  ...(regions ? [dimension('REGION', regions)] : []),
]
