import { describe, expect, test } from 'vitest'
import type { CostScope } from '../../server/core/cost.ts'
import { attributeByResource, type MissingResource, type SpentByVerdict } from '../../server/core/cost-by-resource.ts'
import type { CostColumn, Posting } from '../../server/core/cost-figures.ts'
import type { CellTally } from '../../server/core/tally.ts'

const place = { account: '111122223333', region: 'eu-west-1' }

const posting = (column: CostColumn, usd: number, fields: Partial<Posting> = {}): Posting => ({
  ...{ ...place, service: 'AmazonEC2', type: 'ec2:instance', column, micros: usd * 1e6 },
  ...fields,
})
const gone = (usd: number, fields: Partial<MissingResource> = {}): MissingResource => ({
  ...{ ...place, resource: 'i-gone', service: 'AmazonEC2', usd },
  ...fields,
})
const cell = (type: string, resources: number, fields: Partial<CellTally> = {}): CellTally => ({
  ...{ ...place, type, counts: [resources, 0, 0, 0, 0, 0], costUsd: [0, 0, 0, 0, 0, 0], unreadable: 0 },
  ...fields,
})
const spentOf = (postings: readonly Posting[], fields: Partial<SpentByVerdict> = {}): SpentByVerdict => ({
  ...{ months: ['2026-05'], postings, missing: [], currency: 'USD', estimated: false },
  ...fields,
})
const attribute = (spent: SpentByVerdict, cells: readonly CellTally[] = [], scope?: CostScope) =>
  attributeByResource(spent, cells, scope)

describe('a bill that names its resources', () => {
  test('gives each verdict the dollars of its resources', () => {
    const found = attribute(spentOf([posting('compliant', 60), posting('violating', 30), posting('tax', 10)]))
    expect(found).toMatchObject({ totalUsd: 100, attributableUsd: 60, gapUsd: 30, attributableShare: 60 / 90 })
  })

  test('says how it was come by, of when and in what money', () => {
    expect(attribute(spentOf([posting('compliant', 1)], { currency: 'EUR' }))).toMatchObject({
      ...{ method: 'bill_export', billMethod: 'bill_export', basis: 'current_tags', estimated: false },
      ...{ currency: 'EUR', months: ['2026-05'], notes: [] },
    })
  })

  test('may still change, and then a note says so', () => {
    expect(attribute(spentOf([], { estimated: true }))).toMatchObject({
      estimated: true,
      notes: [{ code: 'bill_not_final' }],
    })
  })

  test('names resources that the snapshot lacks, and their dollars are judged by nobody', () => {
    const missing = [gone(7)]
    const found = attribute(spentOf([posting('not_in_snapshot', 7)], { missing }))
    expect(found).toMatchObject({ missing, unjudgedUsd: 7, notes: [{ code: 'not_in_snapshot', usd: 7 }] })
  })

  test('lists usage without a resource by service', () => {
    const postings = [posting('untaggable', 2, { service: 'AWSDataTransfer', type: null })]
    expect(attribute(spentOf(postings)).unallocated).toEqual([{ service: 'AWSDataTransfer', usd: 2 }])
  })
})

describe('types without a dollar on the bill', () => {
  test('are listed, most resources first, then by name', () => {
    const cells = [
      ...[cell('sqs:queue', 2), cell('sns:topic', 2), cell('ec2:instance', 9), cell('lambda:function', 1)],
      cell('lambda:function', 4, { region: 'us-east-1' }),
    ]
    expect(attribute(spentOf([posting('compliant', 1)]), cells)).toMatchObject({
      notOnBill: [
        { type: 'lambda:function', service: '', resources: 5 },
        { type: 'sns:topic', service: '', resources: 2 },
        { type: 'sqs:queue', service: '', resources: 2 },
      ],
      notes: [{ code: 'types_not_on_bill', types: 3, resources: 9 }],
    })
  })

  test('are none where there is no such resource', () => {
    expect(attribute(spentOf([]), [cell('sns:topic', 0)])).toMatchObject({ notOnBill: [], notes: [] })
  })
})

describe('a scope', () => {
  const inUs = { region: 'us-east-1' }
  const postings = [posting('violating', 5), posting('violating', 8, inUs), posting('compliant', 1, { type: null })]

  test('leaves out the dollars, resources and types of other places', () => {
    const spent = spentOf(postings, { missing: [gone(3), gone(2, inUs)] })
    const found = attribute(spent, [cell('sns:topic', 1), cell('sqs:queue', 1, inUs)], { regions: ['us-*'] })
    expect(found).toMatchObject({
      ...{ totalUsd: 8, postings: [posting('violating', 8, inUs)], missing: [gone(2, inUs)] },
      notOnBill: [{ type: 'sqs:queue' }],
    })
  })

  test('of services leaves out those of others', () => {
    const spent = spentOf([posting('violating', 5), posting('violating', 2, { service: 'AmazonRDS' })], {
      missing: [gone(3), gone(4, { service: 'AmazonRDS' })],
    })
    const found = attribute(spent, [], { services: ['AmazonRDS'] })
    expect(found).toMatchObject({ totalUsd: 2, missing: [gone(4, { service: 'AmazonRDS' })] })
  })

  test('of types leaves out what has none, missing resources with it', () => {
    const found = attribute(spentOf(postings, { missing: [gone(3)] }), [], { types: ['ec2:*'] })
    expect(found).toMatchObject({ totalUsd: 13, missing: [] })
  })

  test('does not make a type one that the bill never names', () => {
    const found = attribute(spentOf([posting('violating', 8, inUs)]), [cell('ec2:instance', 1)], {
      regions: ['eu-west-1'],
    })
    expect(found.notOnBill).toEqual([])
  })
})
