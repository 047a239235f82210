// Columns of an export as SQL, whatever types they came with.

import { quoted } from './dialect.ts'

export type Columns = {
  /** The column, or null where the export was made without it. */
  readonly maybe: (name: string) => string | null
  readonly need: (name: string) => string
  readonly typeOf: (name: string) => string
}

export type TagColumn = { readonly sql: string; readonly isMap: boolean }

export type MonthSql = {
  /** The month as a number such as 202610. */
  readonly month: string
  /** Whether a line is of these months, told so that what is of others need not be read. */
  readonly isIn: (months: readonly string[]) => string
}

/** A column in which nothing stands may have come without a type of text. */
export const textOf = (column: string | null): string =>
  column === null ? "''" : `COALESCE(CAST(${column} AS VARCHAR), '')`

export const invoiceOf = (column: string | null): string | null => (column === null ? null : textOf(column))

const isText = (type: string): boolean => type.startsWith('varchar') || type === 'string'

/** A cost that is no number is an error, never nothing. */
export function numberOf({ need, typeOf }: Columns, name: string): string {
  return isText(typeOf(name)) ? `CAST(NULLIF(${need(name)}, '') AS DOUBLE)` : `CAST(${need(name)} AS DOUBLE)`
}

export function monthsBy({ need, typeOf }: Columns, name: string): MonthSql {
  const column = need(name)
  if (isText(typeOf(name))) {
    return {
      month: `(CAST(substr(${column}, 1, 4) AS INTEGER) * 100 + CAST(substr(${column}, 6, 2) AS INTEGER))`,
      isIn: (months) => `substr(${column}, 1, 7) IN (${months.map(quoted).join(', ')})`,
    }
  }
  const inMonth = (month: string) => `${column} >= ${startOf(month)} AND ${column} < ${startOf(nextMonth(month))}`
  return {
    month: `(year(${column}) * 100 + month(${column}))`,
    isIn: (months) => `(${months.map(inMonth).join(' OR ')})`,
  }
}

const startOf = (month: string): string => `TIMESTAMP '${month}-01 00:00:00'`

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7)
}

export function tagsOf({ maybe, typeOf }: Columns, names: readonly string[]): TagColumn | null {
  const name = names.find((one) => maybe(one) !== null)
  const sql = name === undefined ? null : maybe(name)
  return name === undefined || sql === null ? null : { sql, isMap: typeOf(name).startsWith('map') }
}
