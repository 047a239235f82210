import { describe, expect, test } from 'vitest'
import type { CellStatus } from '../../server/core/resource.ts'
import { completenessOf, mergeCoverage } from '../../server/core/totals.ts'

const cell = { account: '1', region: 'eu-west-1', type: 'ec2:instance' }
const reported = (status: CellStatus) => ({ ...cell, status })
const seen = (resources: number, unreadable = 0) => ({ ...cell, resources, unreadable })

describe('the cells are those given plus one for every (account, region, type) that occurs', () => {
  test('a cell that occurs is ok', () => {
    expect(mergeCoverage([], [seen(3)])).toEqual([{ ...cell, status: 'ok', resources: 3 }])
  })

  test('a cell that is given has no resources of its own', () => {
    expect(mergeCoverage([reported('denied')], [])).toEqual([{ ...cell, status: 'denied', resources: 0 }])
  })

  test('a cell that is given and occurs is one', () => {
    expect(mergeCoverage([reported('ok')], [seen(3)])).toEqual([{ ...cell, status: 'ok', resources: 3 }])
  })

  test('a cell seen in two parts is one, with all of its resources', () => {
    expect(mergeCoverage([], [seen(3), seen(4, 1)])).toEqual([{ ...cell, status: 'partial', resources: 7 }])
  })

  test('another account, region or type makes another cell, told in their order', () => {
    const cells = [
      { account: '1', region: 'a', type: 'b' },
      { account: '2', region: 'a', type: 'a' },
      { account: '1', region: 'B', type: 'c' },
      { account: '1', region: 'a', type: 'a' },
      { account: '1', region: 'b', type: 'a' },
    ]
    const lines = mergeCoverage(
      cells.map((one) => ({ ...one, status: 'ok' as const })),
      [],
    )
    expect(lines.map(({ account, region, type }) => account + region + type)).toEqual([
      '1Bc',
      '1aa',
      '1ab',
      '1ba',
      '2aa',
    ])
  })

  test('cells are not mixed up by names that run together', () => {
    const cells = [
      { account: '1', region: '', type: 'a,b', status: 'ok' as const },
      { account: '1', region: 'a', type: 'b', status: 'ok' as const },
      { account: '1,a', region: '', type: 'b', status: 'ok' as const },
    ]
    expect(mergeCoverage(cells, [])).toHaveLength(3)
  })
})

describe('of several lines for one cell the worst status counts', () => {
  test.each<[CellStatus, CellStatus]>([
    ['ok', 'partial'],
    ['partial', 'throttled'],
    ['throttled', 'timeout'],
    ['timeout', 'error'],
    ['error', 'denied'],
    ['denied', 'unsupported'],
    ['ok', 'unsupported'],
  ])('%s is better than %s', (better, worse) => {
    expect(mergeCoverage([reported(better), reported(worse)], [])).toMatchObject([{ status: worse }])
    expect(mergeCoverage([reported(worse), reported(better)], [])).toMatchObject([{ status: worse }])
  })

  test('a cell with an unreadable resource is partial at best', () => {
    expect(mergeCoverage([], [seen(2, 1)])).toMatchObject([{ status: 'partial' }])
    expect(mergeCoverage([reported('ok')], [seen(2, 1)])).toMatchObject([{ status: 'partial' }])
    expect(mergeCoverage([reported('denied')], [seen(2, 1)])).toMatchObject([{ status: 'denied' }])
  })
})

describe('completeness', () => {
  const line = (status: CellStatus) => ({ ...cell, status, resources: 1 })

  test('is the share of cells that are ok', () => {
    expect(completenessOf([line('ok'), line('partial'), line('ok'), line('unsupported')])).toBe(0.5)
    expect(completenessOf([line('ok')])).toBe(1)
    expect(completenessOf([line('partial')])).toBe(0)
  })

  test('is null without any cell', () => {
    expect(completenessOf([])).toBeNull()
  })
})

describe('what a collector says of a cell', () => {
  const place = { account: '1', region: 'r', type: 'sqs:queue' }

  test('the reason of the worst report is the reason of the cell', () => {
    const reports = [
      { ...place, status: 'partial', code: 'Slow' },
      { ...place, status: 'denied', code: 'AccessDenied', missingAction: 'sqs:ListQueues' },
    ] as const
    for (const reported of [reports, reports.toReversed()])
      expect(mergeCoverage(reported, [])).toEqual([
        { ...place, status: 'denied', code: 'AccessDenied', missingAction: 'sqs:ListQueues', resources: 0 },
      ])
  })

  test('ghosts and unread tags add up', () => {
    const reported = [
      { ...place, status: 'ok', ghosts: 1, ghostIds: ['a'] },
      { ...place, status: 'ok', ghosts: 2, ghostIds: ['b', 'c'], unreadTags: 1 },
    ] as const
    expect(mergeCoverage(reported, [])).toMatchObject([{ ghosts: 3, ghostIds: ['a', 'b', 'c'], unreadTags: 1 }])
  })
})
