import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { keepPart, type Part, partsOf } from '../../server/core/columns.ts'
import { AppError } from '../../server/core/errors.ts'
import { decodePart, encodePart, partCodec } from '../../server/core/part-codec.ts'
import type { Resource } from '../../server/core/resource.ts'
import { instance } from '../support/builders.ts'

const partOf = (...resources: Resource[]): Part => keepPart(partsOf(resources).next().value as Part)

function raw(part: Part) {
  const bytes = zstdDecompressSync(encodePart(part))
  const length = bytes.readUInt32LE(0)
  return { header: JSON.parse(bytes.toString('utf8', 4, 4 + length)), body: bytes.subarray(4 + length) }
}

const sectionOf = (part: Part, name: string) =>
  raw(part).header.sections.find((section: { name: string }) => section.name === name)

function packed(header: object, body: number[] = []): Buffer {
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  return zstdCompressSync(Buffer.concat([length, text, Buffer.from(body)]))
}

const many = (length: number, fields: (at: number) => Partial<Resource>) =>
  Array.from({ length }, (_, at) => instance({ id: `i-${at}`, ...fields(at) }))

describe('a stored part', () => {
  test('says in what form it is, and how many resources it has', () => {
    expect(raw(partOf(instance(), instance())).header).toMatchObject({ codec: partCodec, count: 2 })
    expect(partCodec).toBe('columns-1')
  })

  test('is the same part when it is read back, with all there is to know', () => {
    const part = partOf(
      instance({
        tags: { Owner: 'x', Straße: '😀' },
        name: 'web',
        state: 'running',
        sources: ['config'],
        managed: true,
      }),
      instance({ tags: null, createdAt: '2026-01-02T03:04:05Z', monthlyCost: 12.34 }),
      instance({ id: '', type: '', account: '', region: '' }),
    )
    expect(decodePart(encodePart(part))).toEqual(part)
  })

  test('may be empty', () => {
    const empty = { ...partOf(instance()), count: 0 }
    expect(decodePart(encodePart(empty))).toEqual(empty)
  })

  test.each([
    [255, 1],
    [256, 1],
    [257, 2],
  ])('with %i types keeps each of their numbers in %i bytes', (types, width) => {
    const part = partOf(...many(types, (at) => ({ type: `t-${at}` })))
    expect(sectionOf(part, 'typeIds')).toEqual({ name: 'typeIds', kind: 'integers', length: types, width })
    expect(decodePart(encodePart(part))).toEqual(part)
  })

  test('keeps lengths of texts in as many bytes as the longest needs', () => {
    const width = (length: number) =>
      sectionOf(partOf(instance({ tags: { a: 'x'.repeat(length) } })), 'tagValues.lengths').width
    expect([255, 256, 65_535, 65_536].map(width)).toEqual([1, 2, 2, 4])
  })

  test('puts all lowest bytes first', () => {
    const part = partOf(instance({ tags: { a: 'x'.repeat(0x102), b: 'y'.repeat(0x304) } }))
    const { header, body } = raw(part)
    const before = header.sections.slice(0, 8) as { length: number; width?: number; kind: string }[]
    const at = before.reduce((sum, { length, width }) => sum + length * (width ?? 1), 0)
    expect(header.sections[8]).toMatchObject({ name: 'tagValues.lengths', length: 2, width: 2 })
    expect([...body.subarray(at, at + 4)]).toEqual([0x02, 0x04, 0x01, 0x03])
    expect(decodePart(encodePart(part))).toEqual(part)
  })

  test.each([
    ['whole seconds', ['2026-01-02T03:04:05Z', undefined], 0.001],
    ['milliseconds', ['2026-01-02T03:04:05.678Z', undefined], 0],
    ['a time before 1970', ['1969-12-31T23:59:59Z'], 0],
    ['the first second', ['1970-01-01T00:00:00Z'], 0.001],
    ['no time at all', [undefined, undefined], 0.001],
  ])('keeps times as narrow as they are: %s', (_what, times, scale) => {
    const part = partOf(...times.map((createdAt) => instance(createdAt === undefined ? {} : { createdAt })))
    expect(sectionOf(part, 'createdAt')).toEqual({ name: 'createdAt', kind: 'numbers', length: times.length, scale })
    expect(decodePart(encodePart(part))).toEqual(part)
  })

  test.each([
    ['thousands', [2000, 0], 0.001],
    ['whole dollars', [2001, 3], 1],
    ['cents', [12.34, 3, 0.01], 100],
    ['less than a cent', [0.001, 3], 0],
    ['a credit', [-5], 0],
    ['the largest that fits', [0xfffffffe], 1],
    ['one too large', [0xffffffff], 0],
  ])('keeps dollars as narrow as they are: %s', (_what, costs, scale) => {
    const part = partOf(...costs.map((monthlyCost) => instance({ monthlyCost })), instance())
    expect(sectionOf(part, 'monthlyCosts')).toMatchObject({ kind: 'numbers', length: costs.length + 1, scale })
    expect(decodePart(encodePart(part))).toEqual(part)
  })

  test('takes the exact numbers of a part that is only lent', () => {
    const [lent] = partsOf([instance({ monthlyCost: 0.001 }), instance()])
    expect([...decodePart(encodePart(lent as Part)).monthlyCosts]).toEqual([0.001, Number.NaN])
  })

  test('keeps nothing else of the stored bytes alive', () => {
    const { bytes } = decodePart(encodePart(partOf(instance()))).types
    expect(bytes.buffer.byteLength).toBe(bytes.byteLength)
  })
})

describe('what is no part of this form is refused', () => {
  test('with both forms named', () => {
    expect(() => decodePart(packed({ codec: 'columns-9', count: 0, sections: [] }))).toThrow(
      new AppError('unreadable', 'A stored part has the form "columns-9"; this version reads "columns-1".'),
    )
  })

  test('with the column named that is not there', () => {
    expect(() => decodePart(packed({ codec: partCodec, count: 0, sections: [] }))).toThrow(
      new AppError('unreadable', 'A stored part has no column "types.lengths".'),
    )
  })
})
