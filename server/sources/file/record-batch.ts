// What the readers hand over: many records as ranges of bytes in one buffer, since an object each would cost more than
// the reading.

import { isUtf8 } from 'node:buffer'

export type BadRecord = { readonly line: number; readonly reason: string }

/**
 * Record `i` is `buffer[starts[i]..ends[i])`, one JSON text, and begins on line `lines[i]` (the first is 1). A batch is
 * lent until the next one is asked for: its memory is used again.
 */
export type RecordBatch = {
  readonly buffer: Buffer
  readonly count: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly lines: Int32Array
  /** Records that could not be cut out, in the order of their lines. */
  readonly bad: readonly BadRecord[]
}

/** Takes out the records that are not UTF-8. The whole is looked at first: almost always that is enough. */
export function withoutBrokenText(batch: RecordBatch): RecordBatch {
  if (isUtf8(batch.buffer)) return batch
  const bad: BadRecord[] = []
  const good: number[] = []
  for (const [index, line] of batch.lines.entries()) {
    if (isUtf8(batch.buffer.subarray(batch.starts[index], batch.ends[index]))) good.push(index)
    else bad.push({ line, reason: 'the record is not valid UTF-8' })
  }
  const pick = (from: Int32Array) => Int32Array.from(good, (index) => from[index] ?? 0)
  return {
    buffer: batch.buffer,
    count: good.length,
    starts: pick(batch.starts),
    ends: pick(batch.ends),
    lines: pick(batch.lines),
    bad: inOrder([...batch.bad, ...bad]),
  }
}

export function inOrder(bad: readonly BadRecord[]): readonly BadRecord[] {
  return bad.toSorted((a, b) => a.line - b.line)
}
