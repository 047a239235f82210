// Entries that arrive in one turn of the event loop, or while another group is being written, share one write.

import type { LogEntry, Store } from '../ports.ts'

export type LogWriter = {
  /** Resolves when the entry is durable. */
  readonly write: (entry: LogEntry) => Promise<void>
  /** All of them or none. */
  readonly writeAll: (entries: readonly LogEntry[]) => Promise<void>
}

type Waiting = { readonly entry: LogEntry; readonly done: () => void; readonly failed: (error: unknown) => void }

export function groupedLog(store: Pick<Store, 'appendLog'>): LogWriter {
  let waiting: Waiting[] = []
  let isBusy = false

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        await store.appendLog(group.map(({ entry }) => entry))
        for (const { done } of group) done()
      } catch (error) {
        for (const { failed } of group) failed(error)
      }
    }
    isBusy = false
  }

  return {
    writeAll: (entries) => store.appendLog(entries),
    write: (entry) =>
      new Promise((done, failed) => {
        waiting.push({ entry, done, failed })
        if (isBusy) return
        isBusy = true
        setImmediate(() => void writeAll())
      }),
  }
}
