// CSV as RFC 4180 has it: where records end, and which cells one record has.

import { AppError } from '../../core/errors.ts'
import { carriageReturn, comma, lineFeed, quote, tableOf } from './ascii.ts'
import type { Cutter, RecordDraft } from './record-draft.ts'

type State = {
  place: 'cell-start' | 'bare' | 'quoted' | 'quote-seen'
  line: number
  quoteLine: number
}

/** Line breaks inside quotes belong to the record; empty lines are none. */
export function createCsvCutter(name: string): Cutter {
  const state: State = { place: 'cell-start', line: 1, quoteLine: 1 }

  function push(chunk: Buffer, draft: RecordDraft): void {
    let at = 0
    while (at < chunk.length) {
      if (state.place === 'bare') at = findCellEnd(chunk, at)
      if (state.place === 'quoted') at = passQuoted(state, chunk, at)
      else if (at < chunk.length) passByte(state, chunk, at++, draft)
    }
  }

  function end(draft: RecordDraft): void {
    if (state.place === 'quoted') throw neverClosed(name, state.quoteLine)
    if (draft.isOpen) draft.closeAtEnd()
  }

  return { push, end }
}

const endsCell = tableOf({ [comma]: 1, [lineFeed]: 1 })

function findCellEnd(chunk: Buffer, from: number): number {
  let at = from
  while (at < chunk.length && endsCell[chunk[at] ?? 0] === 0) at++
  return at
}

const inQuotes = tableOf({ [quote]: 1, [lineFeed]: 2 })

/** Returns the offset after the quote that closes or is doubled: the next byte tells which. */
function passQuoted(state: State, chunk: Buffer, from: number): number {
  let at = from
  while (at < chunk.length) {
    const meaning = inQuotes[chunk[at++] ?? 0]
    if (meaning === 2) state.line++
    else if (meaning === 1) {
      state.place = 'quote-seen'
      return at
    }
  }
  return at
}

function passByte(state: State, chunk: Buffer, at: number, draft: RecordDraft): void {
  const byte = chunk[at]
  if (byte === lineFeed) {
    if (draft.isOpen) draft.closeLine(at)
    state.place = 'cell-start'
    state.line++
    return
  }
  if (!draft.isOpen) {
    if (byte === carriageReturn) return
    draft.open(at, state.line)
  }
  if (byte === comma) state.place = 'cell-start'
  else if (byte === quote && state.place !== 'bare') {
    if (state.place === 'cell-start') state.quoteLine = state.line
    state.place = 'quoted'
  } else state.place = 'bare'
}

function neverClosed(name: string, line: number): AppError {
  return new AppError('invalid_inventory', `${name}, line ${line}: a quote opens here and is never closed.`, {
    hint: 'Everything after it is one cell. Close the quote, or double it ("") where it is part of the text.',
  })
}

export type Cells = { readonly cells: readonly string[] } | { readonly reason: string }

export function splitCells(record: string): Cells {
  return record.includes('"') ? splitQuoted(record) : { cells: record.split(',') }
}

function splitQuoted(record: string): Cells {
  const cells: string[] = []
  for (let at = 0; at <= record.length; at++) {
    const isQuoted = record[at] === '"'
    const end = isQuoted ? endOfQuoted(record, at) : endOfBare(record, at)
    const cell = record.slice(at, end)
    if (!isQuoted && cell.includes('"')) {
      return { reason: `cell ${cells.length + 1} has a quote in text that is not quoted` }
    }
    if (end < record.length && record[end] !== ',') {
      return { reason: `cell ${cells.length + 1} goes on after its closing quote` }
    }
    cells.push(isQuoted ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    at = end
  }
  return { cells }
}

function endOfBare(record: string, from: number): number {
  const end = record.indexOf(',', from)
  return end === -1 ? record.length : end
}

/** The cutter has seen that the quote is closed. */
function endOfQuoted(record: string, from: number): number {
  let end = record.indexOf('"', from + 1)
  while (record[end + 1] === '"') end = record.indexOf('"', end + 2)
  return end + 1
}
