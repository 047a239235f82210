// CSV, written anew as one JSON object a record, so that whoever comes next knows one form only.

import { AppError } from '../../core/errors.ts'
import { createCsvCutter, splitCells } from './csv-cells.ts'
import { type Column, type Header, readHeader } from './csv-header.ts'
import { type BadRecord, inOrder, type RecordBatch } from './record-batch.ts'
import { cutRecords } from './record-draft.ts'

export async function* readCsv(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<RecordBatch> {
  let header: Header | undefined
  for await (const cut of cutRecords(chunks, createCsvCutter(name))) {
    const first = header ? 0 : 1
    header ??= headerOf(name, cut)
    yield toJsonBatch(cut, first, header)
  }
  if (!header) {
    const hint = 'The first line names the columns: id or arn, type, tag:<Key> and so on.'
    throw new AppError('invalid_inventory', `${name}: it is empty.`, { hint })
  }
}

function headerOf(name: string, cut: RecordBatch): Header {
  const line = cut.lines[0] ?? Number.POSITIVE_INFINITY
  const bad = cut.bad[0]
  if (bad && bad.line < line) throw brokenHeader(name, bad)
  const split = splitCells(recordText(cut, 0))
  if ('reason' in split) throw brokenHeader(name, { line, reason: split.reason })
  return readHeader(name, line, split.cells)
}

function brokenHeader(name: string, { line, reason }: BadRecord): AppError {
  const hint = 'The first line must name the columns.'
  return new AppError('invalid_inventory', `${name}, line ${line}: the header cannot be read: ${reason}.`, { hint })
}

function recordText({ buffer, starts, ends }: RecordBatch, index: number): string {
  return buffer.toString('utf8', starts[index], ends[index])
}

function toJsonBatch(cut: RecordBatch, first: number, header: Header): RecordBatch {
  const texts: string[] = []
  const lines: number[] = []
  const bad = [...cut.bad]
  for (let index = first; index < cut.count; index++) {
    const line = cut.lines[index] ?? 0
    const record = recordText(cut, index)
    const isBlank = record.trim() === ''
    if (isBlank) continue
    const json = toJson(record, header)
    if (typeof json === 'string') {
      texts.push(json)
      lines.push(line)
    } else bad.push({ line, reason: json.reason })
  }
  return { ...joinTexts(texts), lines: Int32Array.from(lines), bad: inOrder(bad) }
}

function joinTexts(texts: readonly string[]): Pick<RecordBatch, 'buffer' | 'count' | 'starts' | 'ends'> {
  const count = texts.length
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  let at = 0
  for (const [index, text] of texts.entries()) {
    starts[index] = at
    at += Buffer.byteLength(text)
    ends[index] = at
  }
  const buffer = Buffer.allocUnsafeSlow(at)
  buffer.write(texts.join(''))
  return { buffer, count, starts, ends }
}

function toJson(record: string, { columns, hasTagColumns }: Header): string | { readonly reason: string } {
  const split = splitCells(record)
  if ('reason' in split) return split
  const { cells } = split
  if (cells.length !== columns.length) {
    return { reason: `the record has ${cells.length} cells, the header ${columns.length}` }
  }
  const fields: string[] = []
  const tags: string[] = []
  for (const [index, column] of columns.entries()) {
    const cell = cells[index]
    if (!cell) continue
    const value = encodeCell(column, cell)
    if (value === undefined) return { reason: 'the cell "tags" is not JSON' }
    const target = column.kind === 'tag' ? tags : fields
    target.push(column.prefix + value)
  }
  if (hasTagColumns) fields.push(`"tags":{${tags.join(',')}}`)
  return `{${fields.join(',')}}`
}

/** What is neither a boolean nor a number stays text, for the reader of the resource to refuse by name. */
function encodeCell({ kind }: Column, cell: string): string | undefined {
  switch (kind) {
    case 'tags':
      return isJson(cell) ? cell : undefined
    case 'managed':
      return /^(?:true|false)$/i.test(cell) ? cell.toLowerCase() : JSON.stringify(cell)
    case 'cost':
      return isDecimal(cell) ? String(Number(cell)) : JSON.stringify(cell)
    case 'sources':
      return JSON.stringify(namesIn(cell))
    case 'text':
    case 'tag':
      return JSON.stringify(cell)
    default:
      return kind satisfies never
  }
}

function namesIn(cell: string): string[] {
  return cell
    .split(';')
    .map((source) => source.trim())
    .filter((source) => source !== '')
}

function isDecimal(cell: string): boolean {
  return /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(cell) && Number.isFinite(Number(cell))
}

function isJson(cell: string): boolean {
  try {
    JSON.parse(cell)
    return true
  } catch {
    return false
  }
}
