import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { athenaEngine } from '../../server/costs/athena/engine.ts'
import { costsFromExport } from '../../server/costs/export/source.ts'
import { duckDbEngine } from '../../server/costs/focus/duckdb.ts'
import { filesAt } from '../../server/costs/focus/export-files.ts'
import { startAthena } from '../support/aws/athena.ts'
import { type TrueLine, writeBill } from '../support/bill-lines.ts'
import { newFolder } from '../support/demo-folder.ts'

vi.stubEnv('AWS_ACCESS_KEY_ID', 'none')
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none')

const now = () => Date.parse('2026-11-15T00:00:00Z')
const ask = { caller: 'tests', signal: new AbortController().signal }
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const lines = Array.from(
  { length: 40 },
  (_, at): TrueLine => ({
    ...{ month: at % 7 ? '2026-10' : '2026-09', account: `11112222333${at % 3}`, region: 'eu-west-1' },
    ...{ service: `Service ${at % 5}`, kind: at % 11 ? 'usage' : 'tax', resource: at % 6 ? `i-${at}` : '', usd: at },
    tags: at % 2 ? { Owner: 'a', 'it’s "x"': at % 4 ? '' : 'b' } : { CostCenter: 'c', 'it’s "x"': 'd' },
  }),
)
const types: Readonly<Record<string, string>> = {
  BillingPeriodStart: 'timestamp(3)',
  EffectiveCost: 'double',
  Tags: 'map(varchar, varchar)',
}
const columns = [
  ...['BillingPeriodStart', 'SubAccountId', 'RegionId', 'ServiceName', 'ChargeCategory', 'CommitmentDiscountStatus'],
  ...['ResourceId', 'EffectiveCost', 'BillingCurrency', 'Tags'],
].map((name) => [name.toLowerCase(), types[name] ?? 'varchar'] as const)

async function openBoth() {
  const path = join(newFolder(), 'bill.parquet')
  await writeBill(path, lines, { format: 'focus', tags: 'map', prefix: '' })
  const table = { name: '"bills"."focus"', select: `SELECT * FROM read_parquet('${path}')`, columns }
  const aws = await startAthena(table, 7)
  const engine = athenaEngine({
    ...{ database: 'bills', table: 'focus', workgroup: 'primary', output: 's3://results/', region: 'eu-west-1' },
    ...{ endpoint: aws.url, pollMs: 5, freshForMs: 60_000, now },
  })
  const inAthena = costsFromExport(engine, now)
  const files = () => filesAt(path)
  const here = costsFromExport(duckDbEngine({ files, folder: newFolder(), memoryMb: 200, threads: 1 }), now)
  closing.push(aws.close, inAthena.close, here.close)
  return { aws, inAthena, here }
}

test('Athena gives the same months, bill and gaps as DuckDB, page by page', async () => {
  const { inAthena, here } = await openBoth()
  expect(await inAthena.months(ask)).toEqual(await here.months(ask))
  const byText = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
  const bills = await Promise.all([inAthena, here].map((one) => one.bill(['2026-10', '2026-09'], ask)))
  expect(bills[0]?.lines.toSorted(byText)).toEqual(bills[1]?.lines.toSorted(byText))
  for (const by of ['account', 'service', 'region', null] as const) {
    const question = { months: ['2026-10'], keys: ['Owner', 'it’s "x"', 'CostCenter'], by }
    expect(await inAthena.tagGap?.(question, ask)).toEqual(await here.tagGap?.(question, ask))
  }
})

test('a key that nobody carries is told with its near-miss, as by DuckDB', async () => {
  const { inAthena } = await openBoth()
  const question = { months: ['2026-10'], keys: ['owner'], by: null }
  await expect(inAthena.tagGap?.(question, ask)).rejects.toMatchObject({ message: expect.stringContaining('"Owner"') })
})

test('whoever leaves stops the query', async () => {
  const { inAthena, aws } = await openBoth()
  aws.stick()
  const leaving = new AbortController()
  const asking = inAthena.months({ caller: 'tests', signal: leaving.signal })
  while (aws.queries.size === 0 || [...aws.queries.values()].some(({ looks }) => looks === 0)) {
    await new Promise((next) => setTimeout(next, 1))
  }
  leaving.abort()
  await expect(asking).rejects.toThrow(/abort/)
  expect([...aws.queries.values()].map(({ state }) => state)).toEqual(['CANCELLED'])
})

test.each(['FAILED', 'CANCELLED'])('a query that ends as %s is an error, not an empty bill', async (state) => {
  const { inAthena, aws } = await openBoth()
  aws.failWith(state)
  await expect(inAthena.months(ask)).rejects.toMatchObject({
    code: 'unreadable',
    message: expect.stringContaining(state),
  })
})
