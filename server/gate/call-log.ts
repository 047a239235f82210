// The log of calls as the gate sees it: up, or lost. While it is lost no tool runs, and refusals are kept aside.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../logger.ts'
import type { LogEntry } from '../ports.ts'
import type { LogWriter } from './log-writer.ts'
import type { Spool } from './spool.ts'

export type CallLog = {
  /** Resolves when the entry is durable; throws where it cannot be, and is then kept as a refusal. */
  readonly write: (entry: LogEntry) => Promise<void>
  readonly isUp: () => boolean
  readonly close: () => void
}

export type CallLogDeps = {
  readonly writer: LogWriter
  readonly spool: Spool
  readonly logger: Pick<Logger, 'warn' | 'error'>
  /** Told of an entry that is in no log: it could be neither written nor kept. */
  readonly onDropped: () => void
  readonly tryEveryMs?: number
}

export function callLog({ writer, spool, logger, onDropped, tryEveryMs = 1000 }: CallLogDeps): CallLog {
  let isUp = true
  const closing = new AbortController()

  async function keep(entry: LogEntry): Promise<void> {
    if (await spool.add(entry)) return
    onDropped()
    logger.error({ tool: entry.tool, requestId: entry.requestId }, 'a refusal is in no log: the spool is full')
  }

  /** What was kept goes first: if it can be written, so can the rest. */
  async function comeBack(): Promise<void> {
    while (!closing.signal.aborted) {
      await sleep(tryEveryMs, undefined, { ref: false, signal: closing.signal }).catch(() => {})
      if (await emptySpool()) break
    }
    isUp = true
    logger.warn({}, 'the log of calls can be written again')
    // What came while the rest was written.
    if (!(await emptySpool())) lose()
  }

  /** False: it is still lost. Whoever calls is told, and the next look comes soon. */
  const emptySpool = () =>
    spool.empty(writer.writeAll).then(
      () => true,
      () => false,
    )

  function lose(): void {
    if (!isUp) return
    isUp = false
    void comeBack()
  }

  // What an earlier process left.
  void emptySpool().then((isEmpty) => isEmpty || lose())

  return {
    isUp: () => isUp,
    async write(entry) {
      if (!isUp) return keep(entry)
      try {
        await writer.write(entry)
      } catch (error) {
        lose()
        await keep({ ...entry, outcome: 'not_ready', resultDigest: null })
        throw error
      }
    },
    close: () => closing.abort(),
  }
}
