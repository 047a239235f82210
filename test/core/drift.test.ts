import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { findDrift } from '../../server/core/drift.ts'
import type { Drift, DriftFilter } from '../../server/core/drift-rows.ts'
import type { CoverageCell, Resource, Tags } from '../../server/core/resource.ts'
import { arbitraryResource } from '../support/arbitraries.ts'
import { instance, policy } from '../support/builders.ts'

const rules = policy({
  required: [
    { name: 'Owner' },
    { name: 'Environment', allowed_values: ['production', 'staging'] },
    { name: 'DataClass', required_when: { tag: 'Environment', equals: 'production' } },
  ],
})

type Estate = { readonly resources: readonly Resource[]; readonly coverage?: readonly CoverageCell[] }

function drift(before: Estate, after: Estate, filter?: DriftFilter): Drift {
  return findDrift(partsOf(before.resources), partsOf(after.resources), {
    rules,
    coverageBefore: before.coverage ?? [],
    coverageAfter: after.coverage ?? [],
    ...(filter ? { filter } : {}),
  })
}

const tagDrift = (before: Tags | null, after: Tags | null) =>
  drift({ resources: [instance({ tags: before })] }, { resources: [instance({ tags: after })] })
const severityOf = (before: Tags, after: Tags) =>
  tagDrift(before, after).rows.map(({ change, tag, severity }) => [change, tag, severity])

const web = instance({ id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-web', tags: { Owner: 'a' } })
const cell = { account: web.account, region: web.region, type: web.type }

describe('a changed tag', () => {
  test('comes with its values before and after', () => {
    expect(tagDrift({ Owner: 'a', Old: '1' }, { Owner: 'b', New: '2' }).rows).toMatchObject([
      { change: 'tag_added', tag: 'New', before: null, after: '2' },
      { change: 'tag_removed', tag: 'Old', before: '1', after: null },
      { change: 'tag_changed', tag: 'Owner', before: 'a', after: 'b' },
    ])
  })

  test('to an empty value is a change, not a removal', () => {
    expect(tagDrift({ Old: '1' }, { Old: '' }).rows).toMatchObject([{ change: 'tag_changed', before: '1', after: '' }])
  })

  test('called __proto__ is a tag like any other', () => {
    const tags = Object.fromEntries([['__proto__', 'x']])
    expect(tagDrift({}, tags).rows).toMatchObject([{ change: 'tag_added', tag: '__proto__', before: null, after: 'x' }])
  })

  test('of the provider is shown, for information', () => {
    expect(severityOf({}, { 'aws:x': '1' })).toEqual([['tag_added', 'aws:x', 'info']])
  })
})

describe('tags that could not be read', () => {
  test('are never reported as tags that went away or came', () => {
    expect(tagDrift({ Owner: 'a' }, null).rows).toMatchObject([{ change: 'became_unreadable' }])
    expect(tagDrift(null, { Owner: 'a' }).rows).toMatchObject([{ change: 'became_readable' }])
    expect(tagDrift(null, null).rows).toEqual([])
  })
})

describe('the severity', () => {
  test.each<[string, Tags, Tags, unknown[]]>([
    ['a required tag removed is critical', { Owner: 'a' }, {}, ['tag_removed', 'Owner', 'critical']],
    [
      'a required tag changed into a violation is critical',
      { Environment: 'staging' },
      { Environment: 'qa' },
      ['tag_changed', 'Environment', 'critical'],
    ],
    [
      'a required tag that was wrong and is still wrong is a warning',
      { Environment: 'prd' },
      { Environment: 'qa' },
      ['tag_changed', 'Environment', 'warning'],
    ],
    [
      'a required tag with a new good value is a warning',
      { Owner: 'a' },
      { Owner: 'b' },
      ['tag_changed', 'Owner', 'warning'],
    ],
    ['a required tag added is a warning', {}, { Owner: 'b' }, ['tag_added', 'Owner', 'warning']],
    [
      'a tag demanded on a condition, removed while the condition holds, is critical',
      { Environment: 'production', DataClass: 'x' },
      { Environment: 'production' },
      ['tag_removed', 'DataClass', 'critical'],
    ],
    [
      'and a warning while it does not',
      { Environment: 'staging', DataClass: 'x' },
      { Environment: 'staging' },
      ['tag_removed', 'DataClass', 'warning'],
    ],
    ['any other tag is information', { Note: 'a' }, {}, ['tag_removed', 'Note', 'info']],
  ])('%s', (_, before, after, row) => {
    expect(severityOf(before, after)).toEqual([row])
  })

  test('of a resource the provider manages is information', () => {
    const managed = (tags: Tags) => ({ resources: [instance({ tags, managed: true })] })
    expect(drift(managed({ Owner: 'a' }), managed({})).rows).toMatchObject([{ severity: 'info' }])
  })
})

describe('a resource', () => {
  test('that is new is added, one that is gone from a cell fully seen is removed', () => {
    const both = drift({ resources: [instance()] }, { resources: [web] })
    expect(both.rows.map(({ change, id }) => [change, id])).toEqual([
      ['removed', instance().id],
      ['added', web.id],
    ])
  })

  test.each(['partial', 'throttled', 'timeout', 'error', 'denied', 'unsupported'] as const)(
    'missing from a cell that is %s is not called removed but counted as not seen',
    (status) => {
      const after = { resources: [], coverage: [{ ...cell, status }] }
      expect(drift({ resources: [web] }, after)).toMatchObject({ rows: [], notSeen: 1, totals: { removed: 0 } })
    },
  )

  test('missing from a cell where another one could not be read is not called removed', () => {
    const after = { resources: [instance({ tags: null })] }
    expect(drift({ resources: [web] }, after)).toMatchObject({ notSeen: 1, totals: { removed: 0 } })
  })

  test('missing from a cell nobody looked at, while others were looked at, is not called removed', () => {
    const after = { resources: [], coverage: [{ ...cell, region: 'us-east-1', status: 'ok' as const }] }
    expect(drift({ resources: [web] }, after)).toMatchObject({ rows: [], notSeen: 1 })
  })

  test('new in a cell that was not fully seen before is not called added', () => {
    const before = { resources: [], coverage: [{ ...cell, status: 'denied' as const }] }
    expect(drift(before, { resources: [web] })).toMatchObject({ rows: [], notSeenBefore: 1, totals: { added: 0 } })
  })
})

describe('a filter', () => {
  const before = { resources: [instance({ tags: { Owner: 'a', Note: 'x' } }), web] }
  const after = { resources: [instance({ tags: { Owner: 'b', Note: 'y' } })] }

  test('of tags lists only changes of these keys', () => {
    expect(drift(before, after, { tags: ['Owner'] }).rows).toMatchObject([{ tag: 'Owner' }])
  })

  test.each<DriftFilter>([{ types: ['rds:*'] }, { accounts: ['9*'] }, { regions: ['us-east-1'] }])(
    '%j lists what is there and never changes the totals',
    (filter) => {
      const filtered = drift(before, after, filter)
      expect(filtered.rows).toEqual([])
      expect(filtered.totals).toEqual(drift(before, after).totals)
      expect(filtered.listedTotals.tag_changed).toBe(0)
    },
  )
})

const estate = fc.uniqueArray(arbitraryResource(), { maxLength: 12, selector: ({ id }) => id })
/** Most resources are in both, with other tags. */
const pairs = fc.tuple(arbitraryResource(), arbitraryResource(), fc.constantFrom('both', 'both', 'before', 'after'))
const twoEstates = fc.uniqueArray(pairs, { maxLength: 12, selector: ([{ id }]) => id }).map((all) => {
  const before = all.flatMap(([resource, , where]) => (where === 'after' ? [] : [resource]))
  const after = all.flatMap(([resource, { tags }, where]) => (where === 'before' ? [] : [{ ...resource, tags }]))
  return [before, after] as const
})
const opposite = {
  ...{ added: 'removed', removed: 'added', tag_added: 'tag_removed', tag_removed: 'tag_added' },
  ...{ tag_changed: 'tag_changed', became_readable: 'became_unreadable', became_unreadable: 'became_readable' },
} as const

describe('any two snapshots', () => {
  test('do not differ if they are one', () => {
    fc.assert(
      fc.property(estate, (resources) => {
        expect(drift({ resources }, { resources: resources.toReversed() })).toMatchObject({ rows: [], notSeen: 0 })
      }),
    )
  })

  test('differ by the mirror image the other way round', () => {
    fc.assert(
      fc.property(twoEstates, ([a, b]) => {
        const there = drift({ resources: a }, { resources: b })
        const back = drift({ resources: b }, { resources: a })
        const facts = ({ rows }: Drift) =>
          rows.map(({ id, change, tag, before, after }) => ({ id, change, tag, before, after }))
        expect(facts(there)).toEqual(
          facts(back).map(({ id, change, tag, before, after }) => {
            return { id, change: opposite[change], tag, before: after, after: before }
          }),
        )
        expect(there.notSeen).toBe(back.notSeenBefore)
      }),
    )
  })

  test('become one when the rows are applied', () => {
    fc.assert(
      fc.property(twoEstates, ([a, b]) => {
        const seen = { ...drift({ resources: a }, { resources: b }) }
        expect(tagsById(applied(a, b, seen))).toEqual(tagsById(b.filter(({ id }) => isKnown(id, a, seen))))
      }),
    )
  })

  test('have rows in one order, in whatever order their resources come', () => {
    fc.assert(
      fc.property(twoEstates, ([a, b]) => {
        const turned = drift({ resources: a.toReversed() }, { resources: b.toReversed() })
        expect(turned).toEqual(drift({ resources: a }, { resources: b }))
      }),
    )
  })
})

/** Rows say that a resource came or became readable, not with which tags: those are taken from the newer snapshot. */
function applied(a: readonly Resource[], b: readonly Resource[], { rows }: Drift): Resource[] {
  const gone = new Set(rows.filter(({ change }) => change === 'removed').map(({ id }) => id))
  const fresh = new Set(rows.filter(({ change }) => /^(added|became)/.test(change)).map(({ id }) => id))
  const kept = a.filter(({ id }) => !gone.has(id) && !fresh.has(id) && b.some((one) => one.id === id))
  const changed = kept.map((resource) => {
    const tags = new Map(Object.entries(resource.tags ?? {}))
    for (const { id, tag, after } of rows) {
      if (id !== resource.id || tag === undefined) continue
      if (typeof after === 'string') tags.set(tag, after)
      else tags.delete(tag)
    }
    return { ...resource, tags: resource.tags && Object.fromEntries(tags) }
  })
  return [...changed, ...b.filter(({ id }) => fresh.has(id))]
}

function isKnown(id: string, a: readonly Resource[], { rows }: Drift): boolean {
  return a.some((one) => one.id === id) || rows.some((row) => row.id === id && row.change === 'added')
}

const tagsById = (resources: readonly Resource[]) => new Map(resources.map(({ id, tags }) => [id, tags]))
