import type { CostAllocationTag } from '@aws-sdk/client-cost-explorer'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { memoryCache } from '../../server/cache/memory.ts'
import { createGovernor } from '../../server/costs/cost-explorer/governor.ts'
import { costsFromCostExplorer } from '../../server/costs/cost-explorer/source.ts'
import type { CostRankQuestion } from '../../server/ports.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { type Charge, type Estate, startCostExplorer } from '../support/aws/cost-explorer.ts'
import { newFolder } from '../support/demo-folder.ts'

vi.stubEnv('AWS_ACCESS_KEY_ID', 'none')
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none')

const signal = new AbortController().signal
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const charge = (fields: Partial<Charge> = {}): Charge => ({
  ...{ day: '2026-10-10', account: '111122223333', region: 'eu-west-1', service: 'AWS Lambda', recordType: 'Usage' },
  ...{ usd: 10, tags: {}, ...fields },
})
const owned = (usd: number, more: Partial<Charge> = {}) => charge({ usd, tags: { Owner: 'a' }, ...more })
const active = (TagKey: string, since = '2025-01-01T00:00:00Z'): CostAllocationTag => ({
  ...{ TagKey, Type: 'UserDefined', Status: 'Active', LastUpdatedDate: since, LastUsedDate: '2026-11-01T00:00:00Z' },
})
const allActive = ['Owner', 'CostCenter', 'Team', 'a$b'].map((key) => active(key))

type Settings = { caps?: object; mostPages?: number; maxAttempts?: number; payer?: string }

async function openCosts(estate: Partial<Estate>, { caps = {}, payer = '111122223333', ...client }: Settings = {}) {
  const aws = await startCostExplorer({ charges: [], tags: allActive, estimatedFrom: '2026-11-01', ...estate })
  const store = await openSqliteStore(newFolder())
  const cache = memoryCache({ maxBytes: 1_000_000, now: Date.now, onBackgroundError: () => {} })
  closing.push(
    aws.close,
    () => store.close(),
    () => cache.close(),
  )
  const events = { paid: vi.fn(), refused: vi.fn(), cached: vi.fn(), unsettled: vi.fn() }
  const source = costsFromCostExplorer({
    client: { region: 'us-east-1', endpoint: aws.url, maxAttempts: 3, mostPages: 10, ...client },
    caps: { callMicros: 1_000_000, callerMicros: 2_000_000, dayMicros: 3_000_000, ...caps },
    ...{ store, cache, events, metric: 'AmortizedCost', payer: async () => payer },
    now: () => Date.parse('2026-11-15T00:00:00Z'),
  })
  closing.push(source.close)
  const gap = (question: object = {}, caller = 'ada') => {
    if (source.tagGap === undefined) throw new Error('Cost Explorer knows tags')
    return source.tagGap({ months: ['2026-10'], keys: ['Owner'], by: null, ...question }, { caller, signal })
  }
  const bill = (months = ['2026-10'], caller = 'ada') => source.bill(months, { caller, signal })
  const rank = (question: Partial<CostRankQuestion>) =>
    source.rank?.({ rank: 'usage_type', months: ['2026-10'], ...question }, { caller: 'ada', signal })
  return { aws, store, cache, events, source, gap, bill, rank }
}

describe('the gap of one key', () => {
  test('is the cost of the empty group, support, tax and credits on neither side', async () => {
    const charges = [
      ...[
        owned(60),
        charge({ usd: 40 }),
        charge({ recordType: 'Tax', usd: 8 }),
        charge({ recordType: 'Refund', usd: -3 }),
      ],
      ...[charge({ recordType: 'RIFee', usd: 5 }), charge({ service: 'AWS Support (Business)', usd: 7 })],
    ]
    const { gap } = await openCosts({ charges })
    expect(await gap()).toMatchObject({
      ...{ method: 'ce_tag_group', metric: 'AmortizedCost', currency: 'USD', confidence: 'exact', estimated: false },
      figures: {
        ...{ totalUsd: 117, taggableUsd: 100, gapLowUsd: 40, gapHighUsd: 40, attributableLowUsd: 60 },
        unattributable: { taxUsd: 8, supportUsd: 7, creditsUsd: -3, commitmentUsd: 5, untaggableUsd: 0 },
      },
      keys: [{ key: 'Owner', gapUsd: 40, note: null }],
      periods: [{ start: '2026-10-01', end: '2026-11-01' }],
    })
  })

  test.each(['account', 'service'] as const)('by %s adds up to the whole', async (by) => {
    const other = { account: '444455556666', service: 'Amazon Simple Storage Service' }
    const charges = [owned(60), charge({ usd: 40 }), owned(5, other), charge({ ...other, usd: 20 })]
    const { gap } = await openCosts({ charges: [...charges, charge({ ...other, recordType: 'Tax', usd: 2 })] })
    const { groups, figures } = await gap({ by })
    expect(groups.map(({ key, gapLowUsd, gapHighUsd }) => [key, gapLowUsd, gapHighUsd])).toEqual([
      [charge()[by], 40, 40],
      [other[by], 20, 20],
    ])
    expect(groups.reduce((sum, { totalUsd }) => sum + totalUsd, 0)).toBe(figures.totalUsd)
  })

  test('whose name holds a $ is cut by its length', async () => {
    const { gap } = await openCosts({ charges: [charge({ tags: { a$b: '$' } }), charge({ usd: 4 })] })
    expect((await gap({ keys: ['a$b'] })).figures).toMatchObject({ gapLowUsd: 4, attributableLowUsd: 10 })
  })

  test('counts every page and both buckets of a range', async () => {
    const charges = Array.from({ length: 25 }, (_, at) =>
      charge({ day: at % 2 ? '2026-09-03' : '2026-10-03', tags: { Owner: at < 5 ? '' : `team-${at}` }, usd: 1 }),
    )
    const { gap } = await openCosts({ charges, groupsPerPage: 4 })
    expect((await gap({ months: ['2026-10', '2026-09'] })).figures).toMatchObject({ taggableUsd: 25, gapLowUsd: 5 })
  })

  test('of the accounts and regions asked for', async () => {
    const { gap, aws } = await openCosts({
      charges: [owned(1), charge({ account: '444455556666', region: 'us-east-1', usd: 2 })],
    })
    expect((await gap({ accounts: ['444455556666'], regions: ['us-east-1'] })).figures).toMatchObject({
      totalUsd: 2,
      gapLowUsd: 2,
    })
    const scoped = aws.calls.filter(({ operation }) => operation === 'GetCostAndUsage')
    for (const { input } of scoped) expect(JSON.stringify(input)).toContain('"Values":["444455556666"]')
  })

  test('of a month that is still estimated says so', async () => {
    const { gap } = await openCosts({ charges: [owned(1)], estimatedFrom: '2026-10-20' })
    expect(await gap()).toMatchObject({ estimated: true })
  })
})

describe('the gap of several keys', () => {
  const charges = [
    charge({ usd: 50, tags: { Owner: 'a', CostCenter: 'b', Team: 'c' } }),
    charge({ usd: 20, tags: { Owner: 'a' } }),
    charge({ usd: 30, tags: { CostCenter: 'b', Team: 'c' } }),
  ]

  test('is exact for two', async () => {
    const { gap } = await openCosts({ charges })
    expect(await gap({ keys: ['Owner', 'CostCenter'] })).toMatchObject({
      confidence: 'exact',
      figures: { gapLowUsd: 50, gapHighUsd: 50 },
    })
  })

  test('is an interval for three, in which the truth lies', async () => {
    const { gap } = await openCosts({ charges })
    const { confidence, figures } = await gap({ keys: ['Owner', 'CostCenter', 'Team'] })
    expect(confidence).toBe('bounds')
    expect(figures).toMatchObject({ gapLowUsd: 30, gapHighUsd: 70, attributableLowUsd: 30, attributableHighUsd: 70 })
  })
})

describe('a key', () => {
  const charges = [owned(6), charge({ usd: 4 }), owned(3, { day: '2026-10-20' })]
  const inactive: CostAllocationTag = { ...active('Owner'), Status: 'Inactive' }

  test.each([
    ['that is inactive', [inactive], /not an active cost allocation tag.*Activate it/],
    ['that is unknown', [], /not an active cost allocation tag/],
    ['that differs in case from an active one', [active('owner')], /Active is "owner"/],
    ['that became active after the period', [active('Owner', '2026-11-05T09:00:00Z')], /only since 2026-11-06/],
  ])('%s has no figure, but words', async (_name, tags, message) => {
    const { gap } = await openCosts({ charges, tags })
    await expect(gap()).rejects.toMatchObject({ code: 'not_found', message: expect.stringMatching(message) })
  })

  test('that is young has a figure for the days since', async () => {
    const { gap } = await openCosts({ charges, tags: [active('Owner', '2026-10-14T09:00:00Z')] })
    expect(await gap()).toMatchObject({
      ...{ periods: [{ start: '2026-10-15', end: '2026-11-01' }], figures: { totalUsd: 3, gapLowUsd: 0 } },
      keys: [{ note: expect.stringContaining('since 2026-10-15') }],
    })
  })

  test('without a figure beside one with leaves the gap open upwards', async () => {
    const { gap } = await openCosts({ charges, tags: [active('Owner')] })
    expect(await gap({ keys: ['Owner', 'Team'] })).toMatchObject({
      ...{ confidence: 'bounds', figures: { gapLowUsd: 4, gapHighUsd: 13 } },
      keys: [
        { key: 'Owner', gapUsd: 4 },
        { key: 'Team', gapUsd: null },
      ],
    })
  })
})

describe('the bill', () => {
  const charges = [
    ...[owned(60), charge({ usd: 40, region: 'us-east-1' }), charge({ usd: 1, region: '' })],
    ...[charge({ recordType: 'Tax', usd: 8 }), charge({ recordType: 'Credit', usd: -3, account: '444455556666' })],
    charge({ service: 'AWS Support (Business)', region: '', usd: 7 }),
  ]

  test('has every dollar once, by account, region, service and kind', async () => {
    const { bill } = await openCosts({ charges })
    const { lines, method } = await bill()
    expect(method).toBe('cost_explorer')
    expect(lines.reduce((sum, { usd }) => sum + usd, 0)).toBe(113)
    expect(lines.filter(({ kind }) => kind === 'usage').map(({ region, usd }) => [region, usd])).toEqual([
      ['', 1],
      ['eu-west-1', 60],
      ['us-east-1', 40],
    ])
    expect(
      lines
        .filter(({ kind }) => kind !== 'usage')
        .map(({ kind, usd }) => [kind, usd])
        .toSorted(),
    ).toEqual([
      ['credit', -3],
      ['support', 7],
      ['tax', 8],
    ])
  })

  test('offers the last whole months', async () => {
    const { source } = await openCosts({})
    expect((await source.months({ caller: 'ada', signal })).slice(0, 2)).toEqual(['2026-10', '2026-09'])
  })
})

describe('what costs most', () => {
  const compute = { service: 'Amazon Elastic Compute Cloud - Compute' }
  const charges = [
    charge({ usd: 3, usageType: 'Lambda-GB-Second' }),
    charge({ ...compute, usd: 5, usageType: 'BoxUsage:m5.large', resource: 'i-1' }),
    charge({ ...compute, usd: 7, usageType: 'BoxUsage:m5.large', resource: 'i-2', account: '444455556666' }),
    charge({ ...compute, usd: 2, day: '2026-11-05', usageType: 'BoxUsage:m5.large', resource: 'i-1' }),
    charge({ ...compute, usd: 9, day: '2026-11-06', usageType: 'BoxUsage:m5.large', resource: 'i-2' }),
    charge({ ...compute, usd: 1, day: '2026-11-06', usageType: 'DataTransfer' }),
    charge({ usd: 50, day: '2026-11-06', resource: 'f' }),
  ]

  test('by usage type is one question, and adds up', async () => {
    const { rank } = await openCosts({ charges })
    expect(await rank({})).toMatchObject({
      ...{ method: 'cost_explorer', totalUsd: 15, paidRequests: 1, periods: [{ start: '2026-10-01' }] },
      rows: [
        { ...compute, name: 'BoxUsage:m5.large', usd: 12 },
        { service: 'AWS Lambda', name: 'Lambda-GB-Second', usd: 3 },
      ],
    })
    expect(await rank({ accounts: ['444455556666'] })).toMatchObject({ totalUsd: 7 })
  })

  test('by resource is of the last 14 days, and says that it is no month', async () => {
    const { rank } = await openCosts({ charges, resourcesFrom: '2026-11-01' })
    expect(await rank({ rank: 'resource' })).toMatchObject({
      ...{
        method: 'ce_resource',
        totalUsd: 12,
        estimated: true,
        notes: [expect.stringContaining('14 days, not a month')],
      },
      periods: [{ start: '2026-11-01', end: '2026-11-15' }],
      rows: [
        { ...compute, name: 'i-2', usd: 9 },
        { ...compute, name: 'i-1', usd: 2 },
        { ...compute, name: '', usd: 1 },
      ],
    })
  })

  test('by resource says how to switch that on where it is off', async () => {
    const { rank, events } = await openCosts({ charges })
    await expect(rank({ rank: 'resource' })).rejects.toMatchObject({
      ...{ code: 'not_found', hint: expect.stringContaining('switched on') },
    })
    expect(events.paid).not.toHaveBeenCalled()
  })

  test('has its price announced', async () => {
    const { source, aws } = await openCosts({ charges })
    const asked = { rank: 'usage_type', months: ['2026-08', '2026-10'] } as const
    expect(await source.price?.(asked, { caller: 'ada', signal })).toMatchObject({ requests: 2, isGuess: false })
    expect(aws.calls).toEqual([])
  })
})

describe('for any charges', () => {
  const keys = ['Owner', 'CostCenter', 'Team']
  const anyCharge: fc.Arbitrary<Charge> = fc
    .record({
      day: fc.constantFrom('2026-09-30', '2026-10-01', '2026-10-31'),
      account: fc.constantFrom('111122223333', '444455556666'),
      region: fc.constantFrom('eu-west-1', 'us-east-1', ''),
      service: fc.constantFrom('AWS Lambda', 'EC2 - Other', 'AWS Support (Business)'),
      recordType: fc.constantFrom('Usage', 'DiscountedUsage', 'Tax', 'Credit', 'RIFee', 'Support'),
      cents: fc.integer({ min: 1, max: 5_000_000 }),
      tags: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('', 'a', 'b$c'), { maxKeys: 3 }),
    })
    .map(({ cents, ...one }) => ({ ...one, usd: (one.recordType === 'Credit' ? -cents : cents) / 100 }))
  const question = fc.record({
    keys: fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1 }),
    by: fc.constantFrom('account', 'service', null),
  })

  test('the figures reconcile, and the true gap lies within the bounds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCharge, { minLength: 1, maxLength: 20 }), question, async (charges, asked) => {
        const { gap, bill } = await openCosts({ charges, groupsPerPage: 7 })
        const { figures, groups } = await gap(asked)
        const ofMonth = charges.filter(({ day }) => day.startsWith('2026-10'))
        const usd = (own: readonly Charge[]) => own.reduce((sum, one) => sum + one.usd, 0)
        const isUsage = ({ recordType, service }: Charge) =>
          recordType.endsWith('Usage') && !service.includes('Support')
        const gapUsd = usd(ofMonth.filter(isUsage).filter(({ tags }) => asked.keys.some((key) => !tags[key])))
        expect(figures.totalUsd).toBeCloseTo(usd(ofMonth), 4)
        expect(figures.totalUsd).toBeCloseTo(figures.taggableUsd + figures.unattributableUsd, 4)
        expect(figures.taggableUsd).toBeCloseTo(usd(ofMonth.filter(isUsage)), 4)
        expect(figures.gapLowUsd).toBeLessThanOrEqual(gapUsd + 1e-4)
        expect(figures.gapHighUsd).toBeGreaterThanOrEqual(gapUsd - 1e-4)
        expect(figures.gapLowUsd).toBeGreaterThanOrEqual(0)
        expect(figures.gapHighUsd).toBeLessThanOrEqual(figures.taggableUsd + 1e-4)
        if (asked.keys.length < 3) expect(figures.gapHighUsd).toBeCloseTo(figures.gapLowUsd, 4)
        if (asked.by) expect(groups.reduce((sum, { totalUsd }) => sum + totalUsd, 0)).toBeCloseTo(figures.totalUsd, 4)
        const { lines } = await bill()
        expect(lines.reduce((sum, one) => sum + one.usd, 0)).toBeCloseTo(usd(ofMonth), 4)
        for (const close of closing.splice(0).toReversed()) await close()
      }),
      { numRuns: 15 },
    )
  })
})

describe('money', () => {
  const charges = [owned(60), charge({ usd: 40 })]

  test('an answer says how many requests it took and what they cost; the same question again costs nothing', async () => {
    const { gap, aws, events } = await openCosts({ charges })
    expect(await gap()).toMatchObject({ paidRequests: 3, paidUsd: 0.03 })
    expect(await gap({}, 'bob')).toMatchObject({ paidRequests: 0, paidUsd: 0, figures: { gapLowUsd: 40 } })
    expect(aws.calls).toHaveLength(3)
    expect(events.paid.mock.calls).toEqual([[3, 0.03]])
  })

  test('equal questions at the same time are paid once', async () => {
    const { gap, aws } = await openCosts({ charges })
    const answers = await Promise.all([gap(), gap({}, 'bob'), gap({}, 'eve')])
    expect(aws.calls).toHaveLength(3)
    expect(answers.reduce((sum, { paidRequests }) => sum + paidRequests, 0)).toBe(3)
  })

  test('closed months are kept for good, also by another process; estimated ones are not', async () => {
    const first = await openCosts({ charges: [...charges, charge({ day: '2026-09-09' })], estimatedFrom: '2026-10-02' })
    await first.gap({ months: ['2026-09', '2026-10'] })
    const before = first.aws.calls.length
    await first.cache.close()
    const again = costsFromCostExplorer({
      ...{
        client: { region: 'us-east-1', endpoint: first.aws.url, maxAttempts: 1, mostPages: 10 },
        store: first.store,
      },
      ...{ cache: memoryCache({ maxBytes: 1e6, now: Date.now, onBackgroundError: () => {} }), events: first.events },
      ...{ caps: { callMicros: 1e6, callerMicros: 1e6, dayMicros: 1e6 }, metric: 'AmortizedCost' },
      ...{ payer: async () => '111122223333', now: () => Date.parse('2026-11-15T00:00:00Z') },
    })
    closing.push(again.close)
    await again.tagGap?.({ months: ['2026-09', '2026-10'], keys: ['Owner'], by: null }, { caller: 'ada', signal })
    const asked = first.aws.calls.slice(before).filter(({ operation }) => operation === 'GetCostAndUsage')
    expect(asked.map(({ input }) => input)).toMatchObject([
      { TimePeriod: { Start: '2026-10-01' } },
      { TimePeriod: { Start: '2026-10-01' } },
    ])
  })

  test('the price is announced, and is what is then paid', async () => {
    const { source, gap, aws } = await openCosts({ charges })
    const question = { months: ['2026-10'], keys: ['Owner', 'Team'], by: null }
    const price = await source.price?.(question, { caller: 'ada', signal })
    expect(price).toEqual({ requests: 5, usd: 0.05, mostPagesEach: 10, isGuess: false })
    expect(aws.calls).toHaveLength(0)
    expect(await gap({ keys: ['Owner', 'Team'] })).toMatchObject({ paidRequests: 5 })
  })

  test.each([
    ['of one question', { callMicros: 20_000 }, 'call', /one question is \$0\.02; \$0\.00 .* \$0\.03 more/],
    ['of a caller', { callerMicros: 20_000 }, 'caller', /caller ada a day is \$0\.02/],
    ['of the day', { dayMicros: 20_000 }, 'day', /all callers a day is \$0\.02/],
  ])('the cap %s refuses before anything is asked', async (_name, caps, cap, message) => {
    const { gap, aws, events } = await openCosts({ charges }, { caps })
    await expect(gap()).rejects.toMatchObject({ code: 'cost_cap_reached', message: expect.stringMatching(message) })
    expect(aws.calls).toHaveLength(0)
    expect(events.refused).toHaveBeenCalledWith(cap)
  })

  test('a bill is reserved as a whole before its first request, with as many regions as are usual', async () => {
    const { bill, aws, source } = await openCosts({ charges }, { caps: { callerMicros: 190_000 } })
    const price = await source.price?.({ months: ['2026-10'] }, { caller: 'ada', signal })
    expect(price).toMatchObject({ requests: 20, usd: 0.2, isGuess: true })
    await expect(bill()).rejects.toMatchObject({ code: 'cost_cap_reached' })
    expect(aws.calls).toEqual([])
  })

  test('a bill pays for the regions there are; the price of the next one knows them', async () => {
    const { bill, source } = await openCosts({ charges: [...charges, charge({ region: 'us-east-1' })] })
    expect(await bill()).toMatchObject({ paidRequests: 4 })
    const price = await source.price?.({ months: ['2026-10'] }, { caller: 'ada', signal })
    expect(price).toMatchObject({ requests: 0, isGuess: false })
  })

  test('what was spent and could not be written is told; the answer is given all the same', async () => {
    const { store, events } = await openCosts({ charges })
    const caps = { callMicros: 1e6, callerMicros: 1e6, dayMicros: 1e6 }
    const governor = createGovernor({ ledger: store, caps, now: Date.now, events })
    const answer = await governor.spend('ada', 'bill', async (purse) => {
      const bought = await purse.buy(async () => 'bought')
      await store.close()
      return bought
    })
    expect(answer).toBe('bought')
    expect(events.unsettled).toHaveBeenCalledOnce()
  })

  test('one caller’s cap leaves the others theirs; what was reserved and not spent is free again', async () => {
    const { gap } = await openCosts({ charges }, { caps: { callerMicros: 30_000 } })
    await gap()
    await expect(gap({ keys: ['Team'] })).rejects.toMatchObject({ code: 'cost_cap_reached' })
    expect(await gap({ keys: ['Team'] }, 'bob')).toMatchObject({ paidRequests: 1 })
    expect(await gap({ keys: ['CostCenter'] }, 'bob')).toMatchObject({ paidRequests: 1 })
  })

  test('pages beyond the cap of pages are not bought', async () => {
    const many = Array.from({ length: 30 }, (_, at) => charge({ tags: { Owner: `t${at}` } }))
    const { gap, aws } = await openCosts({ charges: many, groupsPerPage: 2 }, { mostPages: 3 })
    await expect(gap()).rejects.toMatchObject({ code: 'cost_cap_reached', message: expect.stringContaining('3 pages') })
    expect(aws.calls).toHaveLength(5)
  })

  test('without the ledger nothing is bought', async () => {
    const { gap, store, aws } = await openCosts({ charges })
    await store.close()
    await expect(gap()).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(aws.calls).toHaveLength(0)
  })
})

describe('when Cost Explorer fails', () => {
  const charges = [owned(60), charge({ usd: 40, tags: { Owner: '' } }), charge({ usd: 5, tags: { Owner: 'b' } })]

  test.each(['limit', 'server error', 'cut'] as const)('once by "%s", the SDK tries again', async (fault) => {
    const { gap, aws } = await openCosts({ charges })
    aws.fail(fault, fault)
    expect(await gap()).toMatchObject({ figures: { gapLowUsd: 40 }, paidRequests: 3 })
  })

  test.each(['stale token', 'request changed'] as const)(
    'by "%s" between pages, the answer is read anew',
    async (fault) => {
      const { gap, aws } = await openCosts({ charges, groupsPerPage: 1 })
      await gap({ months: ['2026-09'] }).catch(() => null)
      const before = aws.calls.length
      aws.serve({ charges })
      const asking = gap()
      await fails(aws, before, fault)
      expect(await asking).toMatchObject({ figures: { gapLowUsd: 40, taggableUsd: 105 } })
      expect(aws.pendingFaults()).toBe(0)
    },
  )

  test('for good, nothing is charged, nothing is kept, and the cause is not shown', async () => {
    const { gap, aws, events } = await openCosts({ charges }, { maxAttempts: 1 })
    aws.fail('server error')
    await expect(gap()).rejects.toMatchObject({ code: 'unreadable', message: 'Cost Explorer did not answer.' })
    expect(events.paid).not.toHaveBeenCalled()
    expect(await gap()).toMatchObject({ figures: { gapLowUsd: 40 } })
  })

  test('by denying, the action to grant is named', async () => {
    const { gap, aws } = await openCosts({ charges })
    aws.fail('denied')
    await expect(gap()).rejects.toMatchObject({ hint: expect.stringContaining('ce:ListCostAllocationTags') })
  })
})

/** Lets the second page of the answer fail. */
async function fails(
  aws: Awaited<ReturnType<typeof startCostExplorer>>,
  before: number,
  fault: 'stale token' | 'request changed',
) {
  while (aws.calls.length === before) await new Promise((next) => setTimeout(next, 1))
  aws.fail(fault)
}
