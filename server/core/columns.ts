// A snapshot as columns: parts of a few thousand resources, each with dictionaries of its own, so that parts are
// written, read and judged one by one.

import { ByteDictionary, grown, hashPrime, hashSeed, TextList, type Texts, textAt } from './byte-dictionary.ts'
import type { Resource } from './resource.ts'
import type { Row, Span } from './row.ts'

/** Larger parts share more and pack better; smaller ones are quicker to read alone. */
export const partSize = 8192

/** In `tagSetIds`: the tags could not be read. */
export const unreadable = 0xffff

export type Part = {
  readonly count: number
  readonly types: Texts
  readonly accounts: Texts
  readonly regions: Texts
  readonly keys: Texts
  /** A tag is a key id and a value; equal tags share one number. */
  readonly tagKeys: Uint32Array
  readonly tagValues: Texts
  readonly typeIds: Uint16Array
  readonly accountIds: Uint16Array
  readonly regionIds: Uint16Array
  /** An id is a shared start, up to its last `/` or `:`, and the rest. */
  readonly idStarts: Texts
  readonly idStartIds: Uint16Array
  readonly idRests: Texts
  readonly tagSetIds: Uint16Array
  /** Tag set `s` is the tags `setTags[i]` for i from `setOffsets[s]` to `setOffsets[s + 1]`, in the order of their keys. */
  readonly setOffsets: Uint32Array
  readonly setTags: Uint32Array
  readonly managed: Uint8Array
  /** Milliseconds since 1970, `NaN` where unknown. */
  readonly createdAt: Float64Array
  /** Dollars, `NaN` where unknown. */
  readonly monthlyCosts: Float64Array
  /** Ids in `extras` plus 1, 0 where there is none, empty where no row has any; the sources are JSON text. */
  readonly extras: Texts
  readonly nameIds: Uint16Array
  readonly stateIds: Uint16Array
  readonly sourcesIds: Uint16Array
}

export function resourceAt(part: Part, index: number): Resource {
  const createdAt = part.createdAt[index] ?? Number.NaN
  const monthlyCost = part.monthlyCosts[index] ?? Number.NaN
  const extra = (ids: Uint16Array) => ((ids[index] ?? 0) === 0 ? undefined : textAt(part.extras, (ids[index] ?? 0) - 1))
  const name = extra(part.nameIds)
  const state = extra(part.stateIds)
  const sources = extra(part.sourcesIds)
  return {
    id: idAt(part, index),
    type: textAt(part.types, part.typeIds[index] ?? 0),
    account: textAt(part.accounts, part.accountIds[index] ?? 0),
    region: textAt(part.regions, part.regionIds[index] ?? 0),
    tags: tagsAt(part, index),
    ...(Number.isNaN(createdAt) ? {} : { createdAt: new Date(createdAt).toISOString() }),
    ...(name === undefined ? {} : { name }),
    ...(state === undefined ? {} : { state }),
    ...(part.managed[index] === 1 ? { managed: true } : {}),
    ...(Number.isNaN(monthlyCost) ? {} : { monthlyCost }),
    ...(sources === undefined ? {} : { sources: JSON.parse(sources) }),
  }
}

export function idAt(part: Part, index: number): string {
  return textAt(part.idStarts, part.idStartIds[index] ?? 0) + textAt(part.idRests, index)
}

function tagsAt(part: Part, index: number): Record<string, string> | null {
  const set = part.tagSetIds[index] ?? unreadable
  if (set === unreadable) return null
  const tags: [string, string][] = []
  for (let at = part.setOffsets[set] ?? 0; at < (part.setOffsets[set + 1] ?? 0); at++) {
    const tag = part.setTags[at] ?? 0
    tags.push([textAt(part.keys, part.tagKeys[tag] ?? 0), textAt(part.tagValues, tag)])
  }
  return Object.fromEntries(tags)
}

export type AddResult = 'added' | 'duplicate_key'

/** Collects rows into one part after the other. */
export class PartBuilder {
  count = 0
  private readonly types = new ByteDictionary()
  private readonly accounts = new ByteDictionary()
  private readonly regions = new ByteDictionary()
  private readonly keys = new ByteDictionary()
  private readonly tags = new ByteDictionary()
  private readonly extras = new ByteDictionary()
  private readonly idStarts = new ByteDictionary()
  private readonly idRests = new TextList()
  private readonly sets = new TagSets()
  private readonly typeIds = new Uint16Array(partSize)
  private readonly accountIds = new Uint16Array(partSize)
  private readonly regionIds = new Uint16Array(partSize)
  private readonly idStartIds = new Uint16Array(partSize)
  private readonly tagSetIds = new Uint16Array(partSize)
  private readonly managed = new Uint8Array(partSize)
  private readonly createdAt = new Float64Array(partSize)
  private readonly monthlyCosts = new Float64Array(partSize)
  private readonly nameIds = new Uint16Array(partSize)
  private readonly stateIds = new Uint16Array(partSize)
  private readonly sourcesIds = new Uint16Array(partSize)

  get full(): boolean {
    return this.count === partSize
  }

  /** Refuses a row that names a tag key twice: which value counts is for the reader to say. */
  add(row: Row): AddResult {
    const { count, extras } = this
    const { bytes, tags: spans } = row
    this.sets.begin()
    for (let at = 0; at < row.tagCount * 6; at += 6) {
      const key = this.keys.intern(bytes, spans[at] ?? 0, spans[at + 1] ?? 0, spans[at + 2] ?? 0)
      this.sets.put(key, this.tags.intern(bytes, spans[at + 3] ?? 0, spans[at + 4] ?? 0, spans[at + 5] ?? 0, key))
    }
    const set = row.readable ? this.sets.intern() : unreadable
    if (set < 0) return 'duplicate_key'
    this.tagSetIds[count] = set
    this.typeIds[count] = intern(this.types, bytes, row.type)
    this.accountIds[count] = intern(this.accounts, bytes, row.account)
    this.regionIds[count] = intern(this.regions, bytes, row.region)
    this.addId(row)
    this.managed[count] = row.managed ? 1 : 0
    this.createdAt[count] = row.createdAt
    this.monthlyCosts[count] = row.monthlyCost
    this.nameIds[count] = row.name.start < 0 ? 0 : intern(extras, bytes, row.name) + 1
    this.stateIds[count] = row.state.start < 0 ? 0 : intern(extras, bytes, row.state) + 1
    this.sourcesIds[count] = row.sources.start < 0 ? 0 : intern(extras, bytes, row.sources) + 1
    this.count += 1
    return 'added'
  }

  take(): Part {
    const { count } = this
    const part: Part = {
      count,
      types: this.types.texts.freeze(),
      accounts: this.accounts.texts.freeze(),
      regions: this.regions.texts.freeze(),
      keys: this.keys.texts.freeze(),
      tagKeys: this.tags.groupsOfAll(),
      tagValues: this.tags.texts.freeze(),
      extras: this.extras.texts.freeze(),
      typeIds: this.typeIds.slice(0, count),
      accountIds: this.accountIds.slice(0, count),
      regionIds: this.regionIds.slice(0, count),
      idStarts: this.idStarts.texts.freeze(),
      idStartIds: this.idStartIds.slice(0, count),
      idRests: this.idRests.freeze(),
      tagSetIds: this.tagSetIds.slice(0, count),
      ...this.sets.freeze(),
      managed: this.managed.slice(0, count),
      createdAt: this.createdAt.slice(0, count),
      monthlyCosts: this.monthlyCosts.slice(0, count),
      nameIds: unlessAllZero(this.nameIds.slice(0, count)),
      stateIds: unlessAllZero(this.stateIds.slice(0, count)),
      sourcesIds: unlessAllZero(this.sourcesIds.slice(0, count)),
    }
    this.clear()
    return part
  }

  private clear(): void {
    const { types, accounts, regions, keys, tags, extras, idStarts } = this
    for (const dictionary of [types, accounts, regions, keys, tags, extras, idStarts]) dictionary.clear()
    this.idRests.clear()
    this.sets.clear()
    this.count = 0
  }

  private addId({ bytes, id }: Row): void {
    let cut = id.end
    while (cut > id.start && bytes[cut - 1] !== 0x2f && bytes[cut - 1] !== 0x3a) cut--
    let hash = hashSeed
    for (let at = id.start; at < cut; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), hashPrime)
    this.idStartIds[this.count] = this.idStarts.intern(bytes, id.start, cut, hash)
    this.idRests.add(bytes, cut, id.end)
  }
}

function intern(dictionary: ByteDictionary, bytes: Uint8Array, { start, end, hash }: Span): number {
  return dictionary.intern(bytes, start, end, hash)
}

function unlessAllZero(ids: Uint16Array): Uint16Array {
  return ids.some((id) => id !== 0) ? ids : new Uint16Array(0)
}

/** From here on an insertion sort could be slow. */
const manyTags = 64

/** Equal tag sets share one number. Tags are kept by key id, so the order in which they were read does not matter. */
class TagSets {
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

  freeze(): Pick<Part, 'setOffsets' | 'setTags'> {
    const size = this.offsets[this.count] ?? 0
    return { setOffsets: this.offsets.slice(0, this.count + 1), setTags: this.tags.slice(0, size) }
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
