// The tags of a page of resources, where the listing does not have them.

import type { Tags } from '../../core/resource.ts'
import { faultOfCall } from './clients.ts'
import type { Fault } from './faults.ts'
import { mapLimit } from './map-limit.ts'
import type { Found, Kind, Scan } from './service.ts'
import type { TaggingApi } from './tagging-api.ts'

/** `null` tags: they could not be read. Never the same as none. */
export type TaggedRow = Omit<Found, 'tags'> & { readonly tags: Tags | null; readonly viaTaggingApi?: boolean }
export type TaggedPage = { readonly rows: readonly TaggedRow[]; readonly unread: number; readonly fault?: Fault }

type TagDeps = { readonly tagging: TaggingApi; readonly parallelTagReads: number }

export async function readTags(
  rows: readonly Found[],
  kind: Kind,
  scan: Scan<unknown, unknown>,
  deps: TagDeps,
  signal: AbortSignal,
): Promise<TaggedPage> {
  const reader = readerOf(kind)
  const open = reader ? rows.filter(({ tags, gone }) => tags === undefined && !gone) : []
  const known = new Map<string, Tags>()
  let fault: Fault | undefined
  await mapLimit(inGroups(open, reader?.perCall ?? 1), deps.parallelTagReads, async (group) => {
    try {
      const read = await reader?.read(scan, group)
      for (const { id } of group) known.set(id, read?.get(id) ?? {})
    } catch (error) {
      fault ??= faultOfCall(error)
    }
  })
  const unread = rows
    .filter((row) => row.tags === null || (open.includes(row) && !known.has(row.id)))
    .map(({ id }) => id)
  const elsewhere = unread.length > 0 ? await deps.tagging.tagsOf(unread, scan.place, signal) : new Map<string, Tags>()
  const tagged = rows.map((row): TaggedRow => {
    const own = row.tags === undefined ? (known.get(row.id) ?? (open.includes(row) ? undefined : {})) : row.tags
    if (own) return { ...row, tags: own }
    const other = elsewhere.get(row.id)
    return other ? { ...row, tags: other, viaTaggingApi: true } : { ...row, tags: null }
  })
  const left = unread.length - elsewhere.size
  return { rows: tagged, unread: left, ...(left > 0 && fault && { fault }) }
}

function readerOf({ tagsOf, tagsOfMany }: Kind): Kind['tagsOfMany'] {
  if (!tagsOf) return tagsOfMany
  return {
    perCall: 1,
    read: async (scan, [row]) => new Map(row ? [[row.id, await tagsOf(scan, row)]] : []),
  }
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = []
  for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size))
  return groups
}
