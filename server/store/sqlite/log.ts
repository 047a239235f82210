// The audit log. What arrives in one turn of the event loop is written, and synced to disk, together.

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import type { ChainedLogEntry, LogEntry, Store } from '../../ports.ts'
import { type ChainHead, chainAfter, onlyWriter, verifyChains } from '../log-chain.ts'
import { asStoreError } from './errors.ts'

type LogMethods = Pick<Store, 'appendLog' | 'logChains' | 'log' | 'verifyLog'>
type Waiting = {
  readonly entries: readonly LogEntry[]
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

const pageSize = 500

export function logMethods(db: Database): LogMethods {
  const insert = db.prepare<[ChainedLogEntry]>(
    `INSERT INTO audit_log VALUES (:sequence, :at, :caller, :transport, :tool, :argumentsHash, :arguments, :outcome,
       :durationMs, :resultDigest, :requestId, :hash)`,
  )
  const readHead = db.prepare<[], ChainHead>('SELECT sequence, hash FROM audit_log_head')
  const moveHead = db.prepare<[ChainHead]>('UPDATE audit_log_head SET sequence = :sequence, hash = :hash')
  const page = db.prepare<[number, number], ChainedLogEntry>(
    `SELECT '${onlyWriter}' AS writer, sequence, at, caller, transport, tool, arguments_hash AS argumentsHash, arguments, outcome,
       duration_ms AS durationMs, result_digest AS resultDigest, request_id AS requestId, hash
     FROM audit_log WHERE sequence > ? ORDER BY sequence LIMIT ?`,
  )

  const append = db.transaction((entries: readonly LogEntry[]) => {
    const chained = chainAfter(onlyWriter, headOf(readHead.get()), entries)
    for (const entry of chained) insert.run(entry)
    const last = chained.at(-1)
    if (last) moveHead.run({ sequence: last.sequence, hash: last.hash })
  })

  return {
    appendLog: together((entries) => append.immediate(entries)),
    async logChains() {
      const head = headOf(readHead.get())
      return head.sequence === 0 ? [] : [{ writer: onlyWriter, ...head }]
    },
    async log({ writer = onlyWriter, afterSequence, limit }) {
      return writer === onlyWriter ? page.all(afterSequence, limit) : []
    },
    verifyLog: () => {
      const head = async () => headOf(readHead.get())
      const after = async (sequence: number) => {
        await nextTurn()
        return page.all(sequence, pageSize)
      }
      return verifyChains([{ writer: onlyWriter, head, after }])
    },
  }
}

function headOf(row: ChainHead | undefined): ChainHead {
  if (row === undefined) throw new Error('audit_log_head has no row')
  return row
}

/** Collects calls until the turn of the event loop ends, then writes the entries of all of them at once. */
function together(write: (entries: readonly LogEntry[]) => void): Store['appendLog'] {
  let waiting: Waiting[] = []
  const flush = (calls: readonly Waiting[]): void => {
    try {
      write(calls.flatMap(({ entries }) => entries))
      for (const { resolve } of calls) resolve()
    } catch (cause) {
      // One call's entries must not cost another's; a file that cannot be written fails them all alike.
      const isOfTheFile = asStoreError(cause, '') !== cause
      if (calls.length > 1 && !isOfTheFile) for (const call of calls) flush([call])
      else for (const { reject } of calls) reject(cause)
    }
  }
  const flushAll = (): void => {
    const calls = waiting
    waiting = []
    flush(calls)
  }
  return (entries) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flushAll)
      waiting.push({ entries, resolve, reject })
    })
}
