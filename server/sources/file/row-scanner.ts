// Reads one JSON record straight into a row, without `JSON.parse` and without a string. It understands the plain
// form that inventories are written in; on any surprise (an escape, a nested value, an unknown or repeated field,
// a number in another notation) it says so, and the caller takes the slow and complete way.
// This is the innermost loop of reading a file, hence the bytes by hand.

import { hashPrime, hashSeed } from '../../core/byte-dictionary.ts'
import type { Row, Span } from '../../core/row.ts'

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a
const comma = 0x2c
const slash = 0x2f
const openBrace = 0x7b
const closeBrace = 0x7d
const space = 0x20
const point = 0x2e
const zero = 0x30

type TextField = 'type' | 'account' | 'region' | 'name' | 'state'
type Field = TextField | 'id' | 'tags' | 'managed' | 'monthlyCost' | 'createdAt'

const fields: readonly Field[] = [
  ...(['id', 'type', 'account', 'region', 'tags'] as const),
  ...(['monthlyCost', 'createdAt', 'name', 'state', 'managed'] as const),
]
const names = fields.map((field, index) => ({
  field,
  bytes: Uint8Array.from(Buffer.from(`"${field}"`)),
  bit: 1 << index,
}))
type Name = (typeof names)[number]
/** The first five. */
const required = 0b11111

/** By month. The 29th of February goes the slow way, which knows leap years. */
const lastDays = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export class RowScanner {
  private readonly row: Row
  private bytes: Uint8Array = new Uint8Array(0)
  private at = 0
  private end = 0
  private hash = 0
  /** The fields of the record before, in their order: the next one mostly has the same. */
  private readonly order: Name[] = [...names]

  constructor(row: Row) {
    this.row = row
  }

  /** True when the record was understood; otherwise the row holds nothing of use. */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    this.row.clear(bytes)
    this.bytes = bytes
    this.at = start
    this.end = end
    if (!this.take(openBrace)) return false
    let seen = 0
    let index = 0
    do {
      const name = this.fieldName(index)
      if (name === undefined || seen & name.bit || !this.take(colon)) return false
      seen |= name.bit
      if (!this.value(name.field)) return false
      index += 1
    } while (this.take(comma))
    return (seen & required) === required && this.take(closeBrace) && this.at === this.end
  }

  private fieldName(index: number): Name | undefined {
    const expected = this.order[index]
    if (expected !== undefined && this.takeBytes(expected.bytes)) return expected
    const name = names.find((candidate) => this.takeBytes(candidate.bytes))
    if (name !== undefined) this.order[index] = name
    return name
  }

  private takeBytes(expected: Uint8Array): boolean {
    const { bytes, at } = this
    for (let offset = 0; offset < expected.length; offset++) {
      if (bytes[at + offset] !== expected[offset]) return false
    }
    this.at = at + expected.length
    return true
  }

  private value(field: Field): boolean {
    switch (field) {
      case 'id':
        return this.id()
      case 'tags':
        return this.tags()
      case 'managed':
        return this.boolean()
      case 'monthlyCost':
        return this.dollars()
      case 'createdAt':
        return this.timestamp()
      default:
        return this.text(this.row[field], field === 'type')
    }
  }

  private text(span: Span, mustNotBeEmpty: boolean): boolean {
    const start = this.openString()
    const end = start < 0 ? -1 : this.closeString()
    if (end < 0 || (mustNotBeEmpty && end === start)) return false
    span.start = start
    span.end = end
    span.hash = this.hash
    return true
  }

  /** Like any text, but where it divides and its second hash are found in the same pass. */
  private id(): boolean {
    const start = this.openString()
    if (start < 0) return false
    const { bytes, end } = this
    const { id } = this.row
    let hash = hashSeed
    let second = 0
    let cut = start
    let cutHash = hashSeed
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number // `at` is within the record
      if (byte === quote) {
        id.start = start
        id.end = at
        id.hash = hash
        id.second = second
        id.cut = cut
        id.cutHash = cutHash
        this.at = at + 1
        return at > start
      }
      if (byte === backslash || byte < space) return false
      hash = Math.imul(hash ^ byte, hashPrime)
      second = (Math.imul(second, 31) + byte) | 0
      if (byte === slash || byte === colon) {
        cut = at + 1
        cutHash = hash
      }
    }
    return false
  }

  private tags(): boolean {
    if (!this.take(openBrace)) {
      this.row.readable = false
      return this.word('null')
    }
    if (this.take(closeBrace)) return true
    const { row } = this
    do {
      row.roomForTag()
      const put = row.tagCount * 6
      if (!this.tagPart(put) || !this.take(colon) || !this.tagPart(put + 3)) return false
      row.tagCount += 1
    } while (this.take(comma))
    return this.take(closeBrace)
  }

  private tagPart(put: number): boolean {
    const start = this.openString()
    const end = start < 0 ? -1 : this.closeString()
    const { tags } = this.row
    tags[put] = start
    tags[put + 1] = end
    tags[put + 2] = this.hash
    return end >= 0
  }

  private boolean(): boolean {
    if (this.word('false')) return true
    this.row.managed = true
    return this.word('true')
  }

  private word(word: string): boolean {
    for (let at = 0; at < word.length; at++) if (this.bytes[this.at + at] !== word.charCodeAt(at)) return false
    this.at += word.length
    return true
  }

  /** Digits with at most one point, few enough to be exact as an integer divided by a power of ten. */
  private dollars(): boolean {
    const start = this.at
    let digits = 0
    let number = 0
    let scale = 0
    for (; this.at < this.end; this.at++) {
      const byte = this.bytes[this.at] ?? 0
      if (byte === point && scale === 0 && digits > 0) scale = 1
      else if (byte >= zero && byte <= zero + 9) {
        number = number * 10 + (byte - zero)
        digits += 1
        if (scale > 0) scale *= 10
      } else break
    }
    const leadingZero = this.bytes[start] === zero && digits > 1 && this.bytes[start + 1] !== point
    if (digits === 0 || digits > 15 || scale === 1 || leadingZero) return false
    this.row.monthlyCost = scale > 1 ? number / scale : number
    return true
  }

  /** `YYYY-MM-DDTHH:MM:SSZ`, with or without milliseconds, on a day that its month surely has. */
  private timestamp(): boolean {
    const { bytes } = this
    const start = this.openString()
    const end = start < 0 ? -1 : this.closeString()
    const length = end - start
    if (length !== 20 && length !== 24) return false
    const punctuated =
      bytes[start + 4] === 0x2d &&
      bytes[start + 7] === 0x2d &&
      bytes[start + 10] === 0x54 &&
      bytes[start + 13] === colon &&
      bytes[start + 16] === colon &&
      bytes[end - 1] === 0x5a &&
      (length === 20 || bytes[start + 19] === point)
    // Anything but digits makes a number too large for its place, or too small.
    const year = this.twoDigits(start) * 100 + this.twoDigits(start + 2)
    const month = this.twoDigits(start + 5)
    const day = this.twoDigits(start + 8)
    const hour = this.twoDigits(start + 11)
    const minute = this.twoDigits(start + 14)
    const second = this.twoDigits(start + 17)
    const lastTwo = length === 24 ? this.twoDigits(start + 21) : 0
    // A remainder would hide that there is no digit.
    const ms = length === 24 && lastTwo >= 0 ? this.twoDigits(start + 20) * 10 + (lastTwo % 10) : lastTwo
    if (!punctuated || year < 1970 || month < 1 || month > 12 || day < 1 || day > (lastDays[month] ?? 0)) return false
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || ms < 0) return false
    this.row.createdAt = Date.UTC(year, month - 1, day, hour, minute, second, ms)
    return true
  }

  /** Far below zero where there are no two digits. */
  private twoDigits(at: number): number {
    const tens = (this.bytes[at] ?? 0) - zero
    const ones = (this.bytes[at + 1] ?? 0) - zero
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1_000_000
  }

  private take(byte: number): boolean {
    const { bytes } = this
    let { at } = this
    while (bytes[at] === space && at < this.end) at++
    if (bytes[at] !== byte || at >= this.end) return false
    at++
    while (bytes[at] === space && at < this.end) at++
    this.at = at
    return true
  }

  /** Where the string begins, or -1. */
  private openString(): number {
    if (this.bytes[this.at] !== quote) return -1
    this.at += 1
    return this.at
  }

  /** Where the string ends, its hash computed on the way, or -1 for what `JSON.parse` would unescape or refuse. */
  private closeString(): number {
    const { bytes, end } = this
    let hash = hashSeed
    for (let at = this.at; at < end; at++) {
      const byte = bytes[at] as number // `at` is within the record
      if (byte === quote) {
        this.at = at + 1
        this.hash = hash
        return at
      }
      if (byte === backslash || byte < space) return -1
      hash = Math.imul(hash ^ byte, hashPrime)
    }
    return -1
  }
}
