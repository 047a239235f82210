// What cannot go into the log of calls now, in a local file until it can.

import { appendFile, mkdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { LogEntry } from '../ports.ts'

export type Spool = {
  /** False if there is no room, or no way to write. */
  readonly add: (entry: LogEntry) => Promise<boolean>
  /** Gives all that is kept to `write`, then forgets it. Nothing is lost where that fails. */
  readonly empty: (write: (entries: readonly LogEntry[]) => Promise<void>) => Promise<void>
}

export function fileSpool(path: string, maxBytes: number): Spool {
  // One after the other: what is added while the file is emptied must not go with it.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }

  async function add(entry: LogEntry): Promise<boolean> {
    const line = `${JSON.stringify(entry)}\n`
    if ((await sizeOf(path)) + Buffer.byteLength(line) > maxBytes) return false
    await mkdir(dirname(path), { recursive: true })
    await appendFile(path, line, { mode: 0o600 })
    return true
  }

  return {
    add: (entry) => inTurn(() => add(entry).catch(() => false)),
    empty: (write) =>
      inTurn(async () => {
        const entries = await entriesIn(path)
        if (entries.length === 0) return
        await write(entries)
        await rm(path)
      }),
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isMissing(error)) return 0
    throw error
  }
}

async function entriesIn(path: string): Promise<LogEntry[]> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n')
    // A crash may have cut the last line off. Written by `add`.
    return lines.flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as LogEntry] : []))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
