// Reads one JSON record straight into a row, without `JSON.parse` and without a string. It understands the plain
// form that inventories are written in; on any surprise (an escape, a nested value, an unknown or repeated field,
// a number in another notation) it says so, and the caller takes the slow and complete way.

import { hashPrime, hashSeed } from '../../core/byte-dictionary.ts'
import type { Row, Span } from '../../core/row.ts'

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a
const comma = 0x2c
const openBrace = 0x7b
const closeBrace = 0x7d
const space = 0x20

type TextField = 'id' | 'type' | 'account' | 'region' | 'name' | 'state'
type Field = TextField | 'tags' | 'managed' | 'monthlyCost' | 'createdAt'

const textFields: readonly TextField[] = ['id', 'type', 'account', 'region', 'name', 'state']
const fields: readonly Field[] = [...textFields, 'tags', 'managed', 'monthlyCost', 'createdAt']
const names = fields.map((field) => ({ field, bytes: Buffer.from(field), bit: 1 << fields.indexOf(field) }))
const required = names.reduce(
  (bits, { field, bit }) => (['id', 'type', 'account', 'region', 'tags'].includes(field) ? bits | bit : bits),
  0,
)

/** Months without 29, 30 or 31 days; their last days go the slow way, which knows leap years. */
const shortMonths = new Set([2, 4, 6, 9, 11])

export class RowScanner {
  private readonly row: Row
  private bytes: Uint8Array = new Uint8Array(0)
  private at = 0
  private end = 0
  private hash = 0

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
    do {
      const name = this.fieldName()
      if (name === undefined || seen & name.bit || !this.take(colon)) return false
      seen |= name.bit
      if (!this.value(name.field)) return false
    } while (this.take(comma))
    return (seen & required) === required && this.take(closeBrace) && this.at === this.end
  }

  private fieldName() {
    const start = this.openString()
    if (start < 0) return undefined
    const end = this.closeString()
    const length = end - start
    for (const name of names) {
      if (name.bytes.length === length && this.bytesAre(name.bytes, start)) return name
    }
    return undefined
  }

  private bytesAre(expected: Uint8Array, start: number): boolean {
    for (let at = 0; at < expected.length; at++) if (this.bytes[start + at] !== expected[at]) return false
    return true
  }

  private value(field: Field): boolean {
    switch (field) {
      case 'tags':
        return this.tags()
      case 'managed':
        return this.boolean()
      case 'monthlyCost':
        return this.dollars()
      case 'createdAt':
        return this.timestamp()
      default:
        return this.text(this.row[field], field === 'id' || field === 'type')
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

  private tags(): boolean {
    if (!this.take(openBrace)) return this.nullTags()
    if (this.take(closeBrace)) return true
    const { row } = this
    do {
      row.roomForTag()
      const { tags } = row
      let put = row.tagCount * 6
      for (let part = 0; part < 2; part++) {
        const start = this.openString()
        const end = start < 0 ? -1 : this.closeString()
        if (end < 0) return false
        tags[put] = start
        tags[put + 1] = end
        tags[put + 2] = this.hash
        put += 3
        if (part === 0 && !this.take(colon)) return false
      }
      row.tagCount += 1
    } while (this.take(comma))
    return this.take(closeBrace)
  }

  private nullTags(): boolean {
    this.row.readable = false
    return this.word('null')
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
      if (byte === 0x2e && scale === 0 && digits > 0) scale = 1
      else if (byte >= 0x30 && byte <= 0x39) {
        number = number * 10 + (byte - 0x30)
        digits += 1
        if (scale > 0) scale *= 10
      } else break
    }
    const leadingZero = this.bytes[start] === 0x30 && digits > 1 && this.bytes[start + 1] !== 0x2e
    if (digits === 0 || digits > 15 || scale === 1 || leadingZero) return false
    this.row.monthlyCost = scale > 1 ? number / scale : number
    return true
  }

  /** `YYYY-MM-DDTHH:MM:SSZ`, with or without milliseconds; a day that its month surely has. */
  private timestamp(): boolean {
    const start = this.openString()
    const end = start < 0 ? -1 : this.closeString()
    const length = end - start
    if (length !== 20 && length !== 24) return false
    const digits = (from: number, count: number): number => {
      let number = 0
      for (let at = start + from; at < start + from + count; at++) {
        const digit = (this.bytes[at] ?? 0) - 0x30
        if (digit < 0 || digit > 9) return Number.NaN
        number = number * 10 + digit
      }
      return number
    }
    const punctuated =
      this.bytes[start + 4] === 0x2d &&
      this.bytes[start + 7] === 0x2d &&
      this.bytes[start + 10] === 0x54 &&
      this.bytes[start + 13] === colon &&
      this.bytes[start + 16] === colon &&
      this.bytes[end - 1] === 0x5a &&
      (length === 20 || this.bytes[start + 19] === 0x2e)
    const year = digits(0, 4)
    const month = digits(5, 2)
    const day = digits(8, 2)
    const hour = digits(11, 2)
    const minute = digits(14, 2)
    const second = digits(17, 2)
    const plain = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= (shortMonths.has(month) ? 28 : 31)
    if (!punctuated || !plain || !(hour <= 23 && minute <= 59 && second <= 59)) return false
    const ms = length === 24 ? digits(20, 3) : 0
    this.row.createdAt = Date.UTC(year, month - 1, day, hour, minute, second, ms)
    return !Number.isNaN(this.row.createdAt)
  }

  private take(byte: number): boolean {
    while (this.bytes[this.at] === space && this.at < this.end) this.at++
    if (this.bytes[this.at] !== byte || this.at >= this.end) return false
    this.at++
    while (this.bytes[this.at] === space && this.at < this.end) this.at++
    return true
  }

  /** Where the string begins, or -1. */
  private openString(): number {
    if (this.bytes[this.at] !== quote) return -1
    this.at += 1
    return this.at
  }

  /** Where the string ends, its hash computed on the way, or -1 for what `JSON.parse` would have to unescape or refuse. */
  private closeString(): number {
    const { bytes, end } = this
    let hash = hashSeed
    let at = this.at
    for (; at < end; at++) {
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
