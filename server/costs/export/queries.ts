// The questions to an export, as SQL.

import type { GapDimension, SpentRow } from '../../core/tag-gap.ts'
import type { TagColumn } from './columns.ts'
import { type Dialect, quoted } from './dialect.ts'
import { codeOf, type Format } from './format.ts'

/** `lacks`: which keys are missing, a bit each; 0 where no tag could be. */
export type LackingRow = SpentRow & { readonly lacks: number }

type Where = {
  readonly months: readonly string[]
  readonly accounts?: readonly string[]
  readonly regions?: readonly string[]
}

export function monthsSql(format: Format, from: string): string {
  const open = format.invoice === null ? '0' : `COUNT(*) - COUNT(NULLIF(${format.invoice}, ''))`
  return `SELECT ${format.month} AS month, ${open} AS open, MIN(${format.currency}) AS currency,
    MAX(${format.currency}) AS other, MAX(CASE WHEN ${format.resource} = '' THEN 0 ELSE 1 END) AS resources FROM ${from} GROUP BY 1`
}

export function billSql(format: Format, from: string, where: Where): string {
  const { month, account, region, service, column, cost } = format
  return `SELECT ${month} AS month, ${account} AS account, ${region} AS region, ${service} AS service,
    ${column} AS kind, SUM(${cost}) AS usd FROM ${from} WHERE ${conditions(format, where)} GROUP BY 1, 2, 3, 4, 5`
}

export function gapSql(
  { format, from, dialect }: { readonly format: Format; readonly from: string; readonly dialect: Dialect },
  keys: readonly string[],
  by: GapDimension | null,
  where: Where,
): string {
  const group = by === null ? "''" : format[by]
  const lacks = keys.map((key, at) => `CASE WHEN ${isMissing(dialect, format.tags, key)} THEN ${2 ** at} ELSE 0 END`)
  return `SELECT spender AS spender, kind AS kind, CASE WHEN kind = ${codeOf('taggable')} THEN lacks ELSE 0 END AS lacks,
    SUM(usd) AS usd FROM (SELECT ${group} AS spender, ${format.column} AS kind, ${lacks.join(' + ') || '0'} AS lacks,
    ${format.cost} AS usd FROM ${from} WHERE ${conditions(format, where)}) AS lines GROUP BY 1, 2, 3`
}

/** Some keys, to see how they are spelled. */
export const someKeysSql = (dialect: Dialect, { sql, isMap }: TagColumn, from: string): string =>
  dialect.keys(
    `(SELECT ${sql} FROM ${from} WHERE ${hasTags({ sql, isMap })} LIMIT 1000) AS some_lines`,
    sql,
    isMap,
    '1 = 1',
  )

/** Every key of these months: to name those that differ in case only. */
export const allKeysSql = (dialect: Dialect, format: Format, tags: TagColumn, from: string, where: Where): string =>
  dialect.keys(from, tags.sql, tags.isMap, `${hasTags(tags)} AND ${conditions(format, where)}`)

const hasTags = ({ sql, isMap }: TagColumn): string =>
  isMap ? `cardinality(${sql}) > 0` : `${sql} IS NOT NULL AND ${sql} NOT IN ('', '{}')`

/** An empty value is as good as none. */
function isMissing(dialect: Dialect, tags: TagColumn | null, key: string): string {
  if (tags === null) return '1 = 1'
  const value = tags.isMap ? dialect.ofMap(tags.sql, key) : dialect.ofJson(nonEmpty(tags.sql), key)
  return `COALESCE(${value}, '') = ''`
}

const nonEmpty = (sql: string): string => `NULLIF(${sql}, '')`

export function conditions({ isIn, account, region }: Format, { months, accounts, regions }: Where): string {
  return [
    isIn(months),
    ...(accounts ? [`${account} IN (${accounts.map(quoted).join(', ')})`] : []),
    ...(regions ? [`${region} IN (${regions.map(quoted).join(', ')})`] : []),
  ].join(' AND ')
}
