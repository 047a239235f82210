import { beforeAll, expect, test } from 'vitest'
import {
  campaign,
  type DemoDay,
  demoAccounts,
  demoEstate,
  demoHistory,
  lastDay,
  mergerDay,
  stricterPolicyDay,
} from '../../../server/sources/demo/index.ts'
import { now, scoreOn } from './judged.ts'

const days: readonly DemoDay[] = [...demoHistory(now)]
let scores: readonly number[] = []
beforeAll(() => {
  scores = days.map((day) => scoreOn(day.index, day.at, day))
})

const score = (index: number) => scores[index] ?? Number.NaN
const without = (ids: Iterable<string>, others: ReadonlySet<string>) => [...ids].filter((id) => !others.has(id))
const idsOn = (index: number) => new Set(days[index]?.resources.map(({ id }) => id))

test('history is the 120 days that end today, without a gap', () => {
  const dayMs = 86_400_000
  const expected = Array.from({ length: 120 }, (_, index) =>
    new Date(now.getTime() - (lastDay - index) * dayMs).toISOString().slice(0, 10),
  )
  expect(days.map(({ day }) => day)).toEqual(expected)
  expect(days.map(({ at }) => at.toISOString().slice(0, 10))).toEqual(expected)
})

test('the last day is the estate of today, at the time of the call', () => {
  const { resources, coverage, at } = days[lastDay] ?? {}
  expect({ resources, coverage }).toEqual(demoEstate(now))
  expect(at).toEqual(now)
})

test('the same history is told every time', () => {
  expect([...demoHistory(now)]).toEqual(days)
})

test('from one day to the next few resources come or go, but for the merger', () => {
  const changes = days.slice(1).map(({ index }) => {
    const [before, after] = [idsOn(index - 1), idsOn(index)]
    return without(before, after).length + without(after, before).length
  })
  const big = changes.flatMap((count, at) => (count > 30 ? [at + 1] : []))
  expect(big).toEqual([mergerDay])
})

test('a resource that is gone does not come back', () => {
  const isSeen = (id: string) => days.map(({ index }) => (seenOn[index]?.has(id) ? 'x' : ' ')).join('')
  const seenOn = days.map(({ index }) => idsOn(index))
  const everybody = [...new Set(seenOn.flatMap((ids) => [...ids]))]
  expect(everybody.filter((id) => isSeen(id).trim().includes(' '))).toEqual([])
  expect(everybody.length - idsOn(lastDay).size).toBeGreaterThan(100)
})

test('no audit of a day that is over saw a resource that was made later', () => {
  const early = days.flatMap(({ at, index, resources }) =>
    index === lastDay ? [] : resources.filter(({ createdAt = '' }) => Date.parse(createdAt) > at.getTime()),
  )
  expect(early).toEqual([])
})

test('a resource keeps its facts over the days, all but its tags', () => {
  const first = new Map(days[0]?.resources.map((resource) => [resource.id, { ...resource, tags: null }]))
  const stayed = (days[lastDay]?.resources ?? []).filter(({ id }) => first.has(id))
  expect(stayed.map((resource) => ({ ...resource, tags: null }))).toEqual(stayed.map(({ id }) => first.get(id)))
})

test('before the campaign the score stays about 0.45', () => {
  const baseline = scores.slice(0, campaign.from)
  expect(Math.min(...baseline)).toBeGreaterThan(0.42)
  expect(Math.max(...baseline)).toBeLessThan(0.49)
})

test('the campaign lifts the score steadily', () => {
  expect(score(campaign.to) - score(campaign.from)).toBeGreaterThan(0.2)
  const weeks = [30, 35, 40, 45, 50, 55].map(score)
  expect(weeks).toEqual(weeks.toSorted((a, b) => a - b))
})

test('the merger brings an account of four hundred badly tagged resources', () => {
  const newcomer = demoAccounts.find(({ arrivesOn }) => arrivesOn === mergerDay)
  const arrived = (index: number) => days[index]?.resources.filter(({ account }) => account === newcomer?.id).length
  expect(arrived(mergerDay - 1)).toBe(0)
  expect(arrived(mergerDay)).toBeGreaterThan(360)
  expect(score(mergerDay - 1) - score(mergerDay)).toBeGreaterThan(0.08)
})

test('what is not there yet has no coverage either', () => {
  const accountsOn = (index: number) => new Set(days[index]?.coverage.map(({ account }) => account)).size
  expect([accountsOn(mergerDay - 1), accountsOn(mergerDay)]).toEqual([2, 3])
})

test('after the merger the score recovers, and falls once when the policy becomes stricter', () => {
  expect(score(stricterPolicyDay - 1) - score(mergerDay)).toBeGreaterThan(0.05)
  expect(score(stricterPolicyDay - 1) - score(stricterPolicyDay)).toBeGreaterThan(0.03)
  expect(score(lastDay) - score(stricterPolicyDay)).toBeGreaterThan(0.05)
})

test('some resources that were well tagged lose a tag on an ordinary day', () => {
  const keysOn = (index: number) =>
    new Map(days[index]?.resources.map(({ id, tags }) => [id, Object.keys(tags ?? {}).length]))
  const [before, after] = [keysOn(60), keysOn(70)]
  expect([...after].filter(([id, keys]) => keys < (before.get(id) ?? 0)).length).toBeGreaterThan(0)
})
