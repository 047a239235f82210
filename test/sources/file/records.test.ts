import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openRecords, readRecords } from '../../../server/sources/file/records.ts'
import {
  chunksOf,
  collect,
  noAbort,
  noStdin,
  problemOf,
  readFile,
  readText,
  temporaryFiles,
  valuesOf,
} from './support.ts'

const { write } = temporaryFiles()

test.each([
  ['a.json', '{"id":"a"}\n{"id":"b"}'],
  ['a.json', ' [{"id":"a"},{"id":"b"}]'],
  ['a.json', 'id\na\nb'],
  ['noname', '\n {"id":"a"}\n{"id":"b"}'],
  ['noname', '\uFEFF [{"id":"a"},{"id":"b"}]'],
  ['noname', 'id\na\nb'],
  ['standard input', 'id\na\nb'],
])('the form is told by the content: %s %j', async (name, content) => {
  expect(valuesOf(await readText(name, content))).toEqual([{ id: 'a' }, { id: 'b' }])
})

test.each(['a.csv', 'A.CSV', 'a.csv.gz', 'a.csv.zst'])('%s is CSV whatever it holds', async (name) => {
  expect((await problemOf(readText(name, '[1]'))).message).toContain('unknown column')
})

test.each(['a.ndjson', 'a.jsonl', 'a.ndjson.gz', 'a.jsonl.zst'])('%s is NDJSON whatever it holds', async (name) => {
  expect((await readText(name, '[1]\n[2]')).records.map(({ text }) => text)).toEqual(['[1]', '[2]'])
})

test.each(['a.ndjson', 'a.jsonl.gz', 'noname', 'standard input'])('an empty %s has no records', async (name) => {
  expect(await readText(name, '')).toEqual({ records: [], bad: [] })
  expect(await readText(name, '\uFEFF\n \r\n')).toEqual({ records: [], bad: [] })
})

test.each(['a.json', 'a.csv', 'a.json.gz', 'a.csv.zst'])('an empty %s is invalid', async (name) => {
  expect(await problemOf(readText(name, ''))).toMatchObject({ code: 'invalid_inventory' })
  expect((await problemOf(readText(name, '\n'))).message).toContain('it is empty')
})

test('a binary file is not text', async () => {
  expect(await problemOf(readText('a.json', Buffer.from('PAR1\0\0\x15')))).toMatchObject({
    code: 'invalid_inventory',
    message: 'a.json: it is not text in UTF-8.',
  })
})

test('a file in UTF-16 is told what it is', async () => {
  const { hint } = await problemOf(readText('a.csv', Buffer.from('\uFEFFid,type\n', 'utf16le')))
  expect(hint).toContain('UTF-16')
})

test('a file is read whole, with its progress', async () => {
  const content = gzipSync('id\na\n')
  const source = await openRecords(write('whole.csv.gz', content), { stdin: noStdin, signal: noAbort })
  expect(valuesOf(await collect(source.batches))).toEqual([{ id: 'a' }])
  expect([source.bytesRead(), source.totalBytes]).toEqual([content.length, content.length])
})

const item = fc.record({ id: fc.string({ unit: 'grapheme' }), tags: fc.dictionary(fc.string(), fc.string()) })
const items = fc.array(fc.oneof(item, fc.jsonValue()), { maxLength: 12 })
const lineBreak = fc.constantFrom('\n', '\r\n', '\n\n', '\r\n \r\n')
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`

const ndjson = fc
  .tuple(items, lineBreak)
  .map(([values, end]) => values.map((value) => JSON.stringify(value) + end).join(''))
const array = fc.tuple(items, fc.nat(3)).map(([values, indent]) => JSON.stringify(values, null, indent))
const csv = fc
  .tuple(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string()), { maxLength: 12 }), lineBreak)
  .map(([rows, end]) =>
    ['id,tag:Owner', ...rows.map((row) => row.map(cell).join(','))].map((row) => row + end).join(''),
  )
const damage = fc.option(fc.tuple(fc.nat(), fc.nat(255)), { nil: undefined })

/** What is read, or the sentence that says why not. */
async function outcome(name: string, chunks: AsyncIterable<Buffer>): Promise<unknown> {
  return collect(readRecords(name, chunks)).catch(({ message }: Error) => message)
}

test.each([
  ['a.ndjson', ndjson],
  ['a.json', array],
  ['a.csv', csv],
])('however the bytes of %s are chopped, whole or damaged, the records are the same', async (name, contents) => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(contents, damage, sizes, async (content, damaged, pieces) => {
      const bytes = Buffer.from(content)
      if (damaged && bytes.length > 0) bytes[damaged[0] % bytes.length] = damaged[1]
      expect(await outcome(name, chunksOf(bytes, pieces))).toEqual(await outcome(name, chunksOf(bytes, [])))
    }),
    { numRuns: 500 },
  )
})

test('NDJSON and array give back the values they were made of, in order', async () => {
  await fc.assert(
    fc.asyncProperty(items, async (values) => {
      const lines = values.map((value) => JSON.stringify(value)).join('\n')
      const wanted = values.map((value) => JSON.parse(JSON.stringify(value)))
      expect(valuesOf(await readText('a.ndjson', lines))).toEqual(wanted)
      expect(valuesOf(await readText('a.json', JSON.stringify(values, null, 2)))).toEqual(wanted)
    }),
  )
})

test('CSV gives back the cells it was made of', async () => {
  const filled = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== '')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(filled, filled)), async (rows) => {
      const content = ['id,tag:Owner', ...rows.map((row) => row.map(cell).join(','))].join('\r\n')
      expect(valuesOf(await readText('a.csv', content))).toEqual(rows.map(([id, Owner]) => ({ id, tags: { Owner } })))
    }),
  )
})

test('plain, gzip and zstd give the same records', async () => {
  await fc.assert(
    fc.asyncProperty(ndjson, async (content) => {
      const plain = await readFile(write('same.ndjson', content))
      expect(await readFile(write('same.ndjson.gz', gzipSync(content)))).toEqual(plain)
      expect(await readFile(write('same.ndjson.zst', zstdCompressSync(content)))).toEqual(plain)
    }),
    { numRuns: 60 },
  )
})
