// Real files in a directory of their own, and batches laid out as plain records.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll } from 'vitest'
import type { AppError } from '../../../server/core/errors.ts'
import type { RecordBatch } from '../../../server/sources/file/record-batch.ts'
import { openRecords, readRecords } from '../../../server/sources/file/records.ts'

export const noAbort = new AbortController().signal
export const noStdin = Readable.from([])

export function temporaryFiles() {
  const directory = mkdtempSync(join(tmpdir(), 'tagwarden-file-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const write = (name: string, content: string | Buffer) => {
    const path = join(directory, name)
    writeFileSync(path, content)
    return path
  }
  return { directory, write }
}

export type Read = {
  readonly records: readonly { readonly line: number; readonly text: string }[]
  readonly bad: readonly { readonly line: number; readonly reason: string }[]
}

export async function collect(batches: AsyncIterable<RecordBatch>): Promise<Read> {
  const records: { line: number; text: string }[] = []
  const bad: { line: number; reason: string }[] = []
  for await (const batch of batches) {
    for (let index = 0; index < batch.count; index++) {
      const text = batch.buffer.toString('utf8', batch.starts[index], batch.ends[index])
      records.push({ line: batch.lines[index] ?? 0, text })
    }
    bad.push(...batch.bad)
  }
  return { records, bad }
}

export async function readFile(path: string): Promise<Read> {
  const { batches } = await openRecords(path, { stdin: noStdin, signal: noAbort })
  return collect(batches)
}

/** The content as one chunk, under a name. */
export function readText(name: string, content: string | Buffer): Promise<Read> {
  return collect(readRecords(name, chunksOf(Buffer.from(content), [])))
}

export const valuesOf = ({ records }: Read): unknown[] => records.map(({ text }) => JSON.parse(text))
export const linesOf = ({ records }: Read): number[] => records.map(({ line }) => line)

/** Cuts the bytes into pieces of the given sizes, again and again; no sizes: one piece. */
export async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

export async function problemOf(work: Promise<unknown>): Promise<Pick<AppError, 'code' | 'message' | 'hint'>> {
  const problem = await work.then(
    () => null,
    (cause: unknown) => cause,
  )
  // Whatever else was thrown lacks these fields, and the expectation shows it.
  const { code, message, hint } = (problem ?? {}) as AppError
  return { code, message, hint }
}

/** With copies of what is only lent. */
export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = []
  for await (const item of items) gathered.push(structuredClone(item))
  return gathered
}
