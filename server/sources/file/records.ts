// The records of an inventory in any of its forms. The form is told by the content; only a name that says `.csv` or
// `.ndjson` is believed.

import { AppError } from '../../core/errors.ts'
import { isWhite, openBrace, openBracket } from './ascii.ts'
import { type ByteSource, type OpenOptions, openBytes } from './bytes.ts'
import { dropFirst, withHead } from './chunks.ts'
import { readCsv } from './csv.ts'
import { readArray } from './json-array.ts'
import { readLines } from './lines.ts'
import type { RecordBatch } from './record-batch.ts'

export type RecordSource = Omit<ByteSource, 'chunks'> & {
  /** In the order of the file. To be read once. */
  readonly batches: AsyncIterable<RecordBatch>
}

export async function openRecords(path: string, options: OpenOptions): Promise<RecordSource> {
  const { chunks, ...source } = await openBytes(path, options)
  return { ...source, batches: readRecords(source.name, chunks) }
}

const headBytes = 8 * 1024
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

export function readRecords(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<RecordBatch> {
  return withHead(chunks, headBytes, (head, all) => {
    refuseBinary(name, head.subarray(0, headBytes))
    const hasMark = head.subarray(0, byteOrderMark.length).equals(byteOrderMark)
    const skipped = hasMark ? byteOrderMark.length : 0
    return readForm(name, head.subarray(skipped), dropFirst(skipped, all))
  })
}

function readForm(name: string, head: Buffer, chunks: AsyncIterable<Buffer>): AsyncIterable<RecordBatch> {
  const form = detectForm(name, head)
  switch (form) {
    case 'ndjson':
      return readLines(chunks)
    case 'array':
      return readArray(name, chunks)
    case 'csv':
      return readCsv(name, chunks)
    default:
      return form satisfies never
  }
}

/** A blank file is an empty NDJSON, unless its name promises something else. */
function detectForm(name: string, head: Buffer): 'ndjson' | 'array' | 'csv' {
  const extension = extensionOf(name)
  if (extension === 'csv') return 'csv'
  if (extension === 'ndjson' || extension === 'jsonl') return 'ndjson'
  const first = head.find((byte) => !isWhite(byte))
  if (first === undefined) return extension === 'json' ? 'array' : 'ndjson'
  if (first === openBracket) return 'array'
  return first === openBrace ? 'ndjson' : 'csv'
}

function extensionOf(name: string): string | undefined {
  return /\.(?<extension>[a-z]+)(?:\.(?:gz|zst))?$/i.exec(name)?.groups?.extension?.toLowerCase()
}

function refuseBinary(name: string, head: Buffer): void {
  if (!head.includes(0)) return
  const startsLikeUtf16 = ['fffe', 'feff'].includes(head.toString('hex', 0, 2))
  throw new AppError('invalid_inventory', `${name}: it is not text in UTF-8.`, {
    hint: startsLikeUtf16
      ? 'It looks like UTF-16, which Windows PowerShell writes: save it as UTF-8.'
      : 'Give NDJSON, a JSON array or CSV, plain or compressed with gzip or zstd.',
  })
}
