// get_cost_attribution_gap with basis tags_at_usage, through the whole server.

import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { monthDays } from '../../server/costs/cost-explorer/periods.ts'
import { startCostExplorer } from '../support/aws/cost-explorer.ts'
import { type TrueLine, writeBill } from '../support/bill-lines.ts'
import { newFolder } from '../support/demo-folder.ts'
import { startServices } from '../support/services.ts'

const today = new Date()
const month = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1)).toISOString().slice(0, 7)
const line = (usd: number, tags: TrueLine['tags'], account = '111122223333'): TrueLine => ({
  ...{ month, account, region: 'eu-west-1', service: 'AWS Lambda', kind: 'usage', resource: 'i-1', usd, tags },
})
const atUsage = { basis: 'tags_at_usage' }

describe('with an export', async () => {
  const path = join(newFolder(), 'bill.parquet')
  await writeBill(path, [line(60, { Owner: 'a', Team: 'b' }), line(30, { Owner: 'a' }), line(10, {}, '444455556666')], {
    ...{ format: 'focus', tags: 'map', prefix: '' },
  })
  const { ask, call } = await startServices({ COSTS: 'focus', COSTS_FILE: path })

  test('any number of keys has one exact gap, by account', async () => {
    expect(await ask('get_cost_attribution_gap', { ...atUsage, tagKeys: ['Owner', 'Team'] })).toMatchObject({
      ...{ method: 'bill_export', basis: 'tags_at_usage', confidence: 'exact', months: [month], paidUsd: 0 },
      figures: { totalUsd: 100, taggableUsd: 100, gapUsd: 40, attributableUsd: 60 },
      keys: [
        { key: 'Owner', gapUsd: 10 },
        { key: 'Team', gapUsd: 40 },
      ],
      breakdown: [
        { key: '111122223333', gapLowUsd: 30 },
        { key: '444455556666', gapLowUsd: 10 },
      ],
    })
  })

  test('today’s verdicts are laid beside it by resource; what only the bill knows is named', async () => {
    const answer = await ask('get_cost_attribution_gap', {})
    expect(answer).toMatchObject({
      ...{ method: 'bill_export', basis: 'current_tags', months: [month] },
      figures: { totalUsd: 100, taggableUsd: 100, gapUsd: 0, unjudged: { notInSnapshotUsd: 100 } },
      notInSnapshot: [
        { resource: 'i-1', account: '111122223333', usd: 90 },
        { resource: 'i-1', account: '444455556666', usd: 10 },
      ],
    })
    expect(await ask('lookup_costs', {})).toMatchObject({ totalUsd: 100, method: 'bill_export', paidUsd: 0 })
  })

  test('what costs most is ranked by resource', async () => {
    expect(await ask('lookup_costs', { rank: 'resource', limit: 1 })).toMatchObject({
      ...{ method: 'bill_export', totalUsd: 100, restUsd: 0, months: [month], note: null },
      groups: [{ key: { service: 'AWS Lambda', resource: 'i-1' }, usd: 100 }],
    })
    expect(await call('lookup_costs', { rank: 'resource', services: ['AWS*'] })).toMatchObject({
      code: 'invalid_arguments',
    })
  })

  test('the price of asking is nothing', async () => {
    expect(await ask('get_cost_attribution_gap', { ...atUsage, priceOnly: true })).toMatchObject({ price: { usd: 0 } })
  })

  test.each([
    ['resource types', { groupBy: 'type' }],
    ['a filter of types', { types: ['ec2:*'] }],
    ['patterns of accounts', { accounts: ['1*'] }],
  ])('refuses %s, which a bill does not know', async (_name, given) => {
    expect(await call('get_cost_attribution_gap', { ...atUsage, ...given })).toMatchObject({
      code: 'invalid_arguments',
    })
  })
})

test('a bill without tags says so', async () => {
  const { call } = await startServices()
  const answer = await call('get_cost_attribution_gap', atUsage)
  expect(answer).toMatchObject({ ok: false, code: 'not_found', hint: expect.stringContaining('COSTS=focus') })
})

describe('with Cost Explorer', async () => {
  const charge = (usd: number, tags: Readonly<Record<string, string>>) => ({
    ...{ day: `${month}-10`, account: '111122223333', region: 'eu-west-1', service: 'AWS Lambda', recordType: 'Usage' },
    ...{ usd, tags },
  })
  const active = (TagKey: string) => ({
    ...{ TagKey, Type: 'UserDefined' as const, Status: 'Active' as const, LastUpdatedDate: '2020-01-01T00:00:00Z' },
  })
  const aws = await startCostExplorer({
    charges: [charge(60, { Owner: 'a', Team: 'b', App: 'c' }), charge(30, { Owner: 'a' }), charge(10, {})],
    tags: [active('Owner'), active('Team'), active('App')],
    estimatedFrom: monthDays(month).end,
  })
  afterAll(aws.close)
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'none')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none')
  const { ask, call, metrics } = await startServices({ COSTS: 'cost-explorer', COSTS_MAX_USD_PER_CALLER_DAY: '0.08' })
  const three = { ...atUsage, tagKeys: ['Owner', 'Team', 'App'] }

  test('three keys have bounds, never a figure between them; what it costs is said before and after', async () => {
    const { price } = await ask<{ price: { usd: number } }>('get_cost_attribution_gap', { ...three, priceOnly: true })
    expect(aws.calls).toHaveLength(0)
    const answer = await ask<{ figures: object; paidUsd: number }>('get_cost_attribution_gap', three)
    expect(answer).toMatchObject({ method: 'ce_tag_group', confidence: 'bounds', paidUsd: price.usd })
    expect(answer.figures).toMatchObject({ gapLowUsd: 40, gapHighUsd: 90 })
    expect(answer.figures).not.toHaveProperty('gapUsd')
    expect(await ask('get_cost_attribution_gap', three)).toMatchObject({ paidRequests: 0, paidUsd: 0 })
  })

  test('the price of a look at the bill, and of a ranking, is said without asking', async () => {
    const before = aws.calls.length
    expect(await ask('lookup_costs', { priceOnly: true })).toMatchObject({
      ...{ price: { isGuess: true }, groups: [], paidUsd: 0 },
    })
    expect(await ask('lookup_costs', { priceOnly: true, rank: 'usage_type' })).toMatchObject({
      price: { requests: 1, isGuess: false },
    })
    expect(aws.calls).toHaveLength(before)
  })

  test('the cap of the caller is told with what is spent and needed; metrics count it', async () => {
    await ask('get_cost_attribution_gap', { ...atUsage, tagKeys: ['Owner', 'App'] })
    const refused = await call('lookup_costs', {})
    expect(refused).toMatchObject({ ok: false, code: 'cost_cap_reached', message: expect.stringContaining('$0.08') })
    const text = await metrics.registry.metrics()
    expect(text).toMatch(/tagwarden_cost_paid_requests_total \d/)
    expect(text).toContain('tagwarden_cost_refusals_total{cap="caller"} 1')
  })
})

test('with an export of the company’s own resources, dollars are with today’s verdicts, by type too', async () => {
  const demo = await startServices()
  type Page = { resources: { id: string; type: string; account: string }[] }
  const { resources } = await demo.ask<Page>('check_tag_compliance', { limit: 2 })
  const lines = resources.map(({ id, account }, at) => ({ ...line(10 + at, {}, account), resource: id }))
  const path = join(newFolder(), 'bill.parquet')
  await writeBill(path, [...lines, { ...line(3, {}), resource: 'i-gone' }], {
    ...{ format: 'focus', tags: 'map', prefix: '' },
  })
  const { ask } = await startServices({ COSTS: 'focus', COSTS_FILE: path })
  const answer = await ask<{ breakdown: object[] }>('get_cost_attribution_gap', { groupBy: 'type' })
  expect(answer).toMatchObject({ figures: { gapUsd: 21, unjudgedUsd: 3 }, estimated: false })
  expect(answer.breakdown).toContainEqual(expect.objectContaining({ key: null, unjudgedUsd: 3 }))
})
