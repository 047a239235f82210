// Calls that arrive while a write is under way share the next one.

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LogEntry } from '../../ports.ts'

type Waiting = {
  readonly entries: readonly LogEntry[]
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}
type Write = (entries: readonly LogEntry[]) => Promise<void>

export function together(write: Write, isFaultOfEntries: (cause: unknown) => boolean) {
  let waiting: Waiting[] = []
  let writing: Promise<void> | undefined

  const flush = async (calls: readonly Waiting[]): Promise<void> => {
    try {
      await write(calls.flatMap(({ entries }) => entries))
      for (const { resolve } of calls) resolve()
    } catch (cause) {
      // One call's entries must not cost another's; a database that is gone fails them all alike.
      if (calls.length > 1 && isFaultOfEntries(cause)) for (const call of calls) await flush([call])
      else for (const { reject } of calls) reject(cause)
    }
  }
  const flushAll = async (): Promise<void> => {
    await nextTurn()
    while (waiting.length > 0) {
      const calls = waiting
      waiting = []
      await flush(calls)
    }
    writing = undefined
  }
  return {
    append: (entries: readonly LogEntry[]): Promise<void> =>
      new Promise((resolve, reject) => {
        waiting.push({ entries, resolve, reject })
        writing ??= flushAll()
      }),
    /** When everything that was given is written, or has failed. */
    settled: async (): Promise<void> => writing,
  }
}
