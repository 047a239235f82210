// The tag sets of one part: equal sets share one number, whatever order their tags were read in.

import { grown, hashPrime, hashSeed } from './byte-dictionary.ts'

/** Resources in a part. Larger parts share more and pack better; smaller ones are quicker to read alone. */
export const partSize = 8192

/** From here on an insertion sort could be slow. */
const manyTags = 64

export class TagSets {
  private tags: Uint32Array = new Uint32Array(1 << 14)
  private readonly offsets = new Uint32Array(partSize + 1)
  private readonly hashes = new Int32Array(partSize)
  private readonly slots = new Int32Array(partSize * 4)
  private count = 0
  private end = 0
  /** Of the set being put together. */
  private keys: Uint32Array = new Uint32Array(64)

  begin(): void {
    this.end = this.offsets[this.count] ?? 0
  }

  put(key: number, tag: number): void {
    const at = this.end - (this.offsets[this.count] ?? 0)
    if (this.end === this.tags.length) this.tags = grown(this.tags, this.end + 1)
    if (at === this.keys.length) this.keys = grown(this.keys, at + 1)
    this.keys[at] = key
    this.tags[this.end] = tag
    this.end += 1
  }

  /** The number of the set just put together, or -1 if it has a key twice. */
  intern(): number {
    const first = this.offsets[this.count] ?? 0
    if (!this.sortFrom(first)) return -1
    const hash = this.hashOf(first, this.end)
    const mask = this.slots.length - 1
    let slot = hash & mask
    for (;;) {
      const set = (this.slots[slot] ?? 0) - 1
      if (set < 0) return this.insert(hash, slot)
      if (this.hashes[set] === hash && this.equals(set, first)) return set
      slot = (slot + 1) & mask
    }
  }

  view(): { setOffsets: Uint32Array; setTags: Uint32Array } {
    const size = this.offsets[this.count] ?? 0
    return { setOffsets: this.offsets.subarray(0, this.count + 1), setTags: this.tags.subarray(0, size) }
  }

  clear(): void {
    this.count = 0
    this.slots.fill(0)
  }

  /** False if a key is there twice. */
  private sortFrom(first: number): boolean {
    const { keys, tags } = this
    const length = this.end - first
    if (length > manyTags) this.sortMany(first)
    for (let from = 1; from < length; from++) {
      const key = keys[from] ?? 0
      const tag = tags[first + from] ?? 0
      let at = from
      // Tags mostly arrive in the order of their ids, so this rarely moves anything.
      for (; at > 0 && (keys[at - 1] ?? 0) > key; at--) {
        keys[at] = keys[at - 1] ?? 0
        tags[first + at] = tags[first + at - 1] ?? 0
      }
      if (at > 0 && keys[at - 1] === key) return false
      keys[at] = key
      tags[first + at] = tag
    }
    return true
  }

  private sortMany(first: number): void {
    const keys = this.keys.slice(0, this.end - first)
    const tags = this.tags.slice(first, this.end)
    const order = Uint32Array.from(keys, (_, at) => at).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0))
    this.keys.set(order.map((at) => keys[at] ?? 0))
    this.tags.set(
      order.map((at) => tags[at] ?? 0),
      first,
    )
  }

  private hashOf(from: number, to: number): number {
    let hash = hashSeed
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (this.tags[at] ?? 0), hashPrime)
    return hash ^ (hash >>> 15)
  }

  private equals(set: number, first: number): boolean {
    const { tags, offsets, end } = this
    const from = offsets[set] ?? 0
    if ((offsets[set + 1] ?? 0) - from !== end - first) return false
    for (let at = first, own = from; at < end; at++, own++) if (tags[own] !== tags[at]) return false
    return true
  }

  private insert(hash: number, slot: number): number {
    this.hashes[this.count] = hash
    this.slots[slot] = this.count + 1
    this.count += 1
    this.offsets[this.count] = this.end
    return this.count - 1
  }
}
