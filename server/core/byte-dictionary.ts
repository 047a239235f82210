// Texts as bytes, each stored once and known by a number. Bytes, because a JavaScript string per tag value is what
// makes large audits slow and large snapshots heavy.

/** Text `i` is `bytes[offsets[i] .. offsets[i + 1])`, UTF-8. */
export type Texts = { readonly bytes: Uint8Array; readonly offsets: Uint32Array }

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function textAt({ bytes, offsets }: Texts, index: number): string {
  return decoder.decode(bytes.subarray(offsets[index], offsets[index + 1]))
}

export const textCount = ({ offsets }: Texts): number => offsets.length - 1

export function allTexts(texts: Texts): string[] {
  return Array.from({ length: textCount(texts) }, (_, index) => textAt(texts, index))
}

/** FNV-1a, 32 bits; the scanner computes the same while it looks for the closing quote. */
export const hashSeed = 0x811c9dc5
export const hashPrime = 0x01000193

export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = hashSeed
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), hashPrime)
  return hash
}

/** Texts one after the other, without looking for equal ones. */
export class TextList {
  bytes: Uint8Array = new Uint8Array(1 << 12)
  offsets: Uint32Array = new Uint32Array(1 << 8)
  count = 0

  add(source: Uint8Array, start: number, end: number): number {
    const from = this.offsets[this.count] ?? 0
    const to = from + end - start
    if (to > this.bytes.length) this.bytes = grown(this.bytes, to)
    if (this.count + 2 > this.offsets.length) this.offsets = grown(this.offsets, this.count + 2)
    // Most texts are a few bytes long, where a loop beats a call.
    const { bytes } = this
    for (let at = start, put = from; at < end; at++, put++) bytes[put] = source[at] ?? 0
    this.count += 1
    this.offsets[this.count] = to
    return this.count - 1
  }

  clear(): void {
    this.count = 0
  }

  /** Of the memory in use: it changes with the next text. */
  view(): Texts {
    const size = this.offsets[this.count] ?? 0
    return { bytes: this.bytes.subarray(0, size), offsets: this.offsets.subarray(0, this.count + 1) }
  }
}

/**
 * Texts, each once within its group: open addressing over their hashes, decided by comparing bytes. Tag values are
 * grouped by key, everything else is in group 0.
 */
export class ByteDictionary {
  readonly texts = new TextList()
  private groups: Uint32Array = new Uint32Array(1 << 8)
  /** Mixed hash and entry + 1, slot after slot: side by side, because each look is likely to miss the cache. */
  private slots: Int32Array = new Int32Array(2 << 9)

  intern(source: Uint8Array, start: number, end: number, hash: number, group = 0): number {
    const { slots } = this
    const mask = slots.length - 1
    const mixed = spread(Math.imul(hash ^ group, hashPrime))
    let slot = (mixed << 1) & mask
    for (;;) {
      const entry = (slots[slot + 1] ?? 0) - 1
      if (entry < 0) return this.insert(source, start, end, mixed, group, slot)
      if (slots[slot] === mixed && this.groups[entry] === group && this.equals(entry, source, start, end)) return entry
      slot = (slot + 2) & mask
    }
  }

  groupsInUse(): Uint32Array {
    return this.groups.subarray(0, this.texts.count)
  }

  clear(): void {
    this.texts.clear()
    this.slots.fill(0)
  }

  private equals(entry: number, source: Uint8Array, start: number, end: number): boolean {
    const { bytes, offsets } = this.texts
    const from = offsets[entry] ?? 0
    if ((offsets[entry + 1] ?? 0) - from !== end - start) return false
    for (let at = start, own = from; at < end; at++, own++) if (bytes[own] !== source[at]) return false
    return true
  }

  private insert(source: Uint8Array, start: number, end: number, mixed: number, group: number, slot: number): number {
    const entry = this.texts.add(source, start, end)
    if (entry >= this.groups.length) this.groups = grown(this.groups, entry + 1)
    this.groups[entry] = group
    this.slots[slot] = mixed
    this.slots[slot + 1] = entry + 1
    if (this.texts.count * 4 > this.slots.length) this.rehash()
    return entry
  }

  private rehash(): void {
    const old = this.slots
    this.slots = new Int32Array(old.length * 2)
    const mask = this.slots.length - 1
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue
      let slot = ((old[from] ?? 0) << 1) & mask
      while (this.slots[slot + 1] !== 0) slot = (slot + 2) & mask
      this.slots[slot] = old[from] ?? 0
      this.slots[slot + 1] = old[from + 1] ?? 0
    }
  }
}

/** FNV's low bits are weak for texts that differ at the end only. */
const spread = (hash: number): number => hash ^ (hash >>> 15)

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array

/** A copy with room for at least `size`, at least twice as large. */
export function grown<T extends Column>(column: T, size: number): T {
  // The constructor of a typed array makes an array of that type.
  const larger = new (column.constructor as new (length: number) => T)(Math.max(size, column.length * 2))
  larger.set(column)
  return larger
}
