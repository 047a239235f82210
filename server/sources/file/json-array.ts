// A JSON array of any layout, cut into its elements. Only strings and brackets are followed: whether an element is good
// JSON is for whoever parses it.

import { AppError } from '../../core/errors.ts'
import {
  backslash,
  closeBrace,
  closeBracket,
  comma,
  isWhite,
  lineFeed,
  openBrace,
  openBracket,
  quote,
  tableOf,
} from './ascii.ts'
import type { RecordBatch } from './record-batch.ts'
import { type Cutter, cutRecords, type RecordDraft } from './record-draft.ts'

export function readArray(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<RecordBatch> {
  return cutRecords(chunks, createArrayCutter(name))
}

type State = {
  readonly name: string
  place: 'before' | 'first' | 'value' | 'nested' | 'scalar' | 'after' | 'done'
  depth: number
  isInString: boolean
  isEscaped: boolean
  line: number
}

function createArrayCutter(name: string): Cutter {
  const state: State = { name, place: 'before', depth: 0, isInString: false, isEscaped: false, line: 1 }

  function push(chunk: Buffer, draft: RecordDraft): void {
    let at = 0
    while (at < chunk.length) {
      if (state.place === 'nested') at = passNested(state, chunk, at, draft)
      else if (state.place === 'scalar') at = passScalar(state, chunk, at, draft)
      else at = passBetween(state, chunk, at, draft)
    }
  }

  function end(draft: RecordDraft): void {
    if (state.place === 'before') throw invalid(state, 'it is empty')
    if (draft.isOpen) throw invalid(state, `it ends inside the record that begins on line ${draft.openLine}`)
    if (state.place !== 'done') throw invalid(state, 'it ends before the "]" that closes the list')
  }

  return { push, end }
}

/** Each of the passes returns where the next one goes on. */
function passBetween(state: State, chunk: Buffer, at: number, draft: RecordDraft): number {
  const byte = chunk[at] ?? 0
  if (byte === lineFeed) state.line++
  if (isWhite(byte)) return at + 1
  if (state.place === 'before' && byte === openBracket) state.place = 'first'
  else if (state.place === 'first' && byte === closeBracket) state.place = 'done'
  else if (state.place === 'after' && byte === closeBracket) state.place = 'done'
  else if (state.place === 'after' && byte === comma) state.place = 'value'
  else if (state.place === 'first' || state.place === 'value') {
    beginElement(state, byte)
    draft.open(at, state.line)
  } else throw invalid(state, unexpected(state, byte))
  return at + 1
}

function beginElement(state: State, byte: number): void {
  const isContainer = byte === openBrace || byte === openBracket
  const isString = byte === quote
  if (!isContainer && !isString && !canBeginScalar(byte)) throw invalid(state, unexpected(state, byte))
  state.place = isContainer || isString ? 'nested' : 'scalar'
  state.depth = isContainer ? 1 : 0
  state.isInString = isString
}

function canBeginScalar(byte: number): boolean {
  return '-0123456789tfn'.includes(String.fromCharCode(byte))
}

function passNested(state: State, chunk: Buffer, from: number, draft: RecordDraft): number {
  let at = from
  while (at < chunk.length) {
    at = state.isInString ? passString(state, chunk, at) : passStructure(state, chunk, at)
    if (state.depth === 0 && !state.isInString) {
      draft.close(at)
      state.place = 'after'
      return at
    }
  }
  return at
}

const inString = tableOf({ [quote]: 1, [lineFeed]: 2, [backslash]: 3 })

function passString(state: State, chunk: Buffer, from: number): number {
  let at = state.isEscaped ? from + 1 : from
  state.isEscaped = false
  while (at < chunk.length) {
    const meaning = inString[chunk[at++] ?? 0]
    if (meaning === 0) continue
    if (meaning === 1) {
      state.isInString = false
      return at
    }
    if (meaning === 2) state.line++
    else if (at === chunk.length) state.isEscaped = true
    else at++
  }
  return at
}

const inStructure = tableOf({
  [quote]: 1,
  [lineFeed]: 2,
  [openBrace]: 3,
  [openBracket]: 3,
  [closeBrace]: 4,
  [closeBracket]: 4,
})

function passStructure(state: State, chunk: Buffer, from: number): number {
  let at = from
  while (at < chunk.length) {
    const meaning = inStructure[chunk[at++] ?? 0]
    if (meaning === 0) continue
    if (meaning === 1) {
      state.isInString = true
      return at
    }
    if (meaning === 2) state.line++
    else if (meaning === 3) state.depth++
    else if (--state.depth === 0) return at
  }
  return at
}

function passScalar(state: State, chunk: Buffer, from: number, draft: RecordDraft): number {
  let at = from
  while (at < chunk.length) {
    const byte = chunk[at]
    if (byte === comma || byte === closeBracket || isWhite(byte)) {
      draft.close(at)
      state.place = 'after'
      return at
    }
    at++
  }
  return at
}

const expectations = {
  before: '"["',
  first: 'a record or "]"',
  value: 'another record after the comma',
  nested: 'more of the record',
  scalar: 'more of the record',
  after: '"," or "]" after the record',
  done: 'nothing after the "]" that closes the list',
} as const satisfies Record<State['place'], string>

function unexpected({ place }: State, byte: number): string {
  const isPrintable = byte > 0x20 && byte < 0x7f
  const found = isPrintable ? `'${String.fromCharCode(byte)}'` : `the byte 0x${byte.toString(16).padStart(2, '0')}`
  return `expected ${expectations[place]}, found ${found}`
}

function invalid({ name, line }: State, what: string): AppError {
  return new AppError('invalid_inventory', `${name}, line ${line}: ${what}.`, {
    hint: 'The file must be one complete JSON array of resources, or NDJSON with one resource a line.',
  })
}
