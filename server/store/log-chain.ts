// The audit log as a chain: the hash of an entry covers its fields, its place and the hash before it.
// Whoever may write the whole database can also write a whole new chain; what is found is any lesser change.

import { hash } from 'node:crypto'
import type { BrokenLog, ChainedLogEntry, LogEntry, LogVerdict } from '../ports.ts'

export type ChainHead = Pick<ChainedLogEntry, 'sequence' | 'hash'>

/** The one writer of an embedded store. Its chain begins with zeros, as it did before there were others. */
export const onlyWriter = 'local'

/** Every other chain begins with the hash of its writer's name, so that none passes for another's. */
export const chainStart = (writer: string): ChainHead => ({
  sequence: 0,
  hash: writer === onlyWriter ? '0'.repeat(64) : hash('sha256', writer),
})

export function chainAfter(writer: string, head: ChainHead, entries: readonly LogEntry[]): ChainedLogEntry[] {
  let { sequence, hash } = head
  return entries.map((raw) => {
    const entry = storable(raw)
    sequence += 1
    hash = hashAt(sequence, hash, entry)
    return { ...entry, writer, sequence, hash }
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
  readonly writer: string
  readonly head: () => Promise<ChainHead>
  /** A bounded number of entries, in their order; none at the end. */
  readonly after: (sequence: number) => Promise<readonly ChainedLogEntry[]>
}

async function verifyChain(reader: ChainReader): Promise<LogVerdict> {
  // Before the entries: what is appended meanwhile lies behind it.
  const head = await reader.head()
  let last = chainStart(reader.writer)
  for await (const entry of entriesAfter(reader, 0)) {
    if (!fitsAfter(last, entry) || entry.sequence !== last.sequence + 1) return findBreak(reader, last, entry)
    if (entry.sequence === head.sequence && entry.hash !== head.hash) return brokenAfter(reader, last, 'changed')
    last = entry
  }
  return last.sequence < head.sequence ? brokenAfter(reader, last, 'missing') : { ok: true, entries: last.sequence }
}

/** All chains, one after the other; the first break is told. */
export async function verifyChains(readers: readonly ChainReader[]): Promise<LogVerdict> {
  let entries = 0
  for (const reader of readers) {
    const verdict = await verifyChain(reader)
    if (!verdict.ok) return verdict
    entries += verdict.entries
  }
  return { ok: true, entries }
}

async function findBreak(reader: ChainReader, last: ChainHead, found: ChainedLogEntry): Promise<LogVerdict> {
  for await (const entry of entriesAfter(reader, last.sequence)) {
    if (fitsAfter(last, entry)) return brokenAfter(reader, last, 'reordered')
  }
  return brokenAfter(reader, last, found.sequence === last.sequence + 1 ? 'changed' : 'missing')
}

const brokenAfter = ({ writer }: ChainReader, { sequence }: ChainHead, reason: BrokenLog['reason']): BrokenLog => ({
  ok: false,
  writer,
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
