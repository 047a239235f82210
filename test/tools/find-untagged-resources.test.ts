import { describe, expect, test } from 'vitest'
import { isProviderKey } from '../../server/core/resource.ts'
import { costOf, demoByTheBook, idsOf, type Judged } from '../support/demo-by-the-book.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call, pages } = server
const { judged, snapshot } = await demoByTheBook(server)

type Row = Pick<Judged, 'id' | 'type' | 'account' | 'region'> & {
  readonly monthlyCost: number | null
  readonly ageDays: number | null
  readonly missing: readonly string[]
}
type Answer = {
  readonly listed: { readonly total: number; readonly monthlyCost: number }
  readonly resources: readonly Row[]
  readonly unreadable: number
  readonly nextCursor: string | null
}
const find = (given: object = {}) => ask<Answer>('find_untagged_resources', given)

const hasNoTags = ({ tags, verdict }: Judged) =>
  verdict !== 'not_applicable' && tags !== null && Object.keys(tags).every(isProviderKey)
const untagged = judged.filter(hasNoTags)

test('finds every resource without a tag of its own, each once, dearest first', async () => {
  const rows = (await pages<Answer>('find_untagged_resources', { limit: 40 })).flatMap(({ resources }) => resources)
  expect(idsOf(rows).toSorted()).toEqual(idsOf(untagged).toSorted())
  const costs = rows.map(({ monthlyCost }) => monthlyCost ?? 0)
  expect(costs).toEqual(costs.toSorted((a, b) => b - a))
})

test('says what they cost, and counts those apart whose tags could not be read', async () => {
  expect(await find()).toMatchObject({
    listed: { total: untagged.length, monthlyCost: expect.closeTo(costOf(untagged), 1) },
    unreadable: judged.filter(({ verdict }) => verdict === 'unknown').length,
  })
})

test('says of each how old it is and what it lacks', async () => {
  const { resources } = await find({ limit: 1 })
  const [row] = resources
  const known = untagged.find(({ id }) => id === row?.id)
  const ageMs = Date.parse(snapshot.takenAt) - Date.parse(known?.createdAt ?? '')
  expect(row).toMatchObject({
    ageDays: Math.floor(ageMs / 86_400_000),
    missing: known?.violations.filter(({ rule }) => rule === 'missing').map(({ tag }) => tag),
  })
})

describe('lists only', () => {
  test('resources of a type', async () => {
    const wanted = untagged.filter(({ type }) => type === 'ec2:volume')
    expect((await find({ types: ['ec2:volume'] })).listed.total).toBe(wanted.length)
  })

  test('resources of a region', async () => {
    const wanted = untagged.filter(({ region }) => region === 'us-east-1')
    expect((await find({ regions: ['us-east-1'] })).listed.total).toBe(wanted.length)
  })

  test('resources that cost at least so much', async () => {
    const wanted = untagged.filter(({ monthlyCost = 0 }) => monthlyCost >= 100)
    expect((await find({ minMonthlyCost: 100 })).listed.total).toBe(wanted.length)
  })
})

test.each([
  ['dollars below nothing', { minMonthlyCost: -1 }, 'invalid_arguments'],
  ['no rows at all', { limit: 0 }, 'invalid_arguments'],
  ['a cursor that is none', { cursor: '???' }, 'bad_usage'],
])('refuses %s', async (_name, given, code) => {
  expect(await call('find_untagged_resources', given)).toMatchObject({ ok: false, code })
})

test('refuses a cursor of another tool', async () => {
  const { nextCursor: cursor } = await ask<Answer>('check_tag_compliance', { limit: 1 })
  expect(await call('find_untagged_resources', { cursor })).toMatchObject({ ok: false, code: 'bad_usage' })
})
