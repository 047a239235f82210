import { describe, expect, test } from 'vitest'
import { hashBytes } from '../../server/core/byte-dictionary.ts'
import { ResourceEncoder, Row, type Span } from '../../server/core/row.ts'
import { instance } from '../support/builders.ts'

const encode = (fields: Parameters<typeof instance>[0]) => new ResourceEncoder().encode(instance(fields))

const textOf = ({ bytes }: Row, { start, end }: { start: number; end: number }) =>
  start < 0 ? null : new TextDecoder().decode(bytes.subarray(start, end))

/** The text of a field whose hash is that of its bytes. */
function field(row: Row, name: 'id' | 'type' | 'account' | 'region' | 'name' | 'state' | 'sources') {
  const span: Span = row[name]
  if (span.start >= 0) expect(span.hash).toBe(hashBytes(row.bytes, span.start, span.end))
  return textOf(row, span)
}

function tagsOf(row: Row): string[][] {
  return Array.from({ length: row.tagCount }, (_, tag) =>
    [0, 3].map((at) => {
      const [start = 0, end = 0, hash] = row.tags.subarray(tag * 6 + at, tag * 6 + at + 3)
      expect(hash).toBe(hashBytes(row.bytes, start, end) | 0)
      return textOf(row, { start, end }) ?? ''
    }),
  )
}

function dividedId(id: string) {
  const row = encode({ id })
  const { start, end, cut, cutHash } = row.id
  expect(cutHash).toBe(hashBytes(row.bytes, start, cut))
  return [textOf(row, { start, end: cut }), textOf(row, { start: cut, end })]
}

describe('a resource becomes byte ranges', () => {
  test('of its place and its id', () => {
    const row = encode({ id: 'arn:x/1', type: 'rds:db', account: '1', region: 'eu' })
    expect((['id', 'type', 'account', 'region'] as const).map((name) => field(row, name))).toEqual([
      'arn:x/1',
      'rds:db',
      '1',
      'eu',
    ])
  })

  test('of its name, its state and its sources, where it has them', () => {
    const row = encode({ name: 'web', state: 'running', sources: ['config', 'tagging'] })
    expect((['name', 'state', 'sources'] as const).map((name) => field(row, name))).toEqual([
      'web',
      'running',
      '["config","tagging"]',
    ])
    expect((['name', 'state', 'sources'] as const).map((name) => field(encode({}), name))).toEqual([null, null, null])
  })

  test('of its tags, key by value', () => {
    expect(tagsOf(encode({ tags: { Owner: 'x', Empty: '', Straße: '😀' } }))).toEqual([
      ['Owner', 'x'],
      ['Empty', ''],
      ['Straße', '😀'],
    ])
  })

  test('of any number of tags', () => {
    const pairs = Array.from({ length: 300 }, (_, at) => [`key-${at}`, `value-${at}`])
    expect(tagsOf(encode({ tags: Object.fromEntries(pairs) }))).toEqual(pairs)
  })

  test('of texts of any length and script', () => {
    const long = 'x'.repeat(20_000)
    const wide = '€'.repeat(20_000)
    expect(field(encode({ id: long }), 'id')).toBe(long)
    const row = encode({ id: 'i', name: wide, tags: { long, wide } })
    expect([field(row, 'id'), field(row, 'name')]).toEqual(['i', wide])
    expect(tagsOf(row)).toEqual([
      ['long', long],
      ['wide', wide],
    ])
  })

  test('of a text that turns out not to be ASCII at its end', () => {
    expect(field(encode({ name: 'aaaé' }), 'name')).toBe('aaaé')
    expect(field(encode({ name: 'a\u007f' }), 'name')).toBe('a\u007f')
    expect(field(encode({ name: 'a\u0080' }), 'name')).toBe('a\u0080')
  })
})

describe('a resource becomes numbers and marks', () => {
  test('of when it was made and what it costs', () => {
    expect(encode({ createdAt: '1970-01-01T00:00:01Z', monthlyCost: 2.5 })).toMatchObject({
      createdAt: 1000,
      monthlyCost: 2.5,
    })
  })

  test('that are not known where it does not say', () => {
    expect(encode({})).toMatchObject({ createdAt: Number.NaN, monthlyCost: Number.NaN })
    expect(encode({ createdAt: 'yesterday' }).createdAt).toBeNaN()
  })

  test('of whether it is managed and whether its tags could be read', () => {
    expect(encode({})).toMatchObject({ managed: false, readable: true, tagCount: 0 })
    expect(encode({ managed: true, tags: null })).toMatchObject({ managed: true, readable: false, tagCount: 0 })
  })
})

describe('an id', () => {
  test.each([
    ['arn:aws:ec2:eu:1:instance/i-1', ['arn:aws:ec2:eu:1:instance/', 'i-1']],
    ['arn:aws:sns:eu:1:topic', ['arn:aws:sns:eu:1:', 'topic']],
    ['a/b:c', ['a/b:', 'c']],
    ['a/', ['a/', '']],
    ['plain', ['', 'plain']],
    ['', ['', '']],
  ])('%o is divided after its last / or :', (id, halves) => {
    expect(dividedId(id)).toEqual(halves)
  })

  test('has a second hash of its own', () => {
    expect(encode({ id: '' }).id.second).toBe(0)
    expect(encode({ id: 'ab' }).id.second).toBe(97 * 31 + 98)
    expect(encode({ id: 'abcdefgh' }).id.second).toBe(1259673732)
  })
})

test('a row used again forgets the resource before', () => {
  const encoder = new ResourceEncoder()
  encoder.encode(
    instance({
      name: 'web',
      state: 'up',
      sources: ['x'],
      managed: true,
      monthlyCost: 1,
      createdAt: '2026-01-01',
      tags: { a: 'b' },
    }),
  )
  const row = encoder.encode(instance({ id: 'other', tags: null }))
  expect((['id', 'name', 'state', 'sources'] as const).map((name) => field(row, name))).toEqual([
    'other',
    null,
    null,
    null,
  ])
  expect(row).toMatchObject({
    managed: false,
    readable: false,
    createdAt: Number.NaN,
    monthlyCost: Number.NaN,
    tagCount: 0,
  })
})

describe('a row', () => {
  const nothing = { start: -1, end: -1, hash: 0 }
  const unsaid = { readable: true, managed: false, createdAt: Number.NaN, monthlyCost: Number.NaN, tagCount: 0 }

  test('has nothing at first', () => {
    const { id, type, account, region, name, state, sources, ...rest } = new Row()
    expect(id).toEqual({ ...nothing, second: 0, cut: -1, cutHash: 0 })
    expect([type, account, region, name, state, sources]).toEqual(Array(6).fill(nothing))
    expect(rest).toMatchObject(unsaid)
  })

  test('has nothing that need not be said once it is cleared', () => {
    const row = new Row()
    Object.assign(row, { readable: false, managed: true, createdAt: 1, monthlyCost: 2, tagCount: 3 })
    row.name.start = row.state.start = row.sources.start = 5
    const bytes = Uint8Array.of(1)
    row.clear(bytes)
    expect(row).toMatchObject({ ...unsaid, name: nothing, state: nothing, sources: nothing })
    expect(row.bytes).toBe(bytes)
  })

  test('makes room for one more tag only where there is none', () => {
    const row = new Row()
    row.tagCount = 63
    row.roomForTag()
    expect(row.tags).toHaveLength(64 * 6)
    row.tagCount = 64
    row.roomForTag()
    expect(row.tags).toHaveLength(128 * 6)
  })
})
