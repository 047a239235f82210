// NDJSON: one record a line, blank lines skipped. Looks at the first bytes of a line only and jumps to its end.

import { isWhite, lineFeed } from './ascii.ts'
import type { RecordBatch } from './record-batch.ts'
import { type Cutter, cutRecords, type RecordDraft } from './record-draft.ts'

export function readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<RecordBatch> {
  return cutRecords(chunks, createLineCutter())
}

function createLineCutter(): Cutter {
  let line = 1

  function push(chunk: Buffer, draft: RecordDraft): void {
    let at = 0
    while (at < chunk.length) {
      if (!draft.isOpen) {
        if (isWhite(chunk[at])) {
          if (chunk[at] === lineFeed) line++
          at++
          continue
        }
        draft.open(at, line)
      }
      const end = chunk.indexOf(lineFeed, at)
      if (end === -1) return
      draft.closeLine(end)
      line++
      at = end + 1
    }
  }

  function end(draft: RecordDraft): void {
    if (draft.isOpen) draft.closeAtEnd()
  }

  return { push, end }
}
