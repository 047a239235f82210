import { describe, expect, test } from 'vitest'
import { type Part, partsOf } from '../../server/core/columns.ts'
import { findDrift } from '../../server/core/drift.ts'
import type { DriftFilter } from '../../server/core/drift-rows.ts'
import type { Resource, Tags } from '../../server/core/resource.ts'
import { instance, policy } from '../support/builders.ts'

/** Every list of resources is a part of its own. */
function* inParts(lists: readonly (readonly Resource[])[]): Generator<Part> {
  for (const resources of lists) yield* partsOf(resources)
}

const drift = (
  before: readonly (readonly Resource[])[],
  after: readonly (readonly Resource[])[],
  filter: DriftFilter = {},
) =>
  findDrift(inParts(before), inParts(after), {
    ...{ coverageBefore: [], coverageAfter: [], filter },
    rules: policy({
      required: ['Owner', { name: 'Class', required_when: { tag: 'Stage', equals: 'prod' } }],
    }),
  })

const place = { account: '111122223333', region: 'eu-west-1', type: 'ec2:instance' }
const one = (id: string, tags: Tags | null) => instance({ id, tags })

const before = [
  [one('a', { Owner: 'x', Note: '1' }), one('gone', {}), one('same', { Owner: 'x' })],
  [one('b', { Owner: 'x', Note: '1' }), one('c', null), one('d', {}), one('e', null)],
]
const after = [
  [one('e', null), one('same', { Owner: 'x' }), one('new', {}), one('d', null)],
  [one('c', {}), one('b', { Note: '1' }), one('a', { Owner: 'y', Note: '2', Zone: 'z' })],
]

describe('all there is between two snapshots', () => {
  test('is rows by id, then tag, with their places and how much they matter', () => {
    expect(drift(before, after).rows).toEqual([
      { id: 'a', ...place, change: 'tag_changed', tag: 'Note', before: '1', after: '2', severity: 'info' },
      { id: 'a', ...place, change: 'tag_changed', tag: 'Owner', before: 'x', after: 'y', severity: 'warning' },
      { id: 'a', ...place, change: 'tag_added', tag: 'Zone', before: null, after: 'z', severity: 'info' },
      { id: 'b', ...place, change: 'tag_removed', tag: 'Owner', before: 'x', after: null, severity: 'critical' },
      { id: 'c', ...place, change: 'became_readable', severity: 'info' },
      { id: 'd', ...place, change: 'became_unreadable', severity: 'info' },
    ])
  })

  test('is counted by kind, with what could not be known for tags that could not be read', () => {
    const { totals, listedTotals, compared, notSeen, notSeenBefore } = drift(before, after)
    const found = {
      added: 0,
      removed: 0,
      tag_added: 1,
      tag_removed: 1,
      tag_changed: 2,
      became_readable: 1,
      became_unreadable: 1,
    }
    expect({ totals, listedTotals }).toEqual({ totals: found, listedTotals: found })
    expect({ compared, notSeen, notSeenBefore }).toEqual({ compared: 6, notSeen: 1, notSeenBefore: 1 })
  })
})

test('resources that came and went are rows where everything was seen', () => {
  const readable = drift([[one('gone', {}), one('same', {})], [one('old', {})]], [[one('same', {}), one('new', {})]])
  expect(readable.rows).toEqual([
    { id: 'gone', ...place, change: 'removed', severity: 'info' },
    { id: 'new', ...place, change: 'added', severity: 'info' },
    { id: 'old', ...place, change: 'removed', severity: 'info' },
  ])
  expect(readable.totals).toMatchObject({ added: 1, removed: 2 })
  expect(readable).toMatchObject({ compared: 1, notSeen: 0, notSeenBefore: 0 })
})

test('equal tags of many resources are told from those that changed', () => {
  const tags = (at: number): Tags => ({ Owner: `${at % 2}` })
  const old = Array.from({ length: 40 }, (_, at) => one(`i-${at + 10}`, tags(at)))
  const young = Array.from({ length: 40 }, (_, at) => one(`i-${at + 10}`, tags(at < 30 ? at : at + 1)))
  const { rows } = drift([old.slice(0, 15), old.slice(15)], [young.slice(0, 25), young.slice(25)])
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, at) => `i-${at + 40}`))
})

describe('a filter', () => {
  const listed = (filter: DriftFilter) =>
    drift(before, after, filter).rows.map(({ id, tag }) => (tag ? `${id} ${tag}` : id))

  test('of severity lists only changes that matter so much, and counts them', () => {
    expect(listed({ severity: 'critical' })).toEqual(['b Owner'])
    expect(listed({ severity: 'warning' })).toEqual(['a Owner'])
    expect(drift(before, after, { severity: 'critical' }).listedTotals).toMatchObject({
      tag_removed: 1,
      tag_changed: 0,
    })
  })

  test('of tags lists only their changes; without any it lists all', () => {
    expect(listed({ tags: ['Owner', 'Zone'] })).toEqual(['a Owner', 'a Zone', 'b Owner'])
    expect(listed({ tags: [] })).toHaveLength(6)
  })

  test('of places lists what is there', () => {
    expect(listed({ types: ['ec2:*'] })).toHaveLength(6)
    expect(listed({ regions: ['us-*'] })).toEqual([])
  })
})

describe('a change of a demanded tag', () => {
  const severities = (from: Tags, to: Tags, fields: Partial<Resource> = {}) =>
    drift([[instance({ tags: from, ...fields })]], [[instance({ tags: to, ...fields })]]).rows.map(
      ({ tag, severity }) => `${tag} ${severity}`,
    )

  test('is critical where the tag went away, demanded before or after', () => {
    expect(severities({ Owner: 'x' }, {})).toEqual(['Owner critical'])
    expect(severities({ Owner: 'x', Stage: 'prod', Class: 'c' }, { Owner: 'x' })).toEqual([
      'Class critical',
      'Stage info',
    ])
    expect(severities({ Owner: 'x', Class: 'c' }, { Owner: 'x', Stage: 'prod' })).toEqual([
      'Class critical',
      'Stage info',
    ])
    expect(severities({ Owner: 'x', Class: 'c' }, { Owner: 'x' })).toEqual(['Class warning'])
  })

  test('is critical where a good value became a bad one, else a warning', () => {
    expect(severities({ Owner: 'x' }, { Owner: ' ' })).toEqual(['Owner critical'])
    expect(severities({ Owner: ' ' }, { Owner: '' })).toEqual(['Owner warning'])
    expect(severities({ Owner: '' }, { Owner: 'x' })).toEqual(['Owner warning'])
    expect(severities({}, { Owner: '' })).toEqual(['Owner warning'])
  })

  test('is a warning where the tag is merely there twice but for case', () => {
    expect(severities({ Owner: 'x' }, { Owner: 'y', OWNER: 'z' })).toEqual(['OWNER info', 'Owner warning'])
  })

  test('is for information on what the provider manages', () => {
    expect(severities({ Owner: 'x' }, {}, { managed: true })).toEqual(['Owner info'])
  })
})
