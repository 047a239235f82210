import { expect, test } from 'vitest'
import { demoHistory, stricterPolicyDay } from '../../server/sources/demo/index.ts'
import { demoByTheBook, judgeAll } from '../support/demo-by-the-book.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call } = server
const { audit, violating } = await demoByTheBook(server)

type Point = {
  readonly day: string
  readonly bucket: string
  readonly score: number
  readonly violating: number
  readonly resources: number
  readonly policyChanged?: boolean
}
type Series = {
  readonly key: string
  readonly direction: string
  readonly change: number
  readonly sincePolicyChange: object
  readonly points: readonly Point[]
}
type Answer = { readonly series: readonly Series[]; readonly since: string; readonly until: string }
const history = (given: object = {}) => ask<Answer>('get_violation_history', given)
const wholeOf = async (given: object) => (await history(given)).series[0] as Series // there is always the whole

const today = audit.evaluatedAt.slice(0, 10)
const daysAgo = (days: number) => new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10)

const isSunday = (day: string) => new Date(day).getUTCDay() === 0

test('by default: 90 days by week, to the audit of today', async () => {
  const answer = await history()
  expect(answer).toMatchObject({ since: daysAgo(90), until: today, bucket: 'week', omitted: 0 })
  // Weeks begin on Monday: on a Sunday thirteen of them are ninety-one days, on every other day fourteen are touched.
  expect(answer.series[0]?.points).toHaveLength(isSunday(today) ? 13 : 14)
  expect(answer.series[0]?.points.at(-1)).toMatchObject({ day: today, violating: violating.length })
})

test('a point is the audit of its day', async () => {
  const yesterday = [...demoHistory(new Date(audit.evaluatedAt))].at(-2)
  const judged = judgeAll(yesterday?.resources ?? [], yesterday?.at.getTime() ?? 0)
  const { points } = await wholeOf({ bucket: 'day', since: daysAgo(1), until: daysAgo(1) })
  expect(points).toMatchObject([
    { day: daysAgo(1), resources: judged.length, violating: judged.filter(isViolating).length },
  ])
})

const isViolating = ({ verdict }: { readonly verdict: string }) => verdict === 'violating'

test('direction and change are from the first point to the last', async () => {
  const { points, change, direction } = await wholeOf({})
  expect(change).toBeCloseTo((points.at(-1)?.score ?? 0) - (points[0]?.score ?? 0), 10)
  expect(direction).toBe('improving')
})

test('the day of a stricter policy is marked', async () => {
  const { points } = await wholeOf({ bucket: 'day', since: daysAgo(118) })
  const changes = points.filter(({ policyChanged }) => policyChanged).map(({ day }) => day)
  expect(changes).toContain(daysAgo(119 - stricterPolicyDay))
})

test('months and weeks begin on their first day', async () => {
  const months = await wholeOf({ bucket: 'month', since: daysAgo(100) })
  expect(months.points.map(({ bucket }) => bucket.slice(8))).toEqual(months.points.map(() => '01'))
})

test('accounts add up to the whole', async () => {
  const day = { bucket: 'day', since: today }
  const { series } = await history({ ...day, groupBy: 'account' })
  const all = series.reduce((sum, { points }) => sum + (points[0]?.violating ?? 0), 0)
  expect(all).toBe(violating.length)
})

test('only the keys asked for, and those that got worse before those that got better', async () => {
  const types = (await history({ groupBy: 'type' })).series
  const changes = types.map(({ change }) => change ?? 0)
  expect(changes).toEqual(changes.toSorted((a, b) => a - b))
  const { series } = await history({ groupBy: 'type', keys: ['rds:db'] })
  expect(series).toEqual(types.filter(({ key }) => key === 'rds:db'))
})

test('a second audit of a day changes no other bucket and adds nothing up', async () => {
  const before = await wholeOf({ bucket: 'day', since: daysAgo(3) })
  const { auditId } = await ask<{ auditId: string }>('start_audit')
  expect(await server.untilEnded(auditId)).toBe('completed')
  expect(await wholeOf({ bucket: 'day', since: daysAgo(3) })).toEqual(before)
})

test('before the first audit there is nothing', async () => {
  expect(await history({ since: '2001-01-01', until: '2001-02-01' })).toMatchObject({ series: [] })
})

test.each([
  ['what is no date', { since: 'last week' }, 'bad_usage'],
  ['an end before the beginning', { since: '2026-02-01', until: '2026-01-01' }, 'bad_usage'],
  ['a bucket that is none', { bucket: 'yearly' }, 'invalid_arguments'],
])('refuses %s', async (_name, given, code) => {
  expect(await call('get_violation_history', given)).toMatchObject({ ok: false, code })
})
