// One item of an inventory: a plain JSON value in, a resource or a coverage cell out, or a sentence saying what is wrong.

import { arnType, parseArn } from './arn.ts'
import { type CellStatus, type CoverageCell, cellStatuses, type Resource, type Tags } from './resource.ts'
import { parseTimestamp } from './timestamp.ts'

export type InventoryItem =
  | { readonly kind: 'resource'; readonly resource: Resource }
  | { readonly kind: 'coverage'; readonly cell: CoverageCell }
  | { readonly kind: 'bad'; readonly reason: string }

type Fields = Readonly<Record<string, unknown>>

/** Thrown and caught in this file only: it unwinds from whichever field is wrong. */
class BadItem extends Error {}

const tagReads = ['ok', 'denied', 'throttled', 'error']

export function readInventoryItem(raw: unknown): InventoryItem {
  try {
    if (!isFields(raw)) throw new BadItem(`expected an object, found ${describe(raw)}`)
    return Object.hasOwn(raw, 'coverage')
      ? { kind: 'coverage', cell: readCell(raw.coverage) }
      : { kind: 'resource', resource: readResource(raw) }
  } catch (problem) {
    if (problem instanceof BadItem) return { kind: 'bad', reason: problem.message }
    throw problem
  }
}

function readResource(raw: Fields): Resource {
  const id = text(raw, 'id') ?? text(raw, 'arn')
  if (!id) throw new BadItem('"id" is missing: give the full ARN')
  const arn = parseArn(id)
  const type = text(raw, 'type') || (arn && arnType(arn))
  if (!type) throw new BadItem(`"type" is missing, and "${clip(id)}" is not an ARN that tells it`)
  return {
    id,
    type,
    account: text(raw, 'account') ?? arn?.account ?? '',
    region: text(raw, 'region') ?? arn?.region ?? '',
    tags: readTags(raw),
    ...optional('createdAt', readCreatedAt(raw)),
    ...optional('name', text(raw, 'name')),
    ...optional('state', text(raw, 'state')),
    ...optional('managed', readManaged(raw)),
    ...optional('monthlyCost', readCost(raw)),
    ...optional('sources', readTexts(raw, 'sources')),
  }
}

function readTags(raw: Fields): Tags | null {
  const tagRead = text(raw, 'tagRead') ?? 'ok'
  if (!tagReads.includes(tagRead)) {
    throw new BadItem(`"tagRead" is "${clip(tagRead)}": expected one of ${tagReads.join(', ')}`)
  }
  if (tagRead !== 'ok') return null
  const { tags } = raw
  if (tags === undefined)
    throw new BadItem('"tags" is missing: give an object, or null where the tags could not be read')
  if (tags === null) return null
  if (!isFields(tags)) throw new BadItem(`"tags" must be an object or null, found ${describe(tags)}`)
  for (const [key, value] of Object.entries(tags)) {
    if (typeof value !== 'string') {
      throw new BadItem(`tags["${clip(key)}"] must be a string, found ${describe(value)}`)
    }
  }
  // Every value was just seen to be a string.
  return wellFormed(tags as Tags)
}

/** UTF-8 cannot hold half a surrogate pair. Keys that become equal by that are one tag, and its last value counts. */
function wellFormed(tags: Tags): Tags {
  const entries = Object.entries(tags)
  if (entries.every((tag) => tag.every((text) => text.isWellFormed()))) return tags
  return Object.fromEntries(entries.map(([key, value]) => [key.toWellFormed(), value.toWellFormed()]))
}

function readCell(raw: unknown): CoverageCell {
  if (!isFields(raw)) throw new BadItem(`"coverage" must be an object, found ${describe(raw)}`)
  const type = text(raw, 'type')
  if (!type) throw new BadItem('"coverage.type" is missing')
  const status = text(raw, 'status')
  if (!isCellStatus(status)) {
    throw new BadItem(`"coverage.status" is ${describe(raw.status)}: expected one of ${cellStatuses.join(', ')}`)
  }
  return {
    ...{ account: text(raw, 'account') ?? '', region: text(raw, 'region') ?? '', type, status },
    ...optional('code', text(raw, 'code')),
    ...optional('missingAction', text(raw, 'missingAction')),
    ...optional('unreadTags', readCount(raw, 'unreadTags')),
    ...optional('ghosts', readCount(raw, 'ghosts')),
    ...optional('ghostIds', readTexts(raw, 'ghostIds', 'coverage.ghostIds')),
  }
}

function readCount(raw: Fields, field: string): number | undefined {
  const number = raw[field]
  if (number === undefined || number === null) return undefined
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
    throw new BadItem(`"coverage.${field}" must be a whole number, 0 or more, found ${describe(number)}`)
  return number
}

function isCellStatus(word: string | undefined): word is CellStatus {
  return cellStatuses.some((status) => status === word)
}

function readCreatedAt(raw: Fields): string | undefined {
  const createdAt = text(raw, 'createdAt')
  if (createdAt !== undefined && parseTimestamp(createdAt) === null) {
    throw new BadItem(`"createdAt" is "${clip(createdAt)}": expected a date such as 2026-01-31T12:00:00Z`)
  }
  return createdAt
}

function readManaged({ managed }: Fields): boolean | undefined {
  if (managed === undefined || managed === null) return undefined
  if (typeof managed !== 'boolean') throw new BadItem(`"managed" must be true or false, found ${describe(managed)}`)
  return managed
}

function readCost({ monthlyCost }: Fields): number | undefined {
  if (monthlyCost === undefined || monthlyCost === null) return undefined
  if (typeof monthlyCost !== 'number' || !Number.isFinite(monthlyCost) || monthlyCost < 0) {
    throw new BadItem(`"monthlyCost" must be a number of dollars, 0 or more, found ${describe(monthlyCost)}`)
  }
  return monthlyCost
}

function readTexts(raw: Fields, field: string, shownAs = field): readonly string[] | undefined {
  const texts = raw[field]
  if (texts === undefined || texts === null) return undefined
  if (!Array.isArray(texts) || texts.some((one) => typeof one !== 'string')) {
    throw new BadItem(`"${shownAs}" must be a list of strings, found ${describe(texts)}`)
  }
  return texts
}

function text(raw: Fields, field: string): string | undefined {
  const value = raw[field]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new BadItem(`"${field}" must be a string, found ${describe(value)}`)
  return value.toWellFormed()
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  // A computed key widens to `string` in TypeScript; the object has this key or none.
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V })
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${clip(value)}"`
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`
}

/** Somebody else's text in a sentence of ours: short, and without line breaks or control characters. */
function clip(value: string): string {
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value
  return JSON.stringify(shown).slice(1, -1)
}
