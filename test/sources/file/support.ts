// Real files in a directory of their own.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll } from 'vitest'
import type { AppError } from '../../../server/core/errors.ts'

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

export async function problemOf(work: Promise<unknown>): Promise<Pick<AppError, 'code' | 'message' | 'hint'>> {
  const problem = await work.then(
    () => null,
    (cause: unknown) => cause,
  )
  // Whatever else was thrown lacks these fields, and the expectation shows it.
  const { code, message, hint } = (problem ?? {}) as AppError
  return { code, message, hint }
}

export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = []
  for await (const item of items) gathered.push(item)
  return gathered
}
