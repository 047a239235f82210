// Turns a stream of chunks into batches of whole records. A cutter says where records begin and end; the draft
// keeps the bytes in one block that becomes the batch, and never holds more than one batch or one long record.

import { carriageReturn } from './ascii.ts'
import { type BadRecord, type RecordBatch, withoutBrokenText } from './record-batch.ts'

/** Keeps its place between chunks: a record may begin in one and end in another. */
export type Cutter = {
  readonly push: (chunk: Buffer, draft: RecordDraft) => void
  readonly end: (draft: RecordDraft) => void
}

const batchBytes = 1024 * 1024
/** Room for the chunk that fills the batch, so that the block seldom has to grow. */
const blockBytes = batchBytes + 256 * 1024
export const maxRecordBytes = 64 * 1024 * 1024

export async function* cutRecords(chunks: AsyncIterable<Buffer>, cutter: Cutter): AsyncGenerator<RecordBatch> {
  const draft = new RecordDraft()
  for await (const chunk of chunks) {
    draft.add(chunk)
    cutter.push(chunk, draft)
    draft.settle()
    if (draft.isFull) yield draft.take()
  }
  cutter.end(draft)
  if (!draft.isEmpty) yield draft.take()
}

/** Offsets given to it are those of the chunk added last. */
export class RecordDraft {
  #block = Buffer.allocUnsafeSlow(blockBytes)
  /** The block of the batch before, used again. */
  #spare = Buffer.allocUnsafeSlow(blockBytes)
  #blockUsed = 0
  #chunkAt = 0
  #isOpen = false
  #openAt = 0
  #openLine = 0
  #isTooLong = false
  #count = 0
  #starts = new Int32Array(4096)
  #ends = new Int32Array(4096)
  #lines = new Int32Array(4096)
  #bad: BadRecord[] = []

  get isOpen(): boolean {
    return this.#isOpen
  }

  get openLine(): number {
    return this.#openLine
  }

  get isFull(): boolean {
    return this.#blockUsed >= batchBytes && !this.isEmpty
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#bad.length === 0
  }

  add(chunk: Buffer): void {
    const needed = this.#blockUsed + chunk.length
    if (needed > this.#block.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#block.length * 2))
      this.#block.copy(larger, 0, 0, this.#blockUsed)
      this.#block = larger
    }
    chunk.copy(this.#block, this.#blockUsed)
    this.#chunkAt = this.#blockUsed
    this.#blockUsed = needed
  }

  open(at: number, line: number): void {
    this.#isOpen = true
    this.#openAt = this.#chunkAt + at
    this.#openLine = line
  }

  close(at: number): void {
    this.#closeAt(this.#chunkAt + at)
  }

  /** `at` is the line feed; a carriage return before it, perhaps in the chunk before, belongs to it. */
  closeLine(at: number): void {
    const end = this.#chunkAt + at
    this.#closeAt(this.#block[end - 1] === carriageReturn ? end - 1 : end)
  }

  closeAtEnd(): void {
    this.#closeAt(this.#blockUsed)
  }

  /** Lets go of bytes that no record needs, so that neither blanks nor a record without end fill the memory. */
  settle(): void {
    if (this.#isOpen && !this.#isTooLong && this.#blockUsed - this.#openAt > maxRecordBytes) {
      this.#isTooLong = true
      this.#refuse()
    }
    if (this.#count > 0) return
    const from = this.#neededFrom
    if (from > 0) this.#block.copyWithin(0, from, this.#blockUsed)
    this.#forgetFirst(from)
  }

  take(): RecordBatch {
    const count = this.#count
    const batch = {
      buffer: this.#block.subarray(0, count === 0 ? 0 : this.#ends[count - 1]),
      count,
      starts: this.#starts.subarray(0, count),
      ends: this.#ends.subarray(0, count),
      lines: this.#lines.subarray(0, count),
      bad: this.#bad,
    }
    const from = this.#neededFrom
    this.#swapBlocks(from)
    this.#forgetFirst(from)
    this.#count = 0
    this.#bad = []
    return withoutBrokenText(batch)
  }

  get #neededFrom(): number {
    return this.#isOpen && !this.#isTooLong ? this.#openAt : this.#blockUsed
  }

  #swapBlocks(from: number): void {
    const full = this.#block
    const size = this.#blockUsed - from
    // A block grown for one long record is not kept for all that follow.
    this.#block = size <= this.#spare.length ? this.#spare : Buffer.allocUnsafeSlow(size + batchBytes)
    full.copy(this.#block, 0, from, this.#blockUsed)
    this.#spare = full.length > blockBytes * 4 ? Buffer.allocUnsafeSlow(blockBytes) : full
  }

  #forgetFirst(bytes: number): void {
    this.#blockUsed -= bytes
    this.#openAt = 0
  }

  #closeAt(end: number): void {
    if (!this.#isTooLong) {
      if (end - this.#openAt > maxRecordBytes) this.#refuse()
      else this.#append(end)
    }
    this.#isOpen = false
    this.#isTooLong = false
  }

  #append(end: number): void {
    const index = this.#count++
    if (index === this.#starts.length) this.#grow()
    this.#starts[index] = this.#openAt
    this.#ends[index] = end
    this.#lines[index] = this.#openLine
  }

  #grow(): void {
    this.#starts = twiceAsLong(this.#starts)
    this.#ends = twiceAsLong(this.#ends)
    this.#lines = twiceAsLong(this.#lines)
  }

  #refuse(): void {
    this.#bad.push({ line: this.#openLine, reason: 'the record is longer than 64 MiB' })
  }
}

function twiceAsLong(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(numbers.length * 2)
  longer.set(numbers)
  return longer
}
