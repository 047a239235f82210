// An inventory file as a source: its records become parts, its bad lines a clear refusal or a list.

import type { Readable } from 'node:stream'
import { PartBuilder } from '../../core/columns.ts'
import { AppError } from '../../core/errors.ts'
import { type InventoryItem, readInventoryItem } from '../../core/inventory.ts'
import { ResourceEncoder, Row } from '../../core/row.ts'
import type { ResourceSource, SnapshotPiece } from '../../ports.ts'
import type { BadRecord, RecordBatch } from './record-batch.ts'
import { openRecords } from './records.ts'
import { RowScanner } from './row-scanner.ts'
import { SeenIds } from './seen-ids.ts'

export type FileOptions = {
  readonly stdin: Readable
  /** Leave bad lines out and list them instead of refusing the file. */
  readonly skipBad: boolean
}

/** `-` is standard input. */
export function fileSource(path: string, { stdin, skipBad }: FileOptions): ResourceSource {
  return {
    async collect(signal) {
      const { name, totalBytes, bytesRead, batches } = await openRecords(path, { stdin, signal })
      const onBad = (bad: BadRecord): SnapshotPiece => {
        if (skipBad) return { kind: 'skipped', skipped: bad }
        throw new AppError('invalid_inventory', `${name}, line ${bad.line}: ${bad.reason}.`, {
          hint: 'Mend the line, or leave bad lines out and list them with --skip-bad.',
        })
      }
      return {
        pieces: readPieces(batches, onBad),
        progress: () => (totalBytes ? bytesRead() / totalBytes : null),
      }
    },
  }
}

async function* readPieces(
  batches: AsyncIterable<RecordBatch>,
  onBad: (bad: BadRecord) => SnapshotPiece,
): AsyncGenerator<SnapshotPiece> {
  const reader = new RecordReader()
  for await (const batch of batches) {
    let nextBad = 0
    // As a plain array, so that the scanner's loops see one kind of object.
    const bytes = new Uint8Array(batch.buffer.buffer, batch.buffer.byteOffset, batch.buffer.length)
    for (let index = 0; index < batch.count; index++) {
      const line = batch.lines[index] ?? 0
      for (; (batch.bad[nextBad]?.line ?? line) < line; nextBad++) yield onBad(batch.bad[nextBad] as BadRecord) // just seen
      const other = reader.read(batch.buffer, bytes, batch.starts[index] ?? 0, batch.ends[index] ?? 0)
      if (reader.parts.full) yield { kind: 'part', part: reader.parts.take() }
      if (other?.kind === 'bad') yield onBad({ line, reason: other.reason })
      if (other?.kind === 'coverage') yield other
    }
    for (const bad of batch.bad.slice(nextBad)) yield onBad(bad)
  }
  if (reader.parts.count > 0) yield { kind: 'part', part: reader.parts.take() }
}

/** Puts resources into parts; what is no resource comes back. */
class RecordReader {
  readonly parts = new PartBuilder()
  private readonly row = new Row()
  private readonly scanner = new RowScanner(this.row)
  private readonly encoder = new ResourceEncoder()
  private readonly seenIds = new SeenIds()

  read(
    buffer: Buffer,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Exclude<InventoryItem, { kind: 'resource' }> | null {
    if (this.scanner.scan(bytes, start, end)) {
      const problem = this.add(this.row)
      if (problem !== 'duplicate_key') return problem
    }
    const item = parseItem(buffer.toString('utf8', start, end))
    if (item.kind !== 'resource') return item
    // An object has each key once, so the second kind of problem is over.
    return this.add(this.encoder.encode(item.resource)) as (InventoryItem & { kind: 'bad' }) | null
  }

  private add(row: Row): (InventoryItem & { kind: 'bad' }) | 'duplicate_key' | null {
    const { start, end } = row.id
    if (this.seenIds.has(row.id)) {
      const id = Buffer.from(row.bytes.subarray(start, Math.min(end, start + 200))).toString()
      return { kind: 'bad', reason: `the id ${JSON.stringify(id)} was there before` }
    }
    if (this.parts.add(row) === 'duplicate_key') return 'duplicate_key'
    this.seenIds.add(row.id)
    return null
  }
}

function parseItem(text: string): InventoryItem {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (cause) {
    // The message quotes the text, and an element of an array may hold line breaks.
    const reason = (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, ' ')
    return { kind: 'bad', reason: `not JSON: ${reason}` }
  }
  return readInventoryItem(raw)
}
