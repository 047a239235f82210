import { expect, test } from 'vitest'
import { readRecords } from '../../../server/sources/file/records.ts'
import { chunksOf, collect, gather, linesOf, readText, valuesOf } from './support.ts'

const mebibyte = 1024 * 1024

test('one record a line, and its number', async () => {
  expect(await readText('a.ndjson', '{"id":"a"}\n{"id":"b"}\n')).toEqual({
    records: [
      { line: 1, text: '{"id":"a"}' },
      { line: 2, text: '{"id":"b"}' },
    ],
    bad: [],
  })
})

test('the last line may lack its line break', async () => {
  expect(linesOf(await readText('a.ndjson', '{"id":"a"}\n{"id":"b"}'))).toEqual([1, 2])
})

test('a byte order mark is dropped', async () => {
  expect(await readText('a', '\uFEFF{"id":"a"}\n')).toEqual({ records: [{ line: 1, text: '{"id":"a"}' }], bad: [] })
})

test('carriage returns belong to the line break', async () => {
  const read = await readText('a.ndjson', '{"id":"a"}\r\n\r\n{"id":"b"}\r\n')
  expect(read.records).toEqual([
    { line: 1, text: '{"id":"a"}' },
    { line: 3, text: '{"id":"b"}' },
  ])
})

test('blank lines are skipped, but counted', async () => {
  expect(linesOf(await readText('a.ndjson', '\n \t \n{"id":"a"}\n\n\n  {"id":"b"}\n   '))).toEqual([3, 6])
})

test('whatever a line holds is handed on: JSON is not judged here', async () => {
  expect((await readText('a.ndjson', '[1]\nnonsense\n')).records.map(({ text }) => text)).toEqual(['[1]', 'nonsense'])
})

test('a line of 10 MB in small chunks is one record', async () => {
  const long = JSON.stringify({ id: 'x'.repeat(10_000_000) })
  const read = await collect(readRecords('a.ndjson', chunksOf(Buffer.from(`{"id":"a"}\n${long}\n{}`), [1000])))
  expect(read.records.map(({ line, text }) => [line, text.length])).toEqual([
    [1, 10],
    [2, long.length],
    [3, 2],
  ])
  expect(read.records[1]?.text === long).toBe(true)
})

test('a line of exactly 64 MiB is read', async () => {
  const { records, bad } = await collect(readRecords('a.ndjson', lineOf(64)))
  expect([records.length, bad]).toEqual([2, []])
})

test('a longer line is bad, skipped in bounded memory, and the next one is read', async () => {
  const before = process.memoryUsage().arrayBuffers
  let peak = 0
  const batches = readRecords(
    'a.ndjson',
    lineOf(600, () => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
    }),
  )
  expect(await collect(batches)).toEqual({
    records: [{ line: 2, text: '{"id":"next"}' }],
    bad: [{ line: 1, reason: 'the record is longer than 64 MiB' }],
  })
  expect(peak).toBeLessThan(400 * mebibyte)
})

test('a line too long within a single chunk is bad just the same', async () => {
  const read = await readText('a.ndjson', `${'x'.repeat(64 * mebibyte + 1)}\n{}`)
  expect([read.bad, linesOf(read)]).toEqual([[{ line: 1, reason: 'the record is longer than 64 MiB' }], [2]])
})

test('a record that is not UTF-8 is bad; its neighbours are read', async () => {
  const broken = Buffer.concat([Buffer.from('{"id":"é"}\n{"id":"'), Buffer.from([0xff]), Buffer.from('"}\n{"id":"c"}')])
  const read = await readText('a.ndjson', broken)
  expect(read.bad).toEqual([{ line: 2, reason: 'the record is not valid UTF-8' }])
  expect(valuesOf(read)).toEqual([{ id: 'é' }, { id: 'c' }])
})

test('batches keep the order of a file that fills many', async () => {
  const count = 20_000
  const text = Array.from({ length: count }, (_, index) => JSON.stringify({ id: index, pad: 'x'.repeat(200) })).join(
    '\n',
  )
  const batches = await gather(readRecords('a.ndjson', chunksOf(Buffer.from(text), [65_536])))
  expect(batches.length).toBeGreaterThan(2)
  expect(batches.flatMap(({ lines }) => [...lines])).toEqual(Array.from({ length: count }, (_, index) => index + 1))
})

async function* lineOf(mebibytes: number, onChunk = () => {}): AsyncGenerator<Buffer> {
  const chunk = Buffer.alloc(mebibyte, 'x')
  for (let index = 0; index < mebibytes; index++) {
    onChunk()
    yield chunk
  }
  yield Buffer.from('\n{"id":"next"}\n')
}
