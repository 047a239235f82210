// The audit log. Every writer has a chain of its own, so that replicas do not wait for each other.

import type { ChainedLogEntry, LogChain, LogEntry, Store } from '../../ports.ts'
import { type ChainHead, type ChainReader, chainAfter, chainStart, verifyChains } from '../log-chain.ts'
import type { Connection } from './connection.ts'
import { isBadValue, isLostConnection } from './errors.ts'
import { together } from './together.ts'

type LogMethods = Pick<Store, 'appendLog' | 'logChains' | 'log' | 'verifyLog'>

const pageSize = 500

/** One statement: either the chain ends where we think and all entries are added, or nothing happens. */
const append = `
  WITH moved AS (
    INSERT INTO audit_log_head AS head (writer, sequence, hash) VALUES ($1, $2, $3)
    ON CONFLICT (writer) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
      WHERE head.sequence = $4 AND head.hash = $5
    RETURNING writer
  )
  INSERT INTO audit_log (writer, sequence, at, caller, transport, tool, arguments_hash, arguments, outcome,
    duration_ms, result_digest, request_id, hash)
  SELECT moved.writer, entry.* FROM moved, unnest($6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::text[], $12::text[], $13::text[], $14::double precision[], $15::text[], $16::text[], $17::text[]) AS entry`

export function openLog(db: Connection, ownWriter: string) {
  const page = (writer: string, after: number, limit: number) => readPage(db, writer, after, limit)
  const readerOf = (writer: string): ChainReader => ({
    writer,
    head: () => readHead(db, writer),
    after: (sequence) => page(writer, sequence, pageSize),
  })
  const queue = together(chainWriter(db, ownWriter), isBadValue)
  const methods: LogMethods = {
    appendLog: queue.append,
    logChains: () => readChains(db),
    log: ({ writer = ownWriter, afterSequence, limit }) => page(writer, afterSequence, limit),
    async verifyLog() {
      return verifyChains((await readWriters(db)).map(readerOf))
    },
  }
  return { methods, settled: queue.settled }
}

/** Remembers where its chain ends; asks again when another process of the same name moved it. */
function chainWriter(db: Connection, writer: string) {
  let known: ChainHead | undefined
  return async function write(entries: readonly LogEntry[], losses = 0): Promise<void> {
    if (entries.length === 0) return
    const head = known ?? (await readHead(db, writer))
    const chained = chainAfter(writer, head, entries)
    const last = chained.at(-1) ?? head
    known = undefined
    try {
      if (await appendTo(db, writer, head, chained)) known = last
    } catch (cause) {
      // Whether it was written is not known: the chain tells. Once more, then the caller has to know.
      if (!isLostConnection(cause) || losses > 0) throw cause
      losses += 1
      const found = await readHead(db, writer)
      if (found.hash === last.hash) known = found
    }
    if (known === undefined) await write(entries, losses)
  }
}

async function appendTo(db: Connection, writer: string, head: ChainHead, entries: readonly ChainedLogEntry[]) {
  const last = entries.at(-1) ?? head
  const column = (name: keyof ChainedLogEntry) => entries.map((entry) => entry[name])
  const { rowCount } = await db.query(append, [
    ...[writer, last.sequence, last.hash, head.sequence, head.hash],
    ...[column('sequence'), column('at'), column('caller'), column('transport'), column('tool')],
    ...[column('argumentsHash'), column('arguments'), column('outcome'), column('durationMs')],
    ...[column('resultDigest'), column('requestId'), column('hash')],
  ])
  return rowCount === entries.length
}

async function readHead(db: Connection, writer: string): Promise<ChainHead> {
  const { rows } = await db.query<ChainHead>('SELECT sequence, hash FROM audit_log_head WHERE writer = $1', [writer])
  return rows[0] ?? chainStart(writer)
}

async function readChains(db: Connection): Promise<LogChain[]> {
  const { rows } = await db.query<LogChain>('SELECT writer, sequence, hash FROM audit_log_head ORDER BY writer')
  return rows
}

/** Also one whose end somebody removed. */
async function readWriters(db: Connection): Promise<string[]> {
  const { rows } = await db.query<{ writer: string }>(
    'SELECT writer FROM audit_log_head UNION SELECT writer FROM audit_log ORDER BY writer',
  )
  return rows.map(({ writer }) => writer)
}

async function readPage(db: Connection, writer: string, after: number, limit: number): Promise<ChainedLogEntry[]> {
  const { rows } = await db.query<ChainedLogEntry>(
    `SELECT writer, sequence, at, caller, transport, tool, arguments_hash AS "argumentsHash", arguments, outcome,
       duration_ms AS "durationMs", result_digest AS "resultDigest", request_id AS "requestId", hash
     FROM audit_log WHERE writer = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
    [writer, after, limit],
  )
  return rows
}
