// The tags of a page of resources, where the listing does not have them.

import type { Tags } from '../../core/resource.ts'
import { faultOfCall } from './clients.ts'
import type { Fault } from './faults.ts'
import { inGroups } from './in-groups.ts'
import { mapLimit } from './map-limit.ts'
import type { Found, Kind, Scan } from './service.ts'
import type { TaggingApi } from './tagging-api.ts'
import { wasDeleted } from './unless-deleted.ts'

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
  const { known, deleted, fault } = await readOpen(open, reader, scan, deps.parallelTagReads)
  const failed = open.map(({ id }) => id).filter((id) => !known.has(id) && !deleted.has(id))
  const elsewhere = failed.length > 0 ? await deps.tagging.tagsOf(failed, scan.place, signal) : new Map<string, Tags>()
  const isOpen = new Set(open.map(({ id }) => id))
  const tagged = rows.map((row): TaggedRow => {
    if (deleted.has(row.id)) return { ...row, tags: {}, gone: true }
    const own = isOpen.has(row.id) ? known.get(row.id) : row.tags
    if (own || !isOpen.has(row.id)) return { ...row, tags: own === undefined ? {} : own }
    const other = elsewhere.get(row.id)
    return other ? { ...row, tags: other, viaTaggingApi: true } : { ...row, tags: null }
  })
  const unread = tagged.filter(({ tags }) => tags === null).length
  return { rows: tagged, unread, ...(unread > 0 && fault && { fault }) }
}

type Reader = NonNullable<Kind['tagsOfMany']>

async function readOpen(
  open: readonly Found[],
  reader: Reader | undefined,
  scan: Scan<unknown, unknown>,
  parallel: number,
) {
  const known = new Map<string, Tags>()
  const deleted = new Set<string>()
  const faults: Fault[] = []
  const readGroup = async (group: readonly Found[]): Promise<void> => {
    try {
      const read = await reader?.read(scan, group)
      for (const { id } of group) known.set(id, read?.get(id) ?? {})
    } catch (error) {
      if (!wasDeleted(error)) return void faults.push(faultOfCall(error))
      const [only] = group
      if (group.length === 1 && only) return void deleted.add(only.id)
      // One that is no longer there fails the whole question, so each is asked for alone.
      for (const one of group) await readGroup([one])
    }
  }
  await mapLimit(inGroups(open, reader?.perCall ?? 1), parallel, readGroup)
  return { known, deleted, fault: faults[0] }
}

function readerOf({ tagsOf, tagsOfMany }: Kind): Kind['tagsOfMany'] {
  if (!tagsOf) return tagsOfMany
  return {
    perCall: 1,
    read: async (scan, [row]) => new Map(row ? [[row.id, await tagsOf(scan, row)]] : []),
  }
}
