import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BilledMonths, type BillLine, costDimensions, lookupCosts } from '../../server/core/bill.ts'

const line = (fields: Partial<BillLine>): BillLine => ({
  ...{ month: '2026-05', account: '1', region: 'eu-west-1', service: 'ec2', usd: 1, kind: 'usage' },
  ...fields,
})
const bill = (lines: readonly BillLine[]): BilledMonths => ({ lines, method: 'demo', currency: 'USD', estimated: true })

const lines = [
  line({ usd: 10 }),
  line({ usd: 0.1, service: 'rds' }),
  line({ usd: 0.2, service: 'rds', month: '2026-04' }),
  line({ usd: -2, service: 'credit', kind: 'credit' }),
  line({ usd: 5, account: '2' }),
]

describe('a lookup', () => {
  test('without groups is the whole bill, credits taken off and shown', () => {
    expect(lookupCosts(bill(lines), {}, [])).toEqual({
      ...{ totalUsd: 13.3, creditsUsd: -2, groups: [{ key: {}, usd: 13.3 }], months: ['2026-04', '2026-05'] },
      ...{ method: 'demo', currency: 'USD', estimated: true },
    })
  })

  test('groups by one or several words of the lines, dearest first', () => {
    expect(lookupCosts(bill(lines), {}, ['service']).groups).toEqual([
      { key: { service: 'ec2' }, usd: 15 },
      { key: { service: 'rds' }, usd: 0.3 },
      { key: { service: 'credit' }, usd: -2 },
    ])
    expect(lookupCosts(bill(lines), { services: ['rds'] }, ['month', 'account']).groups).toEqual([
      { key: { month: '2026-04', account: '1' }, usd: 0.2 },
      { key: { month: '2026-05', account: '1' }, usd: 0.1 },
    ])
  })

  test('of nothing is nothing', () => {
    expect(lookupCosts(bill(lines), { accounts: ['9'] }, ['service'])).toMatchObject({ totalUsd: 0, groups: [] })
  })

  test('calls whatever lowers the bill a credit', () => {
    expect(lookupCosts(bill([line({ usd: -4 })]), {}, ['kind']).groups).toEqual([{ key: { kind: 'credit' }, usd: -4 }])
  })
})

test('the groups of any bill add up to its total, whatever they are grouped by', () => {
  const some = fc.array(
    fc.record({
      month: fc.constantFrom('2026-04', '2026-05'),
      account: fc.constantFrom('1', '2'),
      region: fc.constantFrom('', 'eu-west-1'),
      service: fc.constantFrom('ec2', 'rds'),
      usd: fc.integer({ min: -10_000, max: 10_000_000 }).map((cents) => cents / 100),
      kind: fc.constantFrom('usage', 'tax', 'support', 'credit'),
    }),
  )
  fc.assert(
    fc.property(some, fc.subarray([...costDimensions]), (any, groupBy) => {
      const { totalUsd, groups } = lookupCosts(bill(any), {}, groupBy)
      expect(groups.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(totalUsd, 6)
    }),
  )
})
