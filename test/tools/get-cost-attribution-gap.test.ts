import { describe, expect, test } from 'vitest'
import { demoCosts } from '../../server/sources/demo/index.ts'
import { openServices, startServices } from '../support/services.ts'

const { ask, call } = await startServices()
const bill = demoCosts(new Date())
const [month] = bill
  .map((line) => line.month)
  .toSorted()
  .toReversed()

type Figures = {
  readonly totalUsd: number
  readonly taggableUsd: number
  readonly attributableUsd: number
  readonly gapUsd: number
  readonly unjudgedUsd: number
  readonly unattributableUsd: number
}
type Answer = {
  readonly figures: Figures
  readonly breakdown: readonly (Figures & { readonly key: string | null })[]
  readonly rest: Figures | null
  readonly months: readonly string[]
}
const gap = (given: object = {}) => ask<Answer>('get_cost_attribution_gap', given)
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
const billed = (lines: typeof bill) => sum(lines.map(({ usd }) => usd))
const ofMonth = bill.filter((line) => line.month === month)

const columns = ['totalUsd', 'taggableUsd', 'attributableUsd', 'gapUsd', 'unjudgedUsd', 'unattributableUsd'] as const

test('every dollar of the newest month counts once', async () => {
  const { figures, months } = await gap()
  expect(months).toEqual([month])
  expect(figures.totalUsd).toBeCloseTo(billed(ofMonth), 2)
  expect(figures.taggableUsd + figures.unattributableUsd).toBeCloseTo(figures.totalUsd, 4)
  expect(figures.attributableUsd + figures.gapUsd + figures.unjudgedUsd).toBeCloseTo(figures.taggableUsd, 4)
})

test('no figure is below nothing', async () => {
  const { attributableUsd, gapUsd, unjudgedUsd } = (await gap()).figures
  expect(Math.min(attributableUsd, gapUsd, unjudgedUsd)).toBeGreaterThan(0)
})

describe.each(['account', 'region', 'service', 'type'])('by %s', (groupBy) => {
  test.each([200, 2])('the rows add up to the whole, with at most %i listed', async (limit) => {
    const { figures, breakdown, rest } = await gap({ groupBy, limit })
    expect(breakdown.length).toBeLessThanOrEqual(limit)
    for (const column of columns) {
      const rows = sum(breakdown.map((row) => row[column])) + (rest?.[column] ?? 0)
      expect(rows).toBeCloseTo(figures[column], 2)
    }
  })
})

test('rows come with the widest gap first', async () => {
  const gaps = (await gap({ groupBy: 'type' })).breakdown.map(({ gapUsd }) => gapUsd)
  expect(gaps).toEqual(gaps.toSorted((a, b) => b - a))
})

test('accounts asked for one by one add up to all of them', async () => {
  const accounts = [...new Set(ofMonth.map(({ account }) => account))]
  const each = await Promise.all(accounts.map((account) => gap({ accounts: [account] })))
  const { figures } = await gap()
  for (const column of columns) expect(sum(each.map((one) => one.figures[column]))).toBeCloseTo(figures[column], 2)
})

test('two months are the sum of both', async () => {
  const months = [...new Set(bill.map((line) => line.month))].slice(-2)
  const both = bill.filter((line) => months.includes(line.month))
  expect((await gap({ months })).figures.totalUsd).toBeCloseTo(billed(both), 2)
})

test('the method is stated, and that it is an estimate', async () => {
  expect(await gap()).toMatchObject({ method: 'service_share', billMethod: 'demo', estimated: true, currency: 'USD' })
})

test.each([
  ['a month the bill does not have', { months: ['1999-01'] }, 'not_found'],
  ['what is no month', { months: ['2026-13'] }, 'invalid_arguments'],
  ['a grouping that is none', { groupBy: 'acount' }, 'invalid_arguments'],
])('refuses %s', async (_name, given, code) => {
  expect(await call('get_cost_attribution_gap', given)).toMatchObject({ ok: false, code })
})

test('without a bill it says so instead of a gap of nothing', async () => {
  const poor = await openServices({ COSTS: 'none' })
  const answer = await poor.ask('get_cost_attribution_gap')
  expect(answer).toMatchObject({ months: [], note: expect.stringContaining('COSTS'), figures: { totalUsd: 0 } })
})
