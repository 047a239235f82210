// A snapshot as columns: parts of a few thousand resources, each with dictionaries of its own, so that parts are
// written, read and judged one by one.

import { ByteDictionary, TextList, type Texts, textAt } from './byte-dictionary.ts'
import type { Resource, Tags } from './resource.ts'
import { ResourceEncoder, type Row, type Span } from './row.ts'
import { partSize, TagSets } from './tag-sets.ts'

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
  const name = nameAt(part, index)
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

export function tagsAt(part: Part, index: number): Record<string, string> | null {
  const set = part.tagSetIds[index] ?? unreadable
  if (set === unreadable) return null
  const tags: [string, string][] = []
  for (let at = part.setOffsets[set] ?? 0; at < (part.setOffsets[set + 1] ?? 0); at++) {
    const tag = part.setTags[at] ?? 0
    tags.push([textAt(part.keys, part.tagKeys[tag] ?? 0), textAt(part.tagValues, tag)])
  }
  return Object.fromEntries(tags)
}

/** The tags of a part's rows, read once a set. */
export function tagReader(part: Part): (row: number) => Tags | null {
  const known: (Tags | null)[] = []
  return (row) => {
    const set = part.tagSetIds[row] ?? unreadable
    const tags = known[set]
    if (tags !== undefined) return tags
    known[set] = tagsAt(part, row)
    return known[set]
  }
}

/** What the source calls the resource. */
export function nameAt(part: Part, row: number): string | undefined {
  const id = part.nameIds[row] ?? 0
  return id === 0 ? undefined : textAt(part.extras, id - 1)
}

export type AddResult = 'added' | 'duplicate_key'

/** Collects rows into one part after the other. */
export class PartBuilder {
  count = 0
  private lent = false
  private hasExtras = false
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
    if (this.lent) this.clear()
    const { count } = this
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
    this.addExtras(row)
    this.count += 1
    return 'added'
  }

  /** What was added so far, lent until the next row is added: its memory is used again. */
  take(): Part {
    const { count } = this
    this.count = 0
    this.lent = true
    return {
      count,
      types: this.types.texts.view(),
      accounts: this.accounts.texts.view(),
      regions: this.regions.texts.view(),
      keys: this.keys.texts.view(),
      tagKeys: this.tags.groupsInUse(),
      tagValues: this.tags.texts.view(),
      extras: this.extras.texts.view(),
      typeIds: this.typeIds.subarray(0, count),
      accountIds: this.accountIds.subarray(0, count),
      regionIds: this.regionIds.subarray(0, count),
      idStarts: this.idStarts.texts.view(),
      idStartIds: this.idStartIds.subarray(0, count),
      idRests: this.idRests.view(),
      tagSetIds: this.tagSetIds.subarray(0, count),
      ...this.sets.view(),
      managed: this.managed.subarray(0, count),
      createdAt: this.createdAt.subarray(0, count),
      monthlyCosts: this.monthlyCosts.subarray(0, count),
      nameIds: this.nameIds.subarray(0, this.hasExtras ? count : 0),
      stateIds: this.stateIds.subarray(0, this.hasExtras ? count : 0),
      sourcesIds: this.sourcesIds.subarray(0, this.hasExtras ? count : 0),
    }
  }

  private clear(): void {
    const { types, accounts, regions, keys, tags, extras, idStarts } = this
    for (const dictionary of [types, accounts, regions, keys, tags, extras, idStarts]) dictionary.clear()
    this.idRests.clear()
    this.sets.clear()
    this.hasExtras = false
    this.lent = false
  }

  private addExtras({ bytes, name, state, sources }: Row): void {
    const { count, extras } = this
    this.nameIds[count] = name.start < 0 ? 0 : intern(extras, bytes, name) + 1
    this.stateIds[count] = state.start < 0 ? 0 : intern(extras, bytes, state) + 1
    this.sourcesIds[count] = sources.start < 0 ? 0 : intern(extras, bytes, sources) + 1
    this.hasExtras ||= extras.texts.count > 0
  }

  private addId({ bytes, id }: Row): void {
    this.idStartIds[this.count] = this.idStarts.intern(bytes, id.start, id.cut, id.cutHash)
    this.idRests.add(bytes, id.cut, id.end)
  }
}

function intern(dictionary: ByteDictionary, bytes: Uint8Array, { start, end, hash }: Span): number {
  return dictionary.intern(bytes, start, end, hash)
}

/** A copy that nobody else writes to. */
export function keepPart(part: Part): Part {
  const copies = Object.entries(part).map(([name, column]) => {
    if (typeof column === 'number') return [name, column]
    const isTexts = 'offsets' in column
    return [name, isTexts ? { bytes: column.bytes.slice(), offsets: column.offsets.slice() } : column.slice()]
  })
  // The same columns, each copied.
  return Object.fromEntries(copies) as Part
}

/** Each part is lent until the next one is asked for. */
export function* partsOf(resources: Iterable<Resource>): Generator<Part> {
  const encoder = new ResourceEncoder()
  const builder = new PartBuilder()
  for (const resource of resources) {
    builder.add(encoder.encode(resource))
    if (builder.full) yield builder.take()
  }
  if (builder.count > 0) yield builder.take()
}
