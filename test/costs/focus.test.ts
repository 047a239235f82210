import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { costsFromExport } from '../../server/costs/export/source.ts'
import { duckDbEngine } from '../../server/costs/focus/duckdb.ts'
import { filesAt } from '../../server/costs/focus/export-files.ts'
import {
  isTaggable,
  lacksAny,
  linesWithAllKeys,
  type Spelling,
  sumUsd,
  type TrueLine,
  writeBill,
} from '../support/bill-lines.ts'
import { newFolder } from '../support/demo-folder.ts'

const ask = { caller: 'tests', signal: new AbortController().signal }
const now = () => Date.parse('2026-11-15T00:00:00Z')
const open: { close(): Promise<void> }[] = []
afterAll(() => Promise.all(open.map((one) => one.close())))

function billAt(path: string) {
  const files = () => filesAt(path)
  const engine = duckDbEngine({ files, folder: join(newFolder(), 'spill'), memoryMb: 200, threads: 1 })
  const costs = costsFromExport(engine, now)
  open.push(costs)
  const gap = (question: object) => {
    if (costs.tagGap === undefined) throw new Error('an export knows tags')
    return costs.tagGap({ months: ['2026-10'], keys: ['Owner'], by: null, ...question }, ask)
  }
  return { ...costs, gap }
}

async function written(lines: readonly TrueLine[], how: Partial<Spelling> = {}, name = 'bill.parquet') {
  const path = join(newFolder(), name)
  await writeBill(path, lines, { format: 'focus', tags: 'map', prefix: '', ...how })
  return billAt(path)
}

const line = (fields: Partial<TrueLine> = {}): TrueLine => ({
  ...{ month: '2026-10', account: '111122223333', region: 'eu-west-1', service: 'AWS Lambda', kind: 'usage' },
  ...{ resource: 'i-1', usd: 10, tags: {}, ...fields },
})
const owned = (usd: number, more: Partial<TrueLine> = {}) => line({ usd, tags: { Owner: 'a' }, ...more })

const exports: readonly [name: string, file: string, how: Spelling][] = [
  ['FOCUS in Parquet', 'bill.parquet', { format: 'focus', tags: 'map', prefix: '' }],
  ['FOCUS in CSV', 'bill.csv', { format: 'focus', tags: 'json', prefix: '' }],
  ['FOCUS in gzip, keys behind user:', 'bill.csv.gz', { format: 'focus', tags: 'json', prefix: 'user:' }],
  ['CUR 2.0 in Parquet', 'bill.parquet', { format: 'cur', tags: 'map', prefix: '' }],
  [
    'CUR 2.0 in gzip, keys behind resourceTags/',
    'bill.csv.gz',
    { format: 'cur', tags: 'json', prefix: 'resourceTags/' },
  ],
]

describe.each(exports)('%s, for any bill', (_name, file, how) => {
  test('the figures are those of a plain recomputation, and reconcile', async () => {
    const anyKeys = fc.uniqueArray(fc.constantFrom('Owner', 'CostCenter', 'data/class', 'it’s "x"'), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(linesWithAllKeys, anyKeys, async (lines, keys) => {
        const bill = await written(lines, how, file)
        const ofMonth = lines.filter(({ month }) => month === '2026-10')
        const taggable = ofMonth.filter(isTaggable)
        const { figures, groups, keys: single } = await bill.gap({ keys, by: 'account' })
        expect(figures.totalUsd).toBeCloseTo(sumUsd(ofMonth), 4)
        expect(figures.taggableUsd).toBeCloseTo(sumUsd(taggable), 4)
        expect(figures.gapLowUsd).toBeCloseTo(sumUsd(taggable.filter((one) => lacksAny(one, keys))), 4)
        expect(figures.gapHighUsd).toBe(figures.gapLowUsd)
        expect(figures.totalUsd).toBeCloseTo(figures.taggableUsd + figures.unattributableUsd, 4)
        expect(figures.attributableLowUsd).toBeCloseTo(figures.taggableUsd - figures.gapHighUsd, 4)
        expect(Math.min(figures.gapLowUsd, figures.attributableLowUsd)).toBeGreaterThanOrEqual(0)
        for (const { key, gapUsd } of single) {
          expect(gapUsd).toBeCloseTo(sumUsd(taggable.filter((one) => lacksAny(one, [key]))), 4)
        }
        for (const group of groups) {
          const own = ofMonth.filter(({ account }) => account === group.key)
          expect(group.totalUsd).toBeCloseTo(sumUsd(own), 4)
          expect(group.gapLowUsd).toBeCloseTo(sumUsd(own.filter(isTaggable).filter((one) => lacksAny(one, keys))), 4)
        }
        const { lines: billed } = await bill.bill(['2026-09', '2026-10'], ask)
        expect(billed.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(sumUsd(lines), 4)
      }),
      { numRuns: 12 },
    )
  })
})

describe('a line of', () => {
  test.each([
    ['tax', { kind: 'tax' }, { taxUsd: 10 }],
    ['support', { kind: 'support', service: 'AWS Support (Business)' }, { supportUsd: 10 }],
    ['a credit', { kind: 'credit', usd: -10 }, { creditsUsd: -10 }],
    ['a commitment that nobody used', { kind: 'commitment' }, { commitmentUsd: 10 }],
    ['usage without a resource', { resource: '' }, { untaggableUsd: 10 }],
  ] as const)('%s is apart, in FOCUS and in CUR alike', async (_name, fields, unattributable) => {
    for (const format of ['focus', 'cur'] as const) {
      const { figures } = await (await written([owned(5), line(fields)], { format })).gap({})
      expect(figures).toMatchObject({ taggableUsd: 5, gapLowUsd: 0, unattributable })
    }
  })
})

test('the method, the months, the metric and the currency are stated', async () => {
  const bill = await written([owned(1), line({ month: '2026-11' }), line({ month: '2026-09' })])
  expect(await bill.months(ask)).toEqual(['2026-10', '2026-09'])
  expect(await bill.gap({})).toMatchObject({
    ...{ method: 'bill_export', basis: 'tags_at_usage', metric: 'effective_cost', currency: 'USD', estimated: false },
    ...{ confidence: 'exact', periods: [{ start: '2026-10-01', end: '2026-11-01' }], paidRequests: 0, paidUsd: 0 },
  })
})

test('months begin in UTC, wherever the server stands and however the export writes instants', async () => {
  vi.stubEnv('TZ', 'America/New_York')
  const path = join(newFolder(), 'bill.parquet')
  await writeBill(path, [owned(1), line({ month: '2026-09' })], {
    format: 'focus',
    tags: 'map',
    prefix: '',
    zoned: true,
  })
  const bill = billAt(path)
  expect(await bill.months(ask)).toEqual(['2026-10', '2026-09'])
  expect((await bill.gap({})).figures.totalUsd).toBe(1)
  vi.unstubAllEnvs()
})

test('accounts and regions asked for reach the dollars', async () => {
  const bill = await written([owned(1), owned(2, { account: '444455556666' }), owned(4, { region: 'us-east-1' })])
  const total = async (question: object) => (await bill.gap(question)).figures.totalUsd
  expect(await total({ accounts: ['444455556666'] })).toBe(2)
  expect(await total({ regions: ['us-east-1'] })).toBe(4)
  expect(await total({ accounts: ['111122223333'], regions: ['eu-west-1'] })).toBe(1)
})

test('what costs most is told by resource and by usage type, and adds up', async () => {
  const lines = [owned(5), owned(2), line({ usd: 4, resource: 'i-2' }), line({ usd: 3, service: 'S3', resource: '' })]
  for (const format of ['focus', 'cur'] as const) {
    const bill = await written([...lines, line({ month: '2026-09' })], { format })
    const rank = (question: object) => bill.rank?.({ rank: 'resource', months: ['2026-10'], ...question }, ask)
    expect(await rank({})).toMatchObject({
      ...{ method: 'bill_export', totalUsd: 14, paidUsd: 0, periods: [{ start: '2026-10-01', end: '2026-11-01' }] },
      rows: [
        { service: 'AWS Lambda', name: 'i-1', usd: 7 },
        { service: 'AWS Lambda', name: 'i-2', usd: 4 },
        { service: 'S3', name: '', usd: 3 },
      ],
    })
    expect(await rank({ services: ['S3'] })).toMatchObject({ totalUsd: 3, rows: [{ usd: 3 }] })
    expect(await rank({ rank: 'usage_type' })).toMatchObject({ totalUsd: 14 })
  }
})

test('keys that CUR writes in small letters are found, and a note says that case is lost', async () => {
  const bill = await written([line({ tags: { cost_center: 'a' } }), line()], { format: 'cur', prefix: 'user_' })
  const { figures, notes } = await bill.gap({ keys: ['CostCenter'] })
  expect(figures.gapLowUsd).toBe(10)
  expect(notes).toEqual([expect.stringContaining('case')])
})

describe('a key that no dollar carries', () => {
  test('has no figure, and the near-miss in case is named', async () => {
    const bill = await written([line({ tags: { owner: 'a' } })])
    await expect(bill.gap({})).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringMatching(/"Owner".*not an active cost allocation tag.*"owner"/),
    })
  })

  test('beside another one leaves bounds, up to all taggable dollars', async () => {
    const bill = await written([owned(6), line({ usd: 4 })])
    expect(await bill.gap({ keys: ['Owner', 'Team'] })).toMatchObject({
      confidence: 'bounds',
      figures: { gapLowUsd: 4, gapHighUsd: 10, attributableLowUsd: 0, attributableHighUsd: 6 },
      keys: [
        { key: 'Owner', gapUsd: 4, note: null },
        { key: 'Team', gapUsd: null, note: expect.stringContaining('Team') },
      ],
    })
  })
})

describe('an export delivered again', () => {
  const how: Spelling = { format: 'focus', tags: 'map', prefix: '' }
  async function deliver(root: string, folder: string, usd: number, month = '2026-10') {
    await mkdir(join(root, folder), { recursive: true })
    await writeBill(join(root, folder, 'part-1.parquet'), [owned(usd, { month })], how)
    return join(root, folder, 'part-1.parquet')
  }
  const total = async (root: string) => (await billAt(root).gap({})).figures.totalUsd

  test.each([
    [
      'in folders by month and time',
      'BILLING_PERIOD=2026-10/20261102T010203Z-a',
      'BILLING_PERIOD=2026-10/20261103T010203Z-b',
    ],
    ['in folders by time alone', '20261102T010203Z-a', '20261103T010203Z-b'],
  ])('%s counts once: the newest', async (_name, older, newer) => {
    const root = newFolder()
    await deliver(root, newer, 7)
    await deliver(root, older, 5)
    expect(await total(root)).toBe(7)
  })

  test('in folders by id counts as last written', async () => {
    const root = newFolder()
    const id = (digit: string) => `20261001-20261101/${digit.repeat(8)}-1111-1111-1111-${digit.repeat(12)}`
    await deliver(root, id('b'), 7)
    await utimes(await deliver(root, id('a'), 5), 1_000, 1_000)
    expect(await total(root)).toBe(7)
  })

  test('keeps the months that only the older delivery has', async () => {
    const root = newFolder()
    await deliver(root, '20261002T000000Z', 5, '2026-09')
    await deliver(root, '20261102T000000Z', 7)
    expect((await billAt(root).bill(['2026-09', '2026-10'], ask)).lines).toHaveLength(2)
  })

  test('as other parts of one delivery, or as another export beside it, counts in full', async () => {
    const root = newFolder()
    await deliver(root, 'one/BILLING_PERIOD=2026-10', 5)
    await deliver(root, 'two/BILLING_PERIOD=2026-10', 7)
    await writeBill(join(root, 'one/BILLING_PERIOD=2026-10/part-2.parquet'), [owned(1)], how)
    expect(await total(root)).toBe(13)
  })

  test('while the server runs is seen by the next question', async () => {
    const root = newFolder()
    const path = await deliver(root, 'data', 5)
    const bill = billAt(root)
    expect((await bill.gap({})).figures.totalUsd).toBe(5)
    await writeBill(path, [owned(5), owned(3)], how)
    expect((await bill.gap({})).figures.totalUsd).toBe(8)
  })
})

describe('what cannot be counted is refused', () => {
  test.each([
    ['a folder without a bill', 'notes.txt', 'x', 'there is no bill'],
    ['a file that is no bill', 'bill.csv', 'a,b\n1,2\n', 'no column'],
    ['a file that is no Parquet', 'bill.parquet', 'not a file', 'cannot be read'],
  ])('%s', async (_name, file, content, message) => {
    const root = newFolder()
    await writeFile(join(root, file), content)
    await expect(billAt(root).months(ask)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining(message),
    })
  })

  test('a cost that is no number', async () => {
    const root = newFolder()
    const head =
      'BillingPeriodStart,SubAccountId,ServiceName,ChargeCategory,EffectiveCost,BillingCurrency,ResourceId,Tags'
    await writeFile(join(root, 'bill.csv'), `${head}\n2026-10-01,1,s,Usage,twelve,USD,i-1,\n`)
    await expect(billAt(root).gap({})).rejects.toMatchObject({ code: 'unreadable' })
  })

  test('a question that nobody waits for any more', async () => {
    const bill = await written([owned(1)])
    await expect(bill.months({ caller: 'tests', signal: AbortSignal.abort() })).rejects.toThrow(/abort/)
  })
})
