// Which ids were there before, in eight bytes an id: two hashes of 32 bits, so that of a million different ids about
// one in thirty million files would hold two that look the same.

import { grown, hashPrime, hashSeed } from '../../core/byte-dictionary.ts'

export class SeenIds {
  /** First and second hash, slot after slot; a free slot holds two zeros. */
  private slots: Int32Array = new Int32Array(2 << 12)
  private count = 0
  private first = 0
  private second = 0

  has(bytes: Uint8Array, start: number, end: number): boolean {
    this.hash(bytes, start, end)
    const slot = this.slotOf(this.first, this.second)
    return this.slots[slot] !== 0 || this.slots[slot + 1] !== 0
  }

  /** Keeps the id that was asked for last. */
  keep(): void {
    this.put(this.first, this.second)
    this.count += 1
    if (this.count * 4 > this.slots.length) this.grow()
  }

  private hash(bytes: Uint8Array, start: number, end: number): void {
    let first = hashSeed
    let second = ~hashSeed
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0
      first = Math.imul(first ^ byte, hashPrime)
      second = Math.imul(second + byte, 0x5bd1e995)
      second ^= second >>> 13
    }
    this.first = first | 1
    this.second = second
  }

  private slotOf(first: number, second: number): number {
    const mask = this.slots.length - 1
    let slot = ((second ^ (first >>> 7)) * 2) & mask
    while (
      (this.slots[slot] !== 0 || this.slots[slot + 1] !== 0) &&
      (this.slots[slot] !== first || this.slots[slot + 1] !== second)
    ) {
      slot = (slot + 2) & mask
    }
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
      if (old[slot] !== 0 || old[slot + 1] !== 0) this.put(old[slot] ?? 0, old[slot + 1] ?? 0)
    }
  }
}
