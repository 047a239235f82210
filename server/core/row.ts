// One resource on its way into columns: byte ranges in somebody's buffer, used again for the next one.

import { grown, hashBytes, hashPrime, hashSeed } from './byte-dictionary.ts'
import type { Resource } from './resource.ts'
import { parseTimestamp } from './timestamp.ts'

/** A text as a byte range with its hash; `start` is -1 where there is none. */
export type Span = { start: number; end: number; hash: number }

/** An id also knows its second hash, and where its last word begins: after the last `/` or `:`. */
export type IdSpan = Span & { second: number; cut: number; cutHash: number }

const span = (): Span => ({ start: -1, end: -1, hash: 0 })

export class Row {
  bytes: Uint8Array = new Uint8Array(0)
  readonly id: IdSpan = { start: -1, end: -1, hash: 0, second: 0, cut: -1, cutHash: 0 }
  readonly type = span()
  readonly account = span()
  readonly region = span()
  readonly name = span()
  readonly state = span()
  /** The list as JSON text. */
  readonly sources = span()
  readable = true
  managed = false
  /** `NaN` where unknown, both. */
  createdAt = Number.NaN
  monthlyCost = Number.NaN
  tagCount = 0
  /** Key start, key end, key hash, value start, value end, value hash; tag after tag. */
  tags: Int32Array = new Int32Array(6 * 64)

  clear(bytes: Uint8Array): void {
    this.bytes = bytes
    this.name.start = -1
    this.state.start = -1
    this.sources.start = -1
    this.readable = true
    this.managed = false
    this.createdAt = Number.NaN
    this.monthlyCost = Number.NaN
    this.tagCount = 0
  }

  roomForTag(): void {
    if ((this.tagCount + 1) * 6 > this.tags.length) this.tags = grown(this.tags, (this.tagCount + 1) * 6)
  }
}

const utf8 = new TextEncoder()

/** Fills a row from the object form, with a buffer of its own. */
export class ResourceEncoder {
  private buffer = new Uint8Array(1 << 14)
  private used = 0
  readonly row = new Row()

  encode(resource: Resource): Row {
    const { row } = this
    this.used = 0
    row.clear(this.buffer)
    this.put(row.id, resource.id)
    this.divideId()
    this.put(row.type, resource.type)
    this.put(row.account, resource.account)
    this.put(row.region, resource.region)
    this.put(row.name, resource.name)
    this.put(row.state, resource.state)
    this.put(row.sources, resource.sources && JSON.stringify(resource.sources))
    row.managed = resource.managed ?? false
    row.createdAt = resource.createdAt === undefined ? Number.NaN : (parseTimestamp(resource.createdAt) ?? Number.NaN)
    row.monthlyCost = resource.monthlyCost ?? Number.NaN
    row.readable = resource.tags !== null
    for (const [key, value] of Object.entries(resource.tags ?? {})) this.putTag(key, value)
    // It may have been exchanged for a larger one on the way.
    row.bytes = this.buffer
    return row
  }

  private divideId(): void {
    const { id } = this.row
    let hash = hashSeed
    id.cut = id.start
    id.cutHash = hash
    id.second = 0
    for (let at = id.start; at < id.end; at++) {
      const byte = this.buffer[at] ?? 0
      hash = Math.imul(hash ^ byte, hashPrime)
      id.second = (Math.imul(id.second, 31) + byte) | 0
      if (byte !== 0x2f && byte !== 0x3a) continue
      id.cut = at + 1
      id.cutHash = hash
    }
  }

  private put(field: Span, text: string | undefined): void {
    if (text === undefined) return
    field.start = this.used
    field.hash = this.write(text)
    field.end = this.used
  }

  private putTag(key: string, value: string): void {
    const { row } = this
    row.roomForTag()
    let at = row.tagCount * 6
    for (const text of [key, value]) {
      row.tags[at++] = this.used
      const hash = this.write(text)
      row.tags[at++] = this.used
      row.tags[at++] = hash
    }
    row.tagCount += 1
  }

  /** Returns the hash of what was written. */
  private write(text: string): number {
    const from = this.used
    // A UTF-16 unit takes at most three bytes.
    if (from + text.length * 3 > this.buffer.length) this.buffer = grown(this.buffer, from + text.length * 3)
    const { buffer } = this
    let hash = hashSeed
    // By hand: almost every text is short and ASCII, where an encoder costs more to call than to run.
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit > 0x7f) return this.writeEncoded(text)
      buffer[from + at] = unit
      hash = Math.imul(hash ^ unit, hashPrime)
    }
    this.used = from + text.length
    return hash
  }

  private writeEncoded(text: string): number {
    const from = this.used
    this.used += utf8.encodeInto(text, this.buffer.subarray(from)).written
    return hashBytes(this.buffer, from, this.used)
  }
}
