// Cloud Custodian's filters as a small algebra: what is always or never true is gone before it is written.

import type { Plain } from './yaml.ts'

export type Filter = boolean | { readonly [key: string]: Plain }

export function all(...filters: readonly Filter[]): Filter {
  if (filters.includes(false)) return false
  const written = filters.filter(isWritten).flatMap((one) => partsOf(one, 'and'))
  const [only] = written
  return only === undefined ? true : written.length === 1 ? only : { and: written }
}

export function any(...filters: readonly Filter[]): Filter {
  if (filters.includes(true)) return true
  const written = filters.filter(isWritten).flatMap((one) => partsOf(one, 'or'))
  const [only] = written
  return only === undefined ? false : written.length === 1 ? only : { or: written }
}

export function not(filter: Filter): Filter {
  return typeof filter === 'boolean' ? !filter : { not: [filter] }
}

type Written = Exclude<Filter, boolean>

const isWritten = (filter: Filter): filter is Written => typeof filter !== 'boolean'

function partsOf(filter: Written, operator: 'and' | 'or'): readonly Written[] {
  // Only `all` and `any` write these keys, and with filters only.
  return operator in filter ? (filter[operator] as readonly Written[]) : [filter]
}

/** Custodian expands what stands in braces, so braces of ours are doubled. */
const inert = (text: string): string => text.replaceAll('{', '{{').replaceAll('}', '}}')

const tagKey = (tag: string): string => `tag:${inert(tag)}`

export const isPresent = (tag: string): Filter => ({ type: 'value', key: tagKey(tag), value: 'present' })
export const isAbsent = (tag: string): Filter => ({ type: 'value', key: tagKey(tag), value: 'absent' })

export function isOneOf(tag: string, values: readonly string[]): Filter {
  return values.length > 0 && { type: 'value', key: tagKey(tag), op: 'in', value: values.map(inert) }
}

/** False where the tag is absent. `pattern` is Python's, with no braces but counts. */
export const tagMatches = (tag: string, pattern: string): Filter => matches(tagKey(tag), pattern)

export const matches = (key: string, pattern: string): Filter => ({
  type: 'value',
  key,
  op: 'regex-case',
  value: pattern,
})

/** Some key is equal to `loose` without case, blanks, `_` and `-`. */
export const isSpelledLike = (loose: string): Filter => ({
  type: 'value',
  key: tagKey(loose),
  value: 'present',
  tag_key_transforms: ['lower', 'nospaces', 'nounderscores', 'nodashes'],
})

/** Whether an instant is still to come when the policy runs: the key is a constant, the comparison Custodian's clock. */
export const isAhead = (iso: string): Filter => ({
  type: 'value',
  key: `'${iso}'`,
  value_type: 'expiration',
  op: 'gt',
  value: 0,
})

export const isOlderThan = (attribute: string, days: number): Filter => ({
  type: 'value',
  key: attribute,
  value_type: 'age',
  op: 'ge',
  value: days,
})

export const lacks = (attribute: string): Filter => ({ type: 'value', key: attribute, value: 'absent' })
