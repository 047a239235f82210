// What a difference of two snapshots is written in: one row a change, and totals by kind of change.

import type { DriftSeverity, TagChange } from './drift-severity.ts'
import { tagValue } from './evaluate.ts'
import { compilePlaceFilter, type Place, type PlaceFilter } from './place.ts'
import type { Tags } from './resource.ts'

export const driftChanges = [
  'added',
  'removed',
  'tag_added',
  'tag_removed',
  'tag_changed',
  'became_readable',
  'became_unreadable',
] as const
export type DriftChange = (typeof driftChanges)[number]

/** `before` and `after` are there with `tag`; `null` is a tag that was not there. */
export type DriftRow = Place & {
  readonly id: string
  readonly change: DriftChange
  readonly tag?: string
  readonly before?: string | null
  readonly after?: string | null
  readonly severity: DriftSeverity
}
export type DriftTotals = Readonly<Record<DriftChange, number>>

export type Drift = {
  /** Those that pass the filter, by id, then tag. */
  readonly rows: readonly DriftRow[]
  /** Of everything, whatever the filter. */
  readonly totals: DriftTotals
  /** Of the rows. */
  readonly listedTotals: DriftTotals
  /** Resources in both snapshots. */
  readonly compared: number
  /** Missing from the newer snapshot, in a cell it did not fully see: not known to be removed. */
  readonly notSeen: number
  /** Missing from the older snapshot, in a cell it did not fully see: not known to be added. */
  readonly notSeenBefore: number
}

/** With `tags` only changes of these keys are listed. */
export type DriftFilter = PlaceFilter & { readonly tags?: readonly string[]; readonly severity?: DriftSeverity }
export function tagChanges(before: Tags, after: Tags): TagChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].flatMap((tag): TagChange[] => {
    const old = tagValue(before, tag) ?? null
    const now = tagValue(after, tag) ?? null
    if (old === now) return []
    const change = old === null ? 'tag_added' : now === null ? 'tag_removed' : 'tag_changed'
    return [{ change, tag, before: old, after: now }]
  })
}

export function rowFilter({ tags, severity, ...places }: DriftFilter): (row: DriftRow) => boolean {
  const isHere = compilePlaceFilter(places)
  const keys = tags && tags.length > 0 ? new Set(tags) : null
  return (row) =>
    isHere(row) &&
    (keys === null || (row.tag !== undefined && keys.has(row.tag))) &&
    (severity === undefined || row.severity === severity)
}

export function noTotals(): Record<DriftChange, number> {
  // Every change gets its zero.
  return Object.fromEntries(driftChanges.map((change) => [change, 0])) as Record<DriftChange, number>
}
