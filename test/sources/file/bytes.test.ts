import { chmodSync } from 'node:fs'
import { PassThrough, Readable } from 'node:stream'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openBytes } from '../../../server/sources/file/bytes.ts'
import { gather, noAbort, noStdin, problemOf, temporaryFiles } from './support.ts'

const { directory, write } = temporaryFiles()
const noise = Buffer.from(Array.from({ length: 600_000 }, (_, index) => (index * 7919 + (index >> 7) * 104_729) % 251))

async function readAll(path: string, stdin: Readable = noStdin, signal: AbortSignal = noAbort): Promise<Buffer> {
  const { chunks } = await openBytes(path, { stdin, signal })
  return Buffer.concat(await gather(chunks))
}

test('a plain file is read as it is', async () => {
  expect(await readAll(write('plain', 'hello'))).toEqual(Buffer.from('hello'))
})

test('an empty file has no bytes', async () => {
  expect(await readAll(write('empty', ''))).toEqual(Buffer.alloc(0))
})

test.each([
  ['gzip', gzipSync(noise)],
  ['zstd', zstdCompressSync(noise)],
])('%s is known by its first bytes, whatever the name says', async (name, content) => {
  const read = await readAll(write(`${name}.txt`, content))
  expect(read.equals(noise)).toBe(true)
})

test('the name .gz does not make a plain file compressed', async () => {
  expect(await readAll(write('plain.gz', 'hello'))).toEqual(Buffer.from('hello'))
})

test('a gzip file of several members is read to its end', async () => {
  const read = await readAll(write('members.gz', Buffer.concat([gzipSync('one'), gzipSync(noise), gzipSync('three')])))
  expect(read.equals(Buffer.concat([Buffer.from('one'), noise, Buffer.from('three')]))).toBe(true)
})

test('a zstd file of several frames is read to its end', async () => {
  const frames = [zstdCompressSync('one'), zstdCompressSync(''), zstdCompressSync(noise), zstdCompressSync('four')]
  const read = await readAll(write('frames.zst', Buffer.concat(frames)))
  expect(read.equals(Buffer.concat([Buffer.from('one'), noise, Buffer.from('four')]))).toBe(true)
})

test('zstd frames with a checksum, a long run of one byte, and a skippable frame are walked', async () => {
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
  const run = Buffer.alloc(400_000, 'a')
  const frame = zstdCompressSync(run, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })
  const read = await readAll(write('skippable.zst', Buffer.concat([skippable, frame, skippable, frame])))
  expect(read.equals(Buffer.concat([run, run]))).toBe(true)
})

test('zstd frames are found wherever the stream is chopped', async () => {
  const frames = Buffer.concat([zstdCompressSync('one'), zstdCompressSync('two'), zstdCompressSync('three')])
  const bytewise = Readable.from(Array.from(frames, (byte) => Buffer.from([byte])))
  expect(await readAll('-', bytewise)).toEqual(Buffer.from('onetwothree'))
})

test('"-" is standard input, compressed or not', async () => {
  expect(await readAll('-', Readable.from([gzipSync('from a pipe')]))).toEqual(Buffer.from('from a pipe'))
})

test('the progress is told in bytes as stored', async () => {
  const content = gzipSync(noise)
  const source = await openBytes(write('progress.gz', content), { stdin: noStdin, signal: noAbort })
  expect([source.bytesRead(), source.totalBytes]).toEqual([0, content.length])
  await gather(source.chunks)
  expect(source.bytesRead()).toBe(content.length)
})

test('of standard input no size is known', async () => {
  expect((await openBytes('-', { stdin: noStdin, signal: noAbort })).totalBytes).toBeNull()
})

test('a missing file is unreadable, and named', async () => {
  const problem = await problemOf(readAll(`${directory}/nowhere.json`))
  expect(problem).toMatchObject({
    code: 'unreadable',
    message: `Cannot read ${directory}/nowhere.json: there is no such file.`,
  })
  expect(problem.hint).toBeTruthy()
})

test('a directory is unreadable', async () => {
  expect(await problemOf(readAll(directory))).toMatchObject({
    code: 'unreadable',
    message: `Cannot read ${directory}: it is a directory.`,
  })
})

test.skipIf(process.getuid?.() === 0)('a file without permission is unreadable', async () => {
  const path = write('secret', 'x')
  chmodSync(path, 0)
  expect((await problemOf(readAll(path))).message).toBe(`Cannot read ${path}: permission is denied.`)
})

test.each([
  ['gzip', gzipSync(noise)],
  ['zstd', zstdCompressSync(noise)],
  ['second-member', Buffer.concat([gzipSync('one'), gzipSync(noise)])],
  ['second-frame', Buffer.concat([zstdCompressSync('one'), zstdCompressSync(noise)])],
])('truncated compressed data is unreadable, never a shorter file: %s', async (name, content) => {
  const path = write(`truncated-${name}`, content.subarray(0, content.length - 100))
  expect(await problemOf(readAll(path))).toMatchObject({
    code: 'unreadable',
    message: `Cannot read ${path}: it ends in the middle of its compressed data.`,
  })
})

test.each([
  ['gzip', Buffer.concat([gzipSync('one'), Buffer.from('{"id":"two"}')])],
  ['zstd', Buffer.concat([zstdCompressSync('one'), Buffer.from('{"id":"two"}')])],
  ['flipped', gzipSync(noise).fill(0, 1000, 1010)],
])('damaged compressed data, or text after it, is unreadable: %s', async (name, content) => {
  const path = write(`damaged-${name}`, content)
  expect(await problemOf(readAll(path))).toMatchObject({
    code: 'unreadable',
    message: `Cannot read ${path}: its compressed data is damaged.`,
  })
})

test('an aborted read throws the reason of the abort', async () => {
  const reason = new Error('enough')
  await expect(readAll(write('aborted', 'x'), noStdin, AbortSignal.abort(reason))).rejects.toBe(reason)
})

test.each([
  ['plain', Buffer.from('some text')],
  ['gzip', gzipSync(noise).subarray(0, 1000)],
])('an abort ends the wait for a silent pipe: %s', async (_, firstBytes) => {
  const stdin = new PassThrough()
  stdin.write(firstBytes)
  const reason = new Error('enough')
  const controller = new AbortController()
  setTimeout(() => controller.abort(reason), 20)
  await expect(readAll('-', stdin, controller.signal)).rejects.toBe(reason)
})

test('whoever stops reading early closes the input', async () => {
  const stdin = Readable.from([zstdCompressSync(noise), zstdCompressSync(noise)])
  const { chunks } = await openBytes('-', { stdin, signal: noAbort })
  for await (const _ of chunks) break
  expect(stdin.destroyed).toBe(true)
})
