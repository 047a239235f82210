import { describe, expect, test } from 'vitest'
import {
  jointBounds,
  openBounds,
  type SpentColumn,
  type SpentRow,
  sameButCase,
  tagGapFigures,
  tagGapRows,
  taggableOf,
} from '../../server/core/tag-gap.ts'

const spent = (column: SpentColumn, micros: number, group = ''): SpentRow => ({ group, column, micros })
const exactly = (micros: number) => ({ low: micros, high: micros })

describe('dollars that lack at least one of several keys', () => {
  test('are no fewer than lack the worst key, and no more than all of them together', () => {
    expect(jointBounds([30, 20], 100)).toEqual({ low: 30, high: 50 })
  })

  test('are never more than what is taggable, and none without keys', () => {
    expect(jointBounds([80, 70], 100)).toEqual({ low: 80, high: 100 })
    expect(jointBounds([], 100)).toEqual({ low: 0, high: 0 })
    expect(jointBounds([-5], 100).low).toBe(0)
  })

  test('may be all that is taggable, beside a key that nothing is known of', () => {
    expect(openBounds({ low: 30, high: 50 }, 100)).toEqual({ low: 30, high: 100 })
  })
})

describe('the figures', () => {
  const rows = [
    ...[spent('taggable', 60e6), spent('taggable', 40e6), spent('untaggable', 7e6), spent('tax', 5e6)],
    ...[spent('support', 3e6), spent('credit', -2e6), spent('commitment', 1e6)],
  ]

  test('have every row in one column, and add up', () => {
    expect(tagGapFigures(rows, { low: 10e6, high: 30e6 })).toEqual({
      ...{ totalUsd: 114, taggableUsd: 100 },
      ...{ gapLowUsd: 10, gapHighUsd: 30, attributableLowUsd: 70, attributableHighUsd: 90 },
      unattributableUsd: 14,
      unattributable: { untaggableUsd: 7, taxUsd: 5, supportUsd: 3, creditsUsd: -2, commitmentUsd: 1 },
    })
  })

  test('call taggable what has a resource, nothing else', () => {
    expect(taggableOf(rows)).toBe(100e6)
    expect(taggableOf([spent('untaggable', 1), spent('tax', 1)])).toBe(0)
  })
})

describe('groups', () => {
  const gapOf = (rows: readonly SpentRow[], gaps: Readonly<Record<string, number>>) =>
    tagGapRows(rows, (group) => exactly(gaps[group] ?? 0)).map(({ key }) => key)

  test('have the figures of their own rows', () => {
    const rows = [spent('taggable', 4e6, 'a'), spent('tax', 1e6, 'b'), spent('taggable', 2e6, 'a')]
    const found = tagGapRows(rows, (_group, own) => exactly(taggableOf(own) / 2))
    expect(found).toEqual([
      { key: 'a', ...tagGapFigures([spent('taggable', 6e6)], exactly(3e6)) },
      { key: 'b', ...tagGapFigures([spent('tax', 1e6)], exactly(0)) },
    ])
  })

  test('come widest gap first', () => {
    const rows = [spent('taggable', 9, 'b'), spent('taggable', 8, 'c'), spent('taggable', 8, 'a')]
    expect(gapOf(rows, { a: 1, b: 2, c: 3 })).toEqual(['c', 'b', 'a'])
  })

  test('of one gap come dearest first, then by name', () => {
    const rows = [spent('tax', 7, 'c'), spent('tax', 7, 'a'), spent('tax', 9, 'b'), spent('tax', 7, 'd')]
    expect(gapOf(rows, {})).toEqual(['b', 'a', 'c', 'd'])
  })
})

describe('keys that differ in case only', () => {
  test('are told, without the key itself', () => {
    expect(sameButCase('Owner', ['owner', 'Owner', 'OWNER', 'Team'])).toEqual(['owner', 'OWNER'])
    expect(sameButCase('owner', ['OWNER'])).toEqual(['OWNER'])
    expect(sameButCase('Owner', [])).toEqual([])
  })
})
