// Which ids were there before, in eight bytes an id: two hashes of 32 bits. Among a million different ids two look the
// same in about one of ten million files.

import { grown } from '../../core/byte-dictionary.ts'
import type { IdSpan } from '../../core/row.ts'

export class SeenIds {
  /** First and second hash, slot after slot; a free slot holds 0 as its first. */
  private slots: Int32Array = new Int32Array(2 << 12)
  private count = 0

  has({ hash, second }: IdSpan): boolean {
    return this.slots[this.slotOf(hash | 1, mixed(hash, second))] !== 0
  }

  add({ hash, second }: IdSpan): void {
    this.put(hash | 1, mixed(hash, second))
    this.count += 1
    if (this.count * 4 > this.slots.length) this.grow()
  }

  /** The slot that holds these hashes, or the free one where they belong. */
  private slotOf(first: number, second: number): number {
    const { slots } = this
    const mask = slots.length - 1
    let slot = (second * 2) & mask
    while (slots[slot] !== 0 && (slots[slot] !== first || slots[slot + 1] !== second)) slot = (slot + 2) & mask
    return slot
  }

  private put(first: number, second: number): void {
    const slot = this.slotOf(first, second)
    this.slots[slot] = first
    this.slots[slot + 1] = second
  }

  private grow(): void {
    const old = this.slots
    this.slots = grown(new Int32Array(0), old.length * 2)
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot] !== 0) this.put(old[slot] ?? 0, old[slot + 1] ?? 0)
    }
  }
}

/** Brings the bit lost to `| 1` into the second hash, and spreads it over all places. */
function mixed(hash: number, second: number): number {
  const both = Math.imul(second ^ Math.imul(hash & 1, 0x9e3779b9 | 0), 0x85ebca6b | 0)
  return both ^ (both >>> 15)
}
