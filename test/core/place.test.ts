import { describe, expect, test } from 'vitest'
import { Affected } from '../../server/core/affected.ts'
import { lastDayOf, startOf } from '../../server/core/calendar.ts'
import { type Part, partsOf } from '../../server/core/columns.ts'
import { verdicts } from '../../server/core/evaluate.ts'
import { byText } from '../../server/core/order.ts'
import { anyOf, compilePlaceFilter, placeKey, placesOf } from '../../server/core/place.ts'
import { instance } from '../support/builders.ts'

const place = { account: '1', region: 'eu-west-1', type: 'ec2:instance' }

test('texts are ordered by their code units, as on every machine', () => {
  expect(['b', 'a', 'B', 'ä', 'a', ''].toSorted(byText)).toEqual(['', 'B', 'a', 'a', 'b', 'ä'])
  expect([byText('a', 'b'), byText('b', 'a'), byText('a', 'a')]).toEqual([-1, 1, 0])
})

describe('a place', () => {
  test('is told apart by account, region and type', () => {
    expect(placeKey(place)).toBe('["1","eu-west-1","ec2:instance"]')
  })

  test('passes a filter without lists, or with empty ones', () => {
    expect(compilePlaceFilter({})(place)).toBe(true)
    expect(compilePlaceFilter({ types: [], accounts: [], regions: [] })(place)).toBe(true)
  })

  test('passes a filter where every list has it', () => {
    const passes = compilePlaceFilter({ types: ['rds:*', 'ec2:*'], accounts: ['1'], regions: ['eu-*'] })
    expect(passes(place)).toBe(true)
    expect(
      [{ type: 's3:bucket' }, { account: '2' }, { region: 'us-east-1' }].map((other) => passes({ ...place, ...other })),
    ).toEqual([false, false, false])
  })

  test('of each row is read from a part', () => {
    const others = [place, { ...place, account: '2' }, { ...place, region: '' }, { ...place, type: 'rds:db' }, place]
    const placeAt = placesOf(partsOf(others.map((other) => instance(other))).next().value as Part)
    expect(others.map((_, row) => placeAt(row))).toEqual(others)
  })
})

test('no globs take anything, others what they match', () => {
  expect([anyOf(undefined)('x'), anyOf([])('x'), anyOf(['y', 'x'])('x'), anyOf(['y'])('x')]).toEqual([
    true,
    true,
    true,
    false,
  ])
})

describe('who is affected', () => {
  const [compliant, violating] = [verdicts.indexOf('compliant'), verdicts.indexOf('violating')]
  const unknown = verdicts.indexOf('unknown')

  test('is counted group by group, with who comes to violate and who no longer does', () => {
    const affected = new Affected()
    affected.add('a', { from: compliant, to: violating, costUsd: 1 })
    affected.add('a', { from: violating, to: unknown, costUsd: 2 })
    affected.add('a', { from: unknown, to: compliant, costUsd: 4 })
    expect(affected.list()).toEqual([{ key: 'a', resources: 3, newlyViolating: 1, noLongerViolating: 1, costUsd: 7 }])
  })

  test('comes dearest first, then most resources, then by name; who has none comes before names', () => {
    const affected = new Affected()
    const flip = { from: compliant, to: violating, costUsd: 0 }
    for (const key of ['c', 'b', null, 'many', 'many']) affected.add(key, flip)
    affected.add('dear', { ...flip, costUsd: 5 })
    affected.add('cheap', { ...flip, costUsd: 1 })
    expect(affected.list().map(({ key }) => key)).toEqual(['dear', 'cheap', 'many', null, 'b', 'c'])
  })
})

describe('the calendar', () => {
  test.each([
    ['2026-06-01', '2026-06-01', '2026-06-07'],
    ['2026-06-07', '2026-06-01', '2026-06-07'],
    ['2026-06-08', '2026-06-08', '2026-06-14'],
    ['2026-03-01', '2026-02-23', '2026-03-01'],
    ['1970-01-01', '1969-12-29', '1970-01-04'],
  ])('has %s in the week from Monday %s to %s', (day, monday, sunday) => {
    expect(startOf(day, 'week')).toBe(monday)
    expect(lastDayOf(monday, 'week')).toBe(sunday)
  })

  test.each([
    ['2026-02-17', '2026-02-01', '2026-02-28'],
    ['2028-02-29', '2028-02-01', '2028-02-29'],
    ['2026-12-31', '2026-12-01', '2026-12-31'],
  ])('has %s in the month from %s to %s', (day, first, last) => {
    expect(startOf(day, 'month')).toBe(first)
    expect(lastDayOf(first, 'month')).toBe(last)
  })

  test('has a day in itself', () => {
    expect([startOf('2026-06-03', 'day'), lastDayOf('2026-06-03', 'day')]).toEqual(['2026-06-03', '2026-06-03'])
  })
})
