import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BilledMonths, BillLine } from '../../server/core/bill.ts'
import { arnServiceOf, attributeCosts, breakDownCosts, type CostOptions } from '../../server/core/cost.ts'
import { verdicts } from '../../server/core/evaluate.ts'
import { divide, sumOf, toMicros } from '../../server/core/money.ts'
import type { CellTally } from '../../server/core/tally.ts'

type Verdicts = { readonly [V in (typeof verdicts)[number]]?: readonly [resources: number, usd: number] }

const place = { account: '111122223333', region: 'eu-west-1' }

function cell(type: string, found: Verdicts, where: Partial<typeof place> = {}): CellTally {
  const at = (index: 0 | 1) => verdicts.map((verdict) => found[verdict]?.[index] ?? 0)
  return { ...place, ...where, type, counts: at(0), costUsd: at(1), unreadable: 0 }
}

function line(service: string, usd: number, fields: Partial<BillLine> = {}): BillLine {
  return { month: '2026-05', ...place, service, usd, kind: 'usage', ...fields }
}

const billOf = (lines: readonly BillLine[]): BilledMonths => ({
  lines,
  method: 'bill_file',
  currency: 'USD',
  estimated: false,
})

const attribute = (cells: readonly CellTally[], lines: readonly BillLine[], options?: CostOptions) =>
  attributeCosts(cells, billOf(lines), options)

describe('the dollars of a service', () => {
  test('in one account and region are divided by what its resources cost, whatever their type', () => {
    const cells = [
      cell('ec2:instance', { compliant: [1, 60], violating: [1, 20] }),
      cell('ec2:volume', { violating: [3, 20] }),
    ]
    expect(attribute(cells, [line('ec2', 1000)])).toMatchObject({
      totalUsd: 1000,
      taggableUsd: 1000,
      attributableUsd: 600,
      gapUsd: 400,
      attributableShare: 0.6,
    })
  })

  test('are divided by number where no resource has a known cost, and a note says so', () => {
    const cells = [cell('sqs:queue', { compliant: [3, 0], violating: [1, 0] })]
    expect(attribute(cells, [line('sqs', 8)])).toMatchObject({
      attributableUsd: 6,
      gapUsd: 2,
      notes: [{ code: 'divided_by_count', pots: 1, usd: 8 }],
    })
  })

  test('without a resource in that place are nobody’s, by service', () => {
    const cells = [cell('ec2:instance', { compliant: [1, 1] }, { region: 'us-east-1' })]
    expect(attribute(cells, [line('ec2', 5), line('data-transfer', 7)])).toMatchObject({
      taggableUsd: 0,
      attributableShare: null,
      unattributable: { untaggableUsd: 12 },
      unallocated: [
        { service: 'data-transfer', usd: 7 },
        { service: 'ec2', usd: 5 },
      ],
    })
  })

  test('on resources that were not judged are apart, by why', () => {
    const found = { unknown: [1, 1], exempt: [1, 2], pending: [1, 3], not_applicable: [1, 4] } as const
    expect(attribute([cell('ec2:instance', found)], [line('ec2', 10)])).toMatchObject({
      unjudgedUsd: 10,
      unjudged: { unknownUsd: 1, exemptUsd: 2, pendingUsd: 3, notApplicableUsd: 4 },
    })
  })

  test('on a bill that names services otherwise are found through a map', () => {
    const cells = [cell('ec2:instance', { compliant: [1, 1] })]
    const serviceOf = () => 'Amazon Elastic Compute Cloud - Compute'
    expect(attribute(cells, [line(serviceOf(), 5)], { serviceOf })).toMatchObject({ attributableUsd: 5 })
  })
})

test('tax, support and credits are unattributable, each apart; credits are negative', () => {
  const lines = [
    line('ec2', 100),
    line('tax', 8, { kind: 'tax' }),
    line('support', 5, { kind: 'support' }),
    line('credit', -3, { kind: 'credit' }),
    line('ec2', -2),
  ]
  expect(attribute([cell('ec2:instance', { compliant: [1, 9] })], lines)).toMatchObject({
    totalUsd: 108,
    taggableUsd: 100,
    unattributableUsd: 8,
    unattributable: { taxUsd: 8, supportUsd: 5, creditsUsd: -5, untaggableUsd: 0, commitmentUsd: 0 },
    unallocated: [],
  })
})

test('types whose service the bill never names are listed, most resources first, then by name', () => {
  const cells = [
    cell('iam:role', { violating: [2, 0] }),
    cell('kms:key', { compliant: [2, 0] }),
    cell('sns:topic', { compliant: [3, 0], unknown: [1, 0] }),
    cell('sns:topic', { compliant: [1, 0] }, { region: 'us-east-1' }),
    cell('sqs:queue', {}),
  ]
  expect(attribute(cells, [line('ec2', 1)]).notOnBill).toEqual([
    { type: 'sns:topic', service: 'sns', resources: 5 },
    { type: 'iam:role', service: 'iam', resources: 2 },
    { type: 'kms:key', service: 'kms', resources: 2 },
  ])
})

test('types whose service the bill never names are counted in a note', () => {
  const cells = [cell('iam:role', { violating: [4, 0] }), cell('ec2:instance', { compliant: [1, 1] })]
  expect(attribute(cells, [line('ec2', 1)])).toMatchObject({
    notOnBill: [{ type: 'iam:role', service: 'iam', resources: 4 }],
    notes: [{ code: 'types_not_on_bill', types: 1, resources: 4 }],
  })
})

test('a figure says how it was come by, for which months, and that it is an estimate', () => {
  const lines = [line('ec2', 1, { month: '2026-05' }), line('ec2', 1, { month: '2026-04' })]
  expect(attributeCosts([], { ...billOf(lines), estimated: true })).toMatchObject({
    ...{ method: 'service_share', billMethod: 'bill_file', basis: 'current_tags', estimated: true, currency: 'USD' },
    months: ['2026-04', '2026-05'],
    notes: [{ code: 'unallocated_usage' }, { code: 'bill_not_final' }],
  })
})

describe('a scope', () => {
  const cells = [
    cell('ec2:instance', { violating: [1, 0] }),
    cell('sqs:queue', { compliant: [1, 0] }),
    cell('iam:role', { violating: [2, 0] }, { account: '2' }),
    cell('kms:key', { violating: [1, 0] }),
  ]
  const lines = [line('ec2', 4), line('sqs', 2), line('tax', 1, { kind: 'tax' }), line('nat', 0.5)]
  const scoped = (scope: NonNullable<CostOptions['scope']>) => attribute(cells, lines, { scope })

  test('without lists is the whole bill', () => {
    expect(scoped({})).toMatchObject({ totalUsd: 7.5 })
    expect(scoped({ types: [], services: [] })).toMatchObject({ totalUsd: 7.5 })
  })

  test('of types leaves out dollars without a resource, even where every type is taken', () => {
    expect(scoped({ types: ['ec2:*'] })).toMatchObject({ totalUsd: 4, unattributableUsd: 0, unallocated: [] })
    expect(scoped({ types: ['*'] })).toMatchObject({ totalUsd: 6, unattributableUsd: 0, unallocated: [] })
  })

  test('of services takes their dollars only', () => {
    expect(scoped({ services: ['ec2', 'tax'] })).toMatchObject({ totalUsd: 5, gapUsd: 4, attributableUsd: 0 })
  })

  test('of accounts has only their types among those not on the bill', () => {
    expect(scoped({ accounts: ['2'] })).toMatchObject({ totalUsd: 0, notOnBill: [{ type: 'iam:role' }] })
    expect(scoped({ accounts: ['111122223333'] }).notOnBill.map(({ type }) => type)).toEqual(['kms:key'])
  })

  test('holds for what notes say of dollars divided by number', () => {
    expect(scoped({ services: ['sqs'] }).notes[0]).toEqual({ code: 'divided_by_count', pots: 1, usd: 2 })
    expect(scoped({ services: ['nat'] }).notes.map(({ code }) => code)).toEqual([
      'unallocated_usage',
      'types_not_on_bill',
    ])
  })
})

test('notes count dollars divided by number without the tax beside them, and those of nobody', () => {
  const cells = [
    cell('sqs:queue', { violating: [1, 0] }),
    cell('ec2:instance', { violating: [1, 3], compliant: [1, 0] }),
  ]
  const lines = [
    line('sqs', 2),
    line('sqs', 1, { kind: 'tax' }),
    line('ec2', 8),
    line('nat', 3),
    line('dns', 3),
    line('eip', 4),
  ]
  const { notes, unallocated, gapUsd } = attribute(cells, lines)
  expect(notes).toEqual([
    { code: 'divided_by_count', pots: 1, usd: 2 },
    { code: 'unallocated_usage', services: 3, usd: 10 },
  ])
  expect(unallocated.map(({ service }) => service)).toEqual(['eip', 'dns', 'nat'])
  expect(gapUsd).toBe(10)
})

test('a type without a service is its own', () => {
  expect([arnServiceOf('ec2:instance'), arnServiceOf('odd')]).toEqual(['ec2', 'odd'])
})

describe('a breakdown', () => {
  test('has the widest gap first, then the most dollars, then names', () => {
    const cells = [
      cell('a:x', { violating: [1, 1] }),
      cell('b:x', { violating: [1, 1] }),
      cell('c:x', { violating: [1, 1], compliant: [1, 1] }),
      cell('d:x', { violating: [1, 1] }),
      cell('e:x', { compliant: [1, 1] }),
    ]
    const lines = [
      line('e', 50),
      line('tax', 50, { kind: 'tax' }),
      line('d', 9),
      line('b', 2),
      line('c', 4),
      line('a', 2),
    ]
    const rows = breakDownCosts(attribute(cells, lines), 'type')
    expect(rows.map(({ key, gapUsd, totalUsd }) => [key, gapUsd, totalUsd])).toEqual([
      ['d:x', 9, 9],
      ['c:x', 2, 4],
      ['a:x', 2, 2],
      ['b:x', 2, 2],
      [null, 0, 50],
      ['e:x', 0, 50],
    ])
  })

  test('by type leaves dollars without a resource on a row of their own', () => {
    const attribution = attribute([cell('ec2:instance', { violating: [1, 1] })], [line('ec2', 5), line('tax', 1)])
    expect(breakDownCosts(attribution, 'type')).toMatchObject([
      { key: 'ec2:instance', gapUsd: 5, totalUsd: 5 },
      { key: null, gapUsd: 0, totalUsd: 1 },
    ])
  })
})

const cents = fc.integer({ min: 0, max: 5_000_000 }).map((amount) => amount / 100)
const services = ['ec2', 'rds', 's3', 'tax', 'data-transfer']
const where = fc.record({
  account: fc.constantFrom('1', '2'),
  region: fc.constantFrom('eu-west-1', 'us-east-1', ''),
})
const arbitraryLine: fc.Arbitrary<BillLine> = fc
  .tuple(
    where,
    cents,
    fc.constantFrom(...services),
    fc.constantFrom('usage', 'usage', 'tax', 'support', 'credit', 'commitment'),
  )
  .map(([at, usd, service, kind]) => ({ month: '2026-05', ...at, service, kind, usd: kind === 'credit' ? -usd : usd }))
const six = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 6, maxLength: 6 })
const arbitraryCell: fc.Arbitrary<CellTally> = fc
  .tuple(
    where,
    fc.constantFrom('ec2:instance', 'ec2:volume', 'rds:db', 's3:bucket', 'iam:role'),
    six(fc.nat(9)),
    six(cents),
  )
  .map(([at, type, counts, usd]) => ({
    ...at,
    type,
    counts,
    costUsd: usd.map((amount, id) => (counts[id] === 0 ? 0 : amount)),
    unreadable: 0,
  }))
const cellsAndLines = fc.tuple(fc.array(arbitraryCell, { maxLength: 8 }), fc.array(arbitraryLine, { maxLength: 12 }))
const micro = 6

describe('for any bill and any audit', () => {
  test('the figures reconcile with the bill and with each other', () => {
    fc.assert(
      fc.property(cellsAndLines, ([cells, lines]) => {
        const all = attribute(cells, lines)
        const { unknownUsd, exemptUsd, pendingUsd, notApplicableUsd } = all.unjudged
        const { untaggableUsd, taxUsd, supportUsd, creditsUsd, commitmentUsd } = all.unattributable
        expect(all.totalUsd).toBeCloseTo(sumOf(lines.map(({ usd }) => usd)), micro)
        expect(all.totalUsd).toBeCloseTo(all.taggableUsd + all.unattributableUsd, micro)
        expect(all.taggableUsd).toBeCloseTo(all.attributableUsd + all.gapUsd + all.unjudgedUsd, micro)
        expect(all.unjudgedUsd).toBeCloseTo(unknownUsd + exemptUsd + pendingUsd + notApplicableUsd, micro)
        expect(all.unattributableUsd).toBeCloseTo(
          untaggableUsd + taxUsd + supportUsd + creditsUsd + commitmentUsd,
          micro,
        )
        expect(all.unallocated.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(untaggableUsd, micro)
      }),
    )
  })

  test('no figure but the credits is negative, and none is larger than the whole before credits', () => {
    fc.assert(
      fc.property(cellsAndLines, ([cells, lines]) => {
        const all = attribute(cells, lines)
        const { creditsUsd } = all.unattributable
        for (const part of [all.attributableUsd, all.gapUsd, all.unjudgedUsd, ...Object.values(all.unjudged)]) {
          expect(part).toBeGreaterThanOrEqual(0)
          expect(part).toBeLessThanOrEqual(all.taggableUsd)
        }
        expect(all.taggableUsd).toBeLessThanOrEqual(all.totalUsd - creditsUsd + 1e-9)
        expect(creditsUsd).toBeLessThanOrEqual(0)
      }),
    )
  })

  test('every pot is given out or left unallocated to the last micro-dollar', () => {
    const keyOf = ({ account, region, service }: Pick<BillLine, 'account' | 'region' | 'service'>) =>
      `${account} ${region} ${service}`
    fc.assert(
      fc.property(cellsAndLines, ([cells, lines]) => {
        const given = Map.groupBy(attribute(cells, lines).postings, keyOf)
        for (const [key, own] of Map.groupBy(lines, keyOf)) {
          expect(sumOf((given.get(key) ?? []).map(({ micros }) => micros))).toBe(
            sumOf(own.map(({ usd }) => toMicros(usd))),
          )
        }
      }),
    )
  })

  test.each(['account', 'region', 'service', 'type'] as const)('the rows by %s add up to the whole', (by) => {
    fc.assert(
      fc.property(cellsAndLines, ([cells, lines]) => {
        const all = attribute(cells, lines)
        const rows = breakDownCosts(all, by)
        for (const figure of ['totalUsd', 'taggableUsd', 'attributableUsd', 'gapUsd', 'unjudgedUsd'] as const) {
          expect(rows.reduce((sum, row) => sum + row[figure], 0)).toBeCloseTo(all[figure], micro)
        }
      }),
    )
  })

  test('the dollars of scopes that do not overlap add up', () => {
    fc.assert(
      fc.property(cellsAndLines, ([cells, lines]) => {
        const gapOf = (accounts: string[]) => attribute(cells, lines, { scope: { accounts } }).gapUsd
        expect(gapOf(['1']) + gapOf(['2'])).toBeCloseTo(attribute(cells, lines).gapUsd, micro)
      }),
    )
  })
})

test('shares of any sum of money are never negative and leave nothing over', () => {
  const weights = fc.array(fc.oneof(cents, fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1 })
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), weights, (micros, given) => {
      fc.pre(given.some((weight) => weight > 0))
      const shares = divide(micros, given)
      expect(sumOf(shares)).toBe(micros)
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0)
    }),
  )
})
