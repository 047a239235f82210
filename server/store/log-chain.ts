// The audit log as a chain: the hash of an entry covers its fields, its place and the hash before it.
// Whoever may write the whole database can also write a whole new chain; what is found is any lesser change.

import { hash } from 'node:crypto'
import type { ChainedLogEntry, LogEntry, LogVerdict } from '../ports.ts'

export type ChainHead = Pick<ChainedLogEntry, 'sequence' | 'hash'>

export const chainStart: ChainHead = { sequence: 0, hash: '0'.repeat(64) }

export function chainAfter(head: ChainHead, entries: readonly LogEntry[]): ChainedLogEntry[] {
  let { sequence, hash } = head
  return entries.map((raw) => {
    const entry = storable(raw)
    sequence += 1
    hash = hashAt(sequence, hash, entry)
    return { ...entry, sequence, hash }
  })
}

/** SHA-256 of the entry as RFC 8785 writes it: keys in order, no blanks. */
function hashAt(sequence: number, previousHash: string, entry: LogEntry): string {
  const { arguments: args, argumentsHash, at, caller, durationMs, outcome, requestId, resultDigest } = entry
  const { tool, transport } = entry
  const canonical = JSON.stringify({
    ...{ arguments: args, argumentsHash, at, caller, durationMs, outcome, previousHash, requestId, resultDigest },
    ...{ sequence, tool, transport },
  })
  return hash('sha256', canonical)
}

/** No database gives half a surrogate pair back, and PostgreSQL no NUL: what is hashed must be what is read. */
function storable(entry: LogEntry): LogEntry {
  const { at, caller, tool, argumentsHash, outcome, resultDigest, requestId } = entry
  return {
    at: text(at),
    caller: text(caller),
    transport: entry.transport,
    tool: text(tool),
    argumentsHash: text(argumentsHash),
    arguments: text(entry.arguments),
    outcome: text(outcome),
    durationMs: entry.durationMs,
    resultDigest: resultDigest === null ? null : text(resultDigest),
    requestId: text(requestId),
  }
}

const text = (raw: string): string => raw.toWellFormed().replaceAll('\0', '\ufffd')

export type ChainReader = {
  readonly head: () => Promise<ChainHead>
  /** A bounded number of entries, in their order; none at the end. */
  readonly after: (sequence: number) => Promise<readonly ChainedLogEntry[]>
}

export async function verifyChain(reader: ChainReader): Promise<LogVerdict> {
  // Before the entries: what is appended meanwhile lies behind it.
  const head = await reader.head()
  let last = chainStart
  for await (const entry of entriesAfter(reader, 0)) {
    if (!fitsAfter(last, entry) || entry.sequence !== last.sequence + 1) return findBreak(reader, last, entry)
    if (entry.sequence === head.sequence && entry.hash !== head.hash) return brokenAfter(last, 'changed')
    last = entry
  }
  return last.sequence < head.sequence ? brokenAfter(last, 'missing') : { ok: true, entries: last.sequence }
}

async function findBreak(reader: ChainReader, last: ChainHead, found: ChainedLogEntry): Promise<LogVerdict> {
  for await (const entry of entriesAfter(reader, last.sequence)) {
    if (fitsAfter(last, entry)) return brokenAfter(last, 'reordered')
  }
  return brokenAfter(last, found.sequence === last.sequence + 1 ? 'changed' : 'missing')
}

const brokenAfter = ({ sequence }: ChainHead, reason: 'changed' | 'missing' | 'reordered'): LogVerdict => ({
  ok: false,
  entries: sequence,
  brokenAt: sequence + 1,
  reason,
})

/** Whatever number it has now: is this the entry that was written next? */
const fitsAfter = (last: ChainHead, entry: ChainedLogEntry): boolean =>
  entry.hash === hashAt(last.sequence + 1, last.hash, entry)

async function* entriesAfter({ after }: ChainReader, start: number): AsyncGenerator<ChainedLogEntry> {
  let page = await after(start)
  while (page.length > 0) {
    yield* page
    page = await after(page.at(-1)?.sequence ?? start)
  }
}
