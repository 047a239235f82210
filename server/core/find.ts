// Finding resources by their ids in a part without making a text of every id.

import { textAt, textCount } from './byte-dictionary.ts'
import type { Part } from './columns.ts'

const utf8 = new TextEncoder()

/** The row of each id that the part has. */
export function findRows(part: Part, ids: readonly string[]): Map<string, number> {
  const starts = new Map(
    Array.from({ length: textCount(part.idStarts) }, (_, start) => [textAt(part.idStarts, start), start] as const),
  )
  const found = new Map<string, number>()
  for (const id of ids) {
    const cut = Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1
    const start = starts.get(id.slice(0, cut))
    const row = start === undefined ? -1 : rowOf(part, start, utf8.encode(id.slice(cut)))
    if (row >= 0) found.set(id, row)
  }
  return found
}

function rowOf(part: Part, start: number, rest: Uint8Array): number {
  const { bytes, offsets } = part.idRests
  for (let row = 0; row < part.count; row++) {
    if (part.idStartIds[row] !== start) continue
    const from = offsets[row] ?? 0
    const length = (offsets[row + 1] ?? 0) - from
    if (length === rest.length && rest.every((byte, at) => bytes[from + at] === byte)) return row
  }
  return -1
}
