// The bytes of a file or of standard input, decompressed when their first bytes say that they are compressed.

import type { Stats } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { addAbortSignal, pipeline, Readable, type Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { AppError } from '../../core/errors.ts'
import { withHead } from './chunks.ts'
import { endChunksWithFrames, isSkippableMagic } from './zstd-frames.ts'

export type ByteSource = {
  /** How sentences call it. */
  readonly name: string
  /** As stored, so compressed; `null` for a pipe, whose end nobody knows. */
  readonly totalBytes: number | null
  /** As stored, so far: next to `totalBytes` it tells the progress. */
  readonly bytesRead: () => number
  /** To be read once. Nothing is opened before the first read. */
  readonly chunks: AsyncIterable<Buffer>
}

export type OpenOptions = { readonly stdin: Readable; readonly signal: AbortSignal }

const fileChunkBytes = 256 * 1024
const decodedChunkBytes = 256 * 1024

/** `-` is standard input. */
export async function openBytes(path: string, { stdin, signal }: OpenOptions): Promise<ByteSource> {
  signal.throwIfAborted()
  const isStdin = path === '-'
  const name = isStdin ? 'standard input' : path
  const totalBytes = isStdin ? null : await sizeOf(path)
  const chunks = () => (isStdin ? addAbortSignal(signal, stdin) : readFile(path, signal))
  let bytesRead = 0
  const stored = readStored(name, chunks, signal, (length) => {
    bytesRead += length
  })
  return { name, totalBytes, bytesRead: () => bytesRead, chunks: decompress(name, stored, signal) }
}

async function sizeOf(path: string): Promise<number | null> {
  let stats: Stats
  try {
    stats = await stat(path)
  } catch (cause) {
    throw cannotRead(path, cause)
  }
  if (stats.isDirectory()) throw cannotRead(path, Object.assign(new Error('is a directory'), { code: 'EISDIR' }))
  return stats.isFile() ? stats.size : null
}

async function* readStored(
  name: string,
  open: () => AsyncIterable<Buffer>,
  signal: AbortSignal,
  count: (length: number) => void,
): AsyncGenerator<Buffer> {
  signal.throwIfAborted()
  try {
    for await (const chunk of open()) {
      count(chunk.length)
      yield chunk
    }
  } catch (cause) {
    signal.throwIfAborted()
    throw cannotRead(name, cause)
  }
}

/** One buffer for the whole file: a chunk is lent until the next one is asked for. */
async function* readFile(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafeSlow(fileChunkBytes)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length)
      signal.throwIfAborted()
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** A decoder keeps what it was given for a while. */
async function* copied(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk)
}

async function* decompress(name: string, stored: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* withHead(stored, 4, (head, all) => {
      if (isGzip(head)) return pipe(copied(all), createGunzip({ chunkSize: decodedChunkBytes }))
      if (isZstd(head))
        return pipe(endChunksWithFrames(copied(all)), createZstdDecompress({ chunkSize: decodedChunkBytes }))
      return all
    })
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof AppError) throw cause
    throw damaged(name, cause)
  }
}

function pipe(chunks: AsyncIterable<Buffer>, decoder: Transform): AsyncIterable<Buffer> {
  // What goes wrong on the way reaches whoever reads the decoder; the callback is told the same once more.
  return pipeline(Readable.from(chunks, { objectMode: false }), decoder, () => {})
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

function isZstd(head: Buffer): boolean {
  if (head.length < 4) return false
  const magic = head.readUInt32LE(0)
  return magic === 0xfd2fb528 || isSkippableMagic(magic)
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}

const reasons: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
  ENOENT: { what: 'there is no such file', hint: 'Check the path; it is taken from the current directory.' },
  ENOTDIR: { what: 'a part of its path is not a directory', hint: 'Check the path.' },
  EISDIR: { what: 'it is a directory', hint: 'Name one file in it.' },
  EACCES: { what: 'permission is denied', hint: 'Let the user that runs this read the file.' },
  EPERM: { what: 'permission is denied', hint: 'Let the user that runs this read the file.' },
}

function cannotRead(name: string, cause: unknown): AppError {
  const code = codeOf(cause)
  const { what, hint } = reasons[code] ?? {
    what: `the system says ${code || 'no more'}`,
    hint: 'Check the disk, the mount or the pipe.',
  }
  return new AppError('unreadable', `Cannot read ${name}: ${what}.`, { hint, cause })
}

function damaged(name: string, cause: unknown): AppError {
  const isTruncated = codeOf(cause) === 'Z_BUF_ERROR'
  const what = isTruncated ? 'it ends in the middle of its compressed data' : 'its compressed data is damaged'
  const hint = 'Copy or make the file again, and compare its size or checksum with the original.'
  return new AppError('unreadable', `Cannot read ${name}: ${what}.`, { hint, cause })
}
