import { describe, expect, test } from 'vitest'
import { TextList } from '../../server/core/byte-dictionary.ts'
import { partsOf } from '../../server/core/columns.ts'
import type { CellStatus, Resource } from '../../server/core/resource.ts'
import { SeenCells } from '../../server/core/seen-cells.ts'
import { SeenValues } from '../../server/core/seen-values.ts'
import { instance } from '../support/builders.ts'

const place = { account: '1', region: 'eu', type: 'rds:db' }

describe('a cell', () => {
  const cells = (statuses: readonly CellStatus[], ...resources: Resource[]) => {
    const seen = new SeenCells(statuses.map((status) => ({ ...place, status })))
    for (const part of partsOf(resources)) seen.add(part)
    return seen
  }
  const elsewhere = { ...place, region: 'us' }

  test('is fully seen where nothing is reported: the source lists everything there is', () => {
    expect(cells([]).isFullySeen(place)).toBe(true)
    expect(cells([], instance(place)).isFullySeen(place)).toBe(true)
    expect(cells([], instance({ ...place, tags: null })).isFullySeen(elsewhere)).toBe(true)
  })

  test('is fully seen where it is reported so', () => {
    expect(cells(['ok']).isFullySeen(place)).toBe(true)
    expect(cells(['ok'], instance(place)).isFullySeen(place)).toBe(true)
  })

  test('is not fully seen where others are reported and it is not', () => {
    expect(cells(['ok']).isFullySeen(elsewhere)).toBe(false)
    expect(cells(['ok'], instance(elsewhere)).isFullySeen(elsewhere)).toBe(true)
  })

  test.each<[CellStatus]>([['partial'], ['throttled'], ['denied'], ['unsupported']])(
    'is not fully seen where it is reported %s, whatever else is',
    (status) => {
      expect(cells([status]).isFullySeen(place)).toBe(false)
      expect(cells([status, 'ok'], instance(place)).isFullySeen(place)).toBe(false)
      expect(cells(['ok', status]).isFullySeen(place)).toBe(false)
    },
  )

  test('is not fully seen with a resource whose tags could not be read, wherever it stands', () => {
    const unread = instance({ ...place, tags: null })
    expect(cells([], unread).isFullySeen(place)).toBe(false)
    expect(cells(['ok'], unread, instance(place)).isFullySeen(place)).toBe(false)
    expect(cells(['ok'], instance(place), unread, instance(place)).isFullySeen(place)).toBe(false)
  })

  test('is one of many with unread resources', () => {
    const places = ['1', '2', '3'].flatMap((account) =>
      ['eu', 'us', 'ap'].flatMap((region) =>
        ['rds:db', 's3:bucket', 'sns:topic'].map((type) => ({ account, region, type })),
      ),
    )
    const seen = cells([], ...places.map((other) => instance({ ...other, tags: null })))
    expect(places.filter((other) => seen.isFullySeen(other))).toEqual([])
  })

  test('is not fully seen with an unread resource behind read ones of many types', () => {
    const types = ['rds:db', 'ec2:instance', 's3:bucket', 'sns:topic']
    const read = types.map((type) => instance({ ...place, type }))
    expect(cells([], ...read, instance({ ...place, tags: null })).isFullySeen(place)).toBe(false)
  })

  test('is told apart by account, region and type', () => {
    const unread = instance({ ...place, tags: null })
    const others = [
      { ...place, account: '2' },
      { ...place, region: 'us' },
      { ...place, type: 's3:bucket' },
    ]
    const seen = cells([], instance(others[0]), instance(others[1]), instance(others[2]), unread)
    expect(others.map((other) => seen.isFullySeen(other))).toEqual([true, true, true])
    expect(seen.isFullySeen(place)).toBe(false)
  })
})

describe('what a rule said of a value', () => {
  const texts = (...values: string[]) => {
    const list = new TextList()
    for (const bytes of values.map((value) => new TextEncoder().encode(value))) list.add(bytes, 0, bytes.length)
    return list.view()
  }
  /** Says how many were asked before. */
  const counting = () => {
    const asked: string[] = []
    const judge = (text: string) => asked.push(text) - 1
    return { asked, judge }
  }

  test('is asked once for each rule and value, from part to part', () => {
    const seen = new SeenValues(2)
    const { asked, judge } = counting()
    const first = texts('a', 'Straße', '')
    const second = texts('Straße', 'a')
    expect([seen.faults(0, first, 0, judge), seen.faults(0, first, 1, judge), seen.faults(0, first, 2, judge)]).toEqual(
      [0, 1, 2],
    )
    expect([
      seen.faults(0, second, 0, judge),
      seen.faults(0, second, 1, judge),
      seen.faults(1, second, 1, judge),
    ]).toEqual([1, 0, 3])
    expect(asked).toEqual(['a', 'Straße', '', 'a'])
  })

  test('of no rule is nothing', () => {
    expect(new SeenValues(1).faults(1, texts('a'), 0, () => 4)).toBe(0)
  })

  test('is forgotten where values are too many, and asked again', () => {
    const seen = new SeenValues(2)
    const many = texts(...Array.from({ length: 1 << 16 }, (_, at) => `${at}`.padStart(5, '0')))
    for (let value = 0; value < 1 << 16; value++) seen.faults(0, many, value, () => value % 8)
    const again = counting()
    expect(seen.faults(0, texts('new'), 0, () => 5)).toBe(5)
    expect(seen.faults(0, many, 3, again.judge)).toBe(0)
    expect(seen.faults(0, texts('new'), 0, again.judge)).toBe(5)
    expect(again.asked).toEqual(['00003'])
  })
})
