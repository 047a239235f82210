import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lastDayOf, startOf } from '../../server/core/calendar.ts'
import { type TrendOptions, type TrendRow, trendOf } from '../../server/core/trend.ts'
import { day, isoAt, now } from '../support/builders.ts'

/** Compliant and violating resources, and their dollars; nothing else. */
function row(date: string, compliant: number, violating: number, fields: Partial<TrendRow> = {}): TrendRow {
  const counts = [compliant, violating, 0, 0, 0, 0]
  const common = { key: '', auditId: `audit-${date}`, policyHash: 'p1', completeness: 1, costUsd: [10, 30, 0, 0, 0, 0] }
  return { day: date, counts, ...common, ...fields }
}

const only = (rows: readonly TrendRow[], options: Partial<TrendOptions> = {}) =>
  trendOf(rows, { bucket: 'day', ...options }).series[0]

describe('a bucket', () => {
  test('is the last audit in it, never a sum', () => {
    const rows = [row('2026-06-01', 1, 1), row('2026-06-03', 3, 1), row('2026-06-02', 9, 9)]
    expect(only(rows, { bucket: 'week' })?.points).toMatchObject([
      { bucket: '2026-06-01', day: '2026-06-03', score: 0.75, totals: { resources: 4, compliant: 3, violating: 1 } },
    ])
  })

  test('is a day, a week from Monday, or a month', () => {
    const rows = [row('2026-05-31', 1, 1), row('2026-06-01', 1, 1), row('2026-06-07', 1, 1)]
    const bucketsBy = (bucket: TrendOptions['bucket']) => only(rows, { bucket })?.points.map((point) => point.bucket)
    expect(bucketsBy('day')).toEqual(['2026-05-31', '2026-06-01', '2026-06-07'])
    expect(bucketsBy('week')).toEqual(['2026-05-25', '2026-06-01'])
    expect(bucketsBy('month')).toEqual(['2026-05-01', '2026-06-01'])
  })

  test('has the score of its resources and of their dollars', () => {
    expect(only([row('2026-06-01', 1, 3)])?.points).toMatchObject([{ score: 0.25, costScore: 0.25, violatingUsd: 30 }])
  })

  test('without anything judged has no score, and says why', () => {
    const rows = [row('2026-06-01', 0, 0, { counts: [0, 0, 5, 0, 0, 0] })]
    expect(only(rows)).toMatchObject({ points: [{ score: null, scoreReason: 'nothing_readable' }], direction: null })
  })

  test('is marked where something was not seen', () => {
    const rows = [row('2026-06-01', 1, 1), row('2026-06-02', 1, 1, { completeness: 0.9 })]
    expect(only(rows)?.points.map(({ incomplete }) => incomplete)).toEqual([false, true])
    expect(only([row('2026-06-01', 1, 1, { completeness: null })])?.points).toMatchObject([{ incomplete: true }])
  })

  test('is marked where it goes on after the last day asked for', () => {
    const rows = [row('2026-05-31', 1, 1), row('2026-06-03', 1, 1)]
    const points = only(rows, { bucket: 'month', until: '2026-06-04' })?.points
    expect(points?.map(({ unfinished }) => unfinished)).toEqual([false, true])
  })

  test('is marked where another policy judged than before', () => {
    const rows = [row('2026-06-01', 1, 1), row('2026-06-02', 1, 1, { policyHash: 'p2' })]
    expect(only(rows)?.points.map(({ policyChanged }) => policyChanged)).toEqual([false, true])
  })
})

describe('a bucket that ends on the last day asked for', () => {
  const unfinished = (options: Partial<TrendOptions>) => only([row('2026-05-31', 1, 1)], options)?.points[0]?.unfinished

  test('is finished; without such a day every bucket is', () => {
    expect(unfinished({ bucket: 'month', until: '2026-05-31' })).toBe(false)
    expect(unfinished({ bucket: 'month', until: '2026-05-30' })).toBe(true)
    expect(unfinished({ bucket: 'month' })).toBe(false)
  })
})

describe('the direction', () => {
  test.each([
    [50, 60, 'improving'],
    [60, 50, 'declining'],
    [500, 504, 'stable'],
  ])('from %i to %i is %s', (first, last, direction) => {
    const all = first > 100 ? 1000 : 100
    const rows = [row('2026-06-01', first, all - first), row('2026-06-02', last, all - last)]
    expect(only(rows)).toMatchObject({ direction })
  })

  test('leaves out buckets without a score', () => {
    const blind = row('2026-06-03', 0, 0, { costUsd: [0, 0, 0, 0, 0, 0] })
    const found = only([row('2026-06-01', 1, 1), row('2026-06-02', 1, 0), blind])
    expect(found).toMatchObject({ direction: 'improving', change: 0.5 })
    expect(found?.points[2]).toMatchObject({ score: null, costScore: null, violatingUsd: 0 })
    expect(only([blind, blind])).toMatchObject({ direction: null, change: null })
  })

  test('of a change just as large as the threshold is no longer stable', () => {
    const rows = [row('2026-06-01', 2, 2), row('2026-06-02', 3, 1)]
    expect(only(rows, { threshold: 0.25 })).toMatchObject({ direction: 'improving', change: 0.25 })
    expect(only([rows[0] ?? row('', 0, 0), row('2026-06-02', 2, 2)], { threshold: 0 })).toMatchObject({ change: 0 })
  })

  test('is not known from one score', () => {
    expect(only([row('2026-06-01', 1, 1)])).toMatchObject({ direction: null, change: null })
  })

  test('has a threshold that is stated and can be given', () => {
    const rows = [row('2026-06-01', 50, 50), row('2026-06-02', 60, 40)]
    expect(trendOf(rows, { bucket: 'day', threshold: 0.2 })).toMatchObject({
      threshold: 0.2,
      series: [{ direction: 'stable' }],
    })
  })

  test('since the policy changed is told apart: a stricter policy is no neglect', () => {
    const stricter = { policyHash: 'p2' }
    const rows = [row('2026-06-01', 90, 10), row('2026-06-02', 50, 50, stricter), row('2026-06-03', 60, 40, stricter)]
    expect(only(rows)).toMatchObject({ direction: 'declining', sincePolicyChange: { direction: 'improving' } })
  })
})

describe('by a dimension', () => {
  const rows = [
    row('2026-06-01', 1, 1, { key: 'b' }),
    row('2026-06-01', 1, 3, { key: 'a' }),
    row('2026-06-02', 1, 3, { key: 'a' }),
  ]

  test('there is a series a key, in order, or for the keys asked for', () => {
    const keysOf = (keys?: readonly string[]) =>
      trendOf(rows, { bucket: 'day', ...(keys ? { keys } : {}) }).series.map(({ key }) => key)
    expect(keysOf()).toEqual(['a', 'b'])
    expect(keysOf(['b'])).toEqual(['b'])
    expect(keysOf([])).toEqual(['a', 'b'])
  })

  test('a key that the last audit of a bucket does not have is not in the bucket', () => {
    expect(trendOf(rows, { bucket: 'week' }).series.map(({ key }) => key)).toEqual(['a'])
  })
})

const dates = fc.integer({ min: 0, max: 400 }).map((days) => isoAt(now + days * day).slice(0, 10))
const rows = fc.uniqueArray(
  fc
    .tuple(dates, fc.nat(50), fc.nat(50), fc.constantFrom('a', 'b'), fc.constantFrom('p1', 'p2'))
    .map(([date, compliant, violating, key, policyHash]) => row(date, compliant, violating, { key, policyHash })),
  { selector: (one) => `${one.day} ${one.key}`, maxLength: 30 },
)

test('an identical second audit of a day changes nothing', () => {
  fc.assert(
    fc.property(rows, fc.constantFrom('day', 'week', 'month'), fc.nat(), (any, bucket, pick) => {
      const again = any.filter((one) => one.day === any[pick % any.length]?.day)
      expect(trendOf([...any, ...again], { bucket })).toEqual(trendOf(any, { bucket }))
    }),
  )
})

test('every day lies in its bucket, and the next bucket begins the day after', () => {
  fc.assert(
    fc.property(dates, fc.constantFrom('day', 'week', 'month'), (date, bucket) => {
      const start = startOf(date, bucket)
      const end = lastDayOf(start, bucket)
      expect([start <= date, date <= end, startOf(end, bucket)]).toEqual([true, true, start])
      const next = isoAt(Date.parse(end) + day).slice(0, 10)
      expect(startOf(next, bucket)).toBe(next)
    }),
  )
})
