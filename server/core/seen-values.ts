// What each rule said of a value, found again by the value's bytes: parts repeat values, and making texts is slow.

import { ByteDictionary, hashBytes, type Texts, textAt } from './byte-dictionary.ts'

const limit = 1 << 16
const notAsked = 255

export class SeenValues {
  private readonly known = new ByteDictionary()
  private readonly bySlot: readonly Uint8Array[]

  constructor(slots: number) {
    this.bySlot = Array.from({ length: slots }, () => new Uint8Array(limit).fill(notAsked))
  }

  faults(slot: number, values: Texts, value: number, judge: (text: string) => number): number {
    const memo = this.bySlot[slot]
    if (memo === undefined) return 0
    const start = values.offsets[value] ?? 0
    const end = values.offsets[value + 1] ?? 0
    if (this.known.texts.count === limit) this.forget()
    const seen = this.known.intern(values.bytes, start, end, hashBytes(values.bytes, start, end))
    const known = memo[seen] ?? notAsked
    if (known !== notAsked) return known
    const faults = judge(textAt(values, value))
    memo[seen] = faults
    return faults
  }

  private forget(): void {
    this.known.clear()
    for (const memo of this.bySlot) memo.fill(notAsked)
  }
}
