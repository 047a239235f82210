import { describe, expect, test } from 'vitest'
import {
  idAt,
  keepPart,
  nameAt,
  type Part,
  PartBuilder,
  partsOf,
  resourceAt,
  tagReader,
  tagsAt,
  unreadable,
} from '../../server/core/columns.ts'
import type { Resource } from '../../server/core/resource.ts'
import { ResourceEncoder } from '../../server/core/row.ts'
import { partSize } from '../../server/core/tag-sets.ts'
import { instance } from '../support/builders.ts'

const partOf = (...resources: Resource[]): Part => partsOf(resources).next().value as Part
const back = (...resources: Resource[]) => resources.map((_, row) => resourceAt(partOf(...resources), row))

const full: Resource = {
  id: 'arn:aws:rds:eu-west-1:1:db/one',
  type: 'rds:db',
  account: '1',
  region: 'eu-west-1',
  tags: { Owner: 'x', Straße: '😀', Empty: '' },
  createdAt: '2026-01-02T03:04:05.000Z',
  name: 'one',
  state: 'running',
  managed: true,
  monthlyCost: 12.34,
  sources: ['config', 'tagging'],
}

describe('a part gives back', () => {
  test('all there is to know of a resource', () => {
    expect(back(full, instance(), full)).toEqual([full, instance(), full])
  })

  test('nothing that nobody said', () => {
    expect(back(instance({ managed: false, tags: null }))).toEqual([instance({ tags: null })])
  })

  test('zero dollars and no sources as such', () => {
    expect(back(instance({ monthlyCost: 0, sources: [] }))).toEqual([instance({ monthlyCost: 0, sources: [] })])
  })

  test('tags that look like the parts of an object', () => {
    const tags = Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
    expect(back(instance({ tags }))).toEqual([instance({ tags })])
  })

  test('ids whose starts and ends are shared', () => {
    const ids = ['a/1', 'b/1', 'a/2', 'a:1', '1', '', 'a/']
    const part = partOf(...ids.map((id) => instance({ id })))
    expect(ids.map((_, row) => idAt(part, row))).toEqual(ids)
    expect(part.idStarts.offsets).toHaveLength(5)
  })

  test('equal tags as one number, and a value once for each key', () => {
    const tags = { a: 'x', b: 'x' }
    const part = partOf(instance({ tags }), instance({ tags: { b: 'x', a: 'x' } }), instance({ tags: { a: 'x' } }))
    expect([...part.tagSetIds]).toEqual([0, 0, 1])
    expect([...part.tagKeys]).toEqual([0, 1])
    expect([...part.setTags]).toEqual([0, 1, 0])
  })

  test('tags that could not be read as none at all', () => {
    const part = partOf(instance({ tags: null }), instance())
    expect([...part.tagSetIds]).toEqual([unreadable, 0])
    expect([tagsAt(part, 0), tagsAt(part, 1)]).toEqual([null, {}])
  })

  test('what a source calls a resource, where it does', () => {
    const part = partOf(instance({ name: 'web' }), instance(), instance({ state: 'up', name: 'db' }))
    expect([nameAt(part, 0), nameAt(part, 1), nameAt(part, 2)]).toEqual(['web', undefined, 'db'])
    expect(nameAt(partOf(instance()), 0)).toBeUndefined()
  })
})

test('the tags of a set are read once', () => {
  const part = partOf(
    instance({ tags: { a: 'x' } }),
    instance({ tags: null }),
    instance({ tags: { a: 'x' } }),
    instance(),
  )
  const read = tagReader(part)
  expect([read(0), read(1), read(2), read(3), read(1)]).toEqual([{ a: 'x' }, null, { a: 'x' }, {}, null])
  expect(read(2)).toBe(read(0))
})

describe('columns of names, states and sources', () => {
  test('take no room where no resource has any', () => {
    const { nameIds, stateIds, sourcesIds } = partOf(instance(), instance())
    expect([nameIds.length, stateIds.length, sourcesIds.length]).toEqual([0, 0, 0])
  })

  test('are as long as the part where one resource has any', () => {
    const { nameIds, stateIds, sourcesIds } = partOf(instance(), instance({ state: 'up' }), instance())
    expect([[...nameIds], [...stateIds], [...sourcesIds]]).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ])
  })

  test('take no room in the next part, where no resource has any', () => {
    const builder = new PartBuilder()
    const encoder = new ResourceEncoder()
    builder.add(encoder.encode(full))
    builder.take()
    builder.add(encoder.encode(instance()))
    const part = builder.take()
    expect(part.nameIds).toHaveLength(0)
    expect(resourceAt(part, 0)).toEqual(instance())
  })
})

describe('resources are put into parts', () => {
  const resources = Array.from({ length: partSize + 1 }, (_, at) =>
    instance({ id: `i/${at}`, tags: { at: `${at % 3}` } }),
  )

  test('of a fixed size, the last one of what is left', () => {
    expect([...partsOf(resources)].map(({ count }) => count)).toEqual([partSize, 1])
    expect([...partsOf(resources.slice(1))].map(({ count }) => count)).toEqual([partSize])
    expect([...partsOf([])]).toEqual([])
  })

  test('each with dictionaries of its own', () => {
    const kept = [...partsOf(resources)].map(keepPart)
    const [first, second] = [...partsOf(resources)].map(({ tagValues }) => tagValues.offsets.length - 1)
    expect([first, second]).toEqual([3, 1])
    expect(kept).toHaveLength(2)
  })

  test('that stay as they are once they are kept', () => {
    const kept: Part[] = []
    for (const part of partsOf(resources)) kept.push(keepPart(part))
    expect(kept.map((part) => [resourceAt(part, 0), part.count])).toEqual([
      [resources[0], partSize],
      [resources[partSize], 1],
    ])
  })
})

describe('a builder', () => {
  /** A row with one tag key twice, as a file may have it. */
  function twice() {
    const row = new ResourceEncoder().encode(instance({ id: 'twice', tags: { a: 'x', b: 'x' } }))
    row.tags.copyWithin(6, 0, 3)
    return row
  }

  test('refuses a row that names a key twice, and goes on as if it had not been there', () => {
    const builder = new PartBuilder()
    const encoder = new ResourceEncoder()
    expect(builder.add(encoder.encode(instance({ id: 'one', tags: { a: 'x' } })))).toBe('added')
    expect(builder.add(twice())).toBe('duplicate_key')
    expect(builder.add(encoder.encode(instance({ id: 'two', tags: { a: 'x' } })))).toBe('added')
    const part = builder.take()
    expect([part.count, idAt(part, 0), idAt(part, 1)]).toEqual([2, 'one', 'two'])
    expect(tagsAt(part, 1)).toEqual({ a: 'x' })
  })

  test('begins an empty part once one was taken', () => {
    const builder = new PartBuilder()
    builder.add(new ResourceEncoder().encode(full))
    expect([builder.count, builder.full]).toEqual([1, false])
    expect(builder.take().count).toBe(1)
    expect(builder.count).toBe(0)
    expect(builder.take().count).toBe(0)
  })

  test('is full with a part of resources', () => {
    const builder = new PartBuilder()
    const row = new ResourceEncoder().encode(instance())
    for (let at = 1; at < partSize; at++) builder.add(row)
    expect(builder.full).toBe(false)
    builder.add(row)
    expect(builder.full).toBe(true)
  })
})
