import { expect, test } from 'vitest'
import { demoCosts } from '../../server/sources/demo/index.ts'
import { openServices, startServices } from '../support/services.ts'

const { ask, call } = await startServices()
const bill = demoCosts(new Date())
const [month] = bill
  .map((line) => line.month)
  .toSorted()
  .toReversed()
const ofMonth = bill.filter((line) => line.month === month)

type Answer = {
  readonly totalUsd: number
  readonly restUsd: number
  readonly creditsUsd: number
  readonly groups: readonly { readonly key: Record<string, string>; readonly usd: number }[]
}
const look = (given: object = {}) => ask<Answer>('lookup_costs', given)
const sum = (lines: readonly { readonly usd: number }[]) => lines.reduce((total, { usd }) => total + usd, 0)

test('says the newest month by service, dearest first', async () => {
  const { totalUsd, groups } = await look()
  expect(totalUsd).toBeCloseTo(sum(ofMonth), 2)
  expect(groups.map(({ usd }) => usd)).toEqual(groups.map(({ usd }) => usd).toSorted((a, b) => b - a))
  const [first] = groups
  expect(first?.usd).toBeCloseTo(sum(ofMonth.filter(({ service }) => service === first?.key.service)), 2)
})

test('groups and the rest add up to the total', async () => {
  const { totalUsd, restUsd, groups } = await look({ groupBy: ['account', 'service'], limit: 5 })
  expect(groups).toHaveLength(5)
  expect(sum(groups) + restUsd).toBeCloseTo(totalUsd, 2)
})

test('credits are a kind of their own, below nothing', async () => {
  const { groups, creditsUsd } = await look({ groupBy: 'kind' })
  const kinds = [...new Set(ofMonth.map(({ kind }) => kind))]
  expect(groups.map(({ key }) => key.kind).toSorted()).toEqual(kinds.toSorted())
  expect(creditsUsd).toBeCloseTo(sum(ofMonth.filter(({ usd }) => usd < 0)), 2)
})

test('filters by account, region and service', async () => {
  const [line] = ofMonth.filter(({ region, service }) => region !== '' && service.startsWith('e'))
  const given = { accounts: [line?.account], regions: [line?.region], services: ['e*'] }
  const wanted = ofMonth.filter(
    ({ account, region, service }) => account === line?.account && region === line?.region && service.startsWith('e'),
  )
  expect((await look(given)).totalUsd).toBeCloseTo(sum(wanted), 2)
})

test('months side by side', async () => {
  const months = [...new Set(bill.map((line) => line.month))].slice(-3)
  const { groups } = await look({ months, groupBy: ['month'] })
  expect(groups.map(({ key }) => key.month).toSorted()).toEqual(months.toSorted())
})

test('a question costs nothing, and says so', async () => {
  expect(await look()).toMatchObject({ paidRequests: 0, paidUsd: 0, currency: 'USD', method: 'demo' })
})

test('asking is free, and says so', async () => {
  expect(await ask('lookup_costs', { priceOnly: true })).toMatchObject({ price: { requests: 0, usd: 0 } })
})

test('a bill of services alone has no ranking', async () => {
  expect(await call('lookup_costs', { rank: 'resource' })).toMatchObject({ ok: false, code: 'not_found' })
})

test.each([
  ['a month the bill does not have', { months: ['1999-01'] }, 'not_found'],
  ['what is no month', { months: ['October'] }, 'invalid_arguments'],
  ['a grouping that is none', { groupBy: ['tag'] }, 'invalid_arguments'],
])('refuses %s', async (_name, given, code) => {
  expect(await call('lookup_costs', given)).toMatchObject({ ok: false, code })
})

test('without a bill it says so', async () => {
  const poor = await openServices({ COSTS: 'none' })
  expect(await poor.ask('lookup_costs')).toMatchObject({ groups: [], note: expect.stringContaining('COSTS') })
})
