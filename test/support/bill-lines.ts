// Lines of a bill, the same ones written as FOCUS and as CUR 2.0, and what they add up to by the plainest reckoning.

import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'

export type TrueLine = {
  readonly month: string
  readonly account: string
  readonly region: string
  readonly service: string
  readonly kind: 'usage' | 'tax' | 'support' | 'credit' | 'commitment'
  readonly resource: string
  readonly usd: number
  readonly tags: Readonly<Record<string, string>>
}

const keys = ['Owner', 'CostCenter', 'data/class', 'it’s "x"']
const services = ['Amazon Elastic Compute Cloud', 'Amazon Simple Storage Service', 'AWS Lambda']

export const arbitraryLine: fc.Arbitrary<TrueLine> = fc
  .record({
    month: fc.constantFrom('2026-09', '2026-10'),
    account: fc.constantFrom('111122223333', '444455556666'),
    region: fc.constantFrom('eu-west-1', 'us-east-1', ''),
    service: fc.constantFrom(...services),
    kind: fc.constantFrom('usage', 'usage', 'usage', 'tax', 'support', 'credit', 'commitment'),
    resource: fc.constantFrom('', 'i-1', 'i-2', 'arn:aws:s3:::b'),
    cents: fc.integer({ min: 0, max: 5_000_000 }),
    tags: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('', 'a', 'b', 'ünï'), { maxKeys: 4 }),
  })
  .map(({ cents, ...line }) => ({
    ...line,
    service: line.kind === 'support' ? 'AWS Support (Business)' : line.service,
    usd: line.kind === 'credit' ? -cents / 100 - 0.01 : cents / 100,
  }))

const someOf = (line: TrueLine) => Object.keys(line.tags).length > 0

/** With every key on at least one taggable dollar, so that each has a figure. */
export const linesWithAllKeys = fc.array(arbitraryLine, { minLength: 1, maxLength: 40 }).map((lines): TrueLine[] => [
  ...lines,
  ...keys.map(
    (key): TrueLine => ({
      ...{ month: '2026-10', account: '111122223333', region: 'eu-west-1', service: services[0] ?? '', kind: 'usage' },
      ...{ resource: 'i-9', usd: 1, tags: { [key]: 'a' } },
    }),
  ),
])

export const isTaggable = ({ kind, resource }: TrueLine) => kind === 'usage' && resource !== ''
export const lacksAny = ({ tags }: TrueLine, wanted: readonly string[]) => wanted.some((key) => !tags[key])
export const sumUsd = (lines: readonly TrueLine[]) => lines.reduce((sum, { usd }) => sum + usd, 0)

export type Spelling = {
  readonly format: 'focus' | 'cur'
  readonly tags: 'map' | 'json'
  readonly prefix: string
  /** Instants with a time zone, as Parquet can have them. */
  readonly zoned?: boolean
}

/** Written by DuckDB itself: `path` ends in .parquet, .csv or .csv.gz. */
export async function writeBill(path: string, lines: readonly TrueLine[], how: Spelling): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const rows = lines.map((line) => `(${(how.format === 'focus' ? focusRow : curRow)(line, how).join(', ')})`)
  const names = how.format === 'focus' ? focusColumns : curColumns
  const options = path.endsWith('.parquet') ? 'FORMAT parquet' : 'FORMAT csv, HEADER'
  const gzip = path.endsWith('.gz') ? ', COMPRESSION gzip' : ''
  await connection.run(
    `COPY (SELECT * FROM (VALUES ${rows.join(', ')}) AS bill(${names.join(', ')})) TO ${text(path)} (${options}${gzip})`,
  )
  connection.closeSync()
  instance.closeSync()
}

const focusColumns = [
  ...['BillingPeriodStart', 'SubAccountId', 'RegionId', 'ServiceName', 'ChargeCategory', 'CommitmentDiscountStatus'],
  ...['ResourceId', 'EffectiveCost', 'BilledCost', 'BillingCurrency', 'Tags'],
]

function focusRow(line: TrueLine, how: Spelling): string[] {
  const category = { usage: 'Usage', support: 'Usage', tax: 'Tax', credit: 'Credit', commitment: 'Usage' }[line.kind]
  return [
    ...[instant(line.month, how), text(line.account), orNull(line.region), text(line.service), text(category)],
    ...[line.kind === 'commitment' ? text('Unused') : 'NULL', orNull(line.resource), amount(line.usd), '999.0::DOUBLE'],
    ...[text('USD'), tagsSql(line, how)],
  ]
}

const curColumns = [
  ...['bill_billing_period_start_date', 'line_item_usage_account_id', 'product_region_code', 'line_item_product_code'],
  ...['line_item_line_item_type', 'line_item_resource_id', 'line_item_unblended_cost', 'line_item_currency_code'],
  ...['savings_plan_total_commitment_to_date', 'savings_plan_used_commitment', 'resource_tags'],
]

function curRow(line: TrueLine, how: Spelling): string[] {
  const unused = line.kind === 'commitment'
  const type = { usage: 'Usage', support: 'Fee', tax: 'Tax', credit: 'Credit', commitment: 'SavingsPlanRecurringFee' }
  return [
    ...[instant(line.month, how), text(line.account), orNull(line.region), text(line.service), text(type[line.kind])],
    ...[orNull(line.resource), unused ? '777.0::DOUBLE' : amount(line.usd), text('USD')],
    ...[amount(unused ? line.usd + 500 : 0), amount(unused ? 500 : 0), tagsSql(line, how)],
  ]
}

function tagsSql(line: TrueLine, { tags, prefix }: Spelling): string {
  const own = Object.entries(line.tags).map(([key, value]) => [`${prefix}${key}`, value] as const)
  if (tags === 'json') return someOf(line) ? text(JSON.stringify(Object.fromEntries(own))) : 'NULL'
  const list = (words: readonly string[]) => `[${words.map(text).join(', ')}]::VARCHAR[]`
  return `map(${list(own.map(([key]) => key))}, ${list(own.map(([, value]) => value))})`
}

const text = (word: string): string => `'${word.replaceAll("'", "''")}'`
const orNull = (word: string): string => (word === '' ? 'NULL::VARCHAR' : text(word))
const amount = (usd: number): string => `${usd}::DOUBLE`
function instant(month: string, { tags, zoned }: Spelling): string {
  if (zoned) return `TIMESTAMPTZ '${month}-01 00:00:00+00'`
  return tags === 'json' ? text(`${month}-01T00:00:00.000Z`) : `TIMESTAMP '${month}-01'`
}
