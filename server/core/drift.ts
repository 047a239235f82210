// What changed between two snapshots of one estate, with the values of both; what could not be seen is not called
// removed.

import { idAt, keepPart, type Part, resourceAt, tagsAt } from './columns.ts'
import { type DriftSeverity, type TagChange, tagSeverity } from './drift-severity.ts'
import { tagValue } from './evaluate.ts'
import { byText } from './order.ts'
import { compilePlaceFilter, type Place, type PlaceFilter, placesOf } from './place.ts'
import type { CoverageCell, Tags } from './resource.ts'
import type { Rules } from './rules.ts'
import { SeenCells } from './seen-cells.ts'

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
export type DriftOptions = {
  readonly rules: Rules
  readonly coverageBefore: Iterable<CoverageCell>
  readonly coverageAfter: Iterable<CoverageCell>
  readonly filter?: DriftFilter
}

export function findDrift(before: Iterable<Part>, after: Iterable<Part>, options: DriftOptions): Drift {
  const finder = new DriftFinder(options)
  for (const part of before) finder.addBefore(part)
  for (const part of after) finder.addAfter(part)
  return finder.finish()
}

/** More rows than a part can have. */
const rowsApart = 0x10000

/** For parts that come one by one: all of the older snapshot, then all of the newer one. */
export class DriftFinder {
  private readonly rules: Rules
  private readonly cellsBefore: SeenCells
  private readonly cellsAfter: SeenCells
  private readonly isListed: (row: DriftRow) => boolean
  private readonly olds: { readonly part: Part; readonly placeAt: (row: number) => Place }[] = []
  /** Where the older snapshot has each id, as `part * rowsApart + row`; those met in the newer one are taken out. */
  private readonly unmet = new Map<string, number>()
  private readonly rows: DriftRow[] = []
  private readonly totals = noTotals()
  private readonly listedTotals = noTotals()
  private compared = 0
  private notSeen = 0
  private notSeenBefore = 0

  constructor({ rules, coverageBefore, coverageAfter, filter = {} }: DriftOptions) {
    this.rules = rules
    this.cellsBefore = new SeenCells(coverageBefore)
    this.cellsAfter = new SeenCells(coverageAfter)
    this.isListed = rowFilter(filter)
  }

  addBefore(lent: Part): void {
    const part = keepPart(lent)
    const first = this.olds.length * rowsApart
    this.cellsBefore.add(part)
    this.olds.push({ part, placeAt: placesOf(part) })
    for (let row = 0; row < part.count; row++) this.unmet.set(idAt(part, row), first + row)
  }

  addAfter(part: Part): void {
    this.cellsAfter.add(part)
    const placeAt = placesOf(part)
    for (let row = 0; row < part.count; row++) {
      const id = idAt(part, row)
      const old = this.unmet.get(id)
      if (old === undefined) this.addNew(id, placeAt(row))
      else this.compare(old, part, row)
      this.unmet.delete(id)
    }
  }

  finish(): Drift {
    for (const [id, old] of this.unmet) {
      const place = this.olds[Math.floor(old / rowsApart)]?.placeAt(old % rowsApart)
      if (place) this.addMissing(id, place)
    }
    const { rows, totals, listedTotals, compared, notSeen, notSeenBefore } = this
    rows.sort((a, b) => byText(a.id, b.id) || byText(a.tag ?? '', b.tag ?? ''))
    return { rows, totals, listedTotals, compared, notSeen, notSeenBefore }
  }

  private addNew(id: string, place: Place): void {
    if (this.cellsBefore.isFullySeen(place)) this.note({ id, ...place, change: 'added', severity: 'info' })
    else this.notSeenBefore += 1
  }

  private addMissing(id: string, place: Place): void {
    if (this.cellsAfter.isFullySeen(place)) this.note({ id, ...place, change: 'removed', severity: 'info' })
    else this.notSeen += 1
  }

  private compare(old: number, part: Part, row: number): void {
    this.compared += 1
    const oldPart = this.olds[Math.floor(old / rowsApart)]?.part
    const before = oldPart ? tagsAt(oldPart, old % rowsApart) : null
    const after = tagsAt(part, row)
    if (before !== null && after !== null) this.compareTags(before, after, part, row)
    if ((before === null) === (after === null)) return
    const { id, account, region, type } = resourceAt(part, row)
    const change = before === null ? 'became_readable' : 'became_unreadable'
    this.note({ id, account, region, type, change, severity: 'info' })
  }

  private compareTags(before: Tags, after: Tags, part: Part, row: number): void {
    const changes = tagChanges(before, after)
    if (changes.length === 0) return
    const resource = resourceAt(part, row)
    const { id, account, region, type } = resource
    for (const change of changes) {
      const severity = tagSeverity(this.rules, resource, before, change)
      this.note({ id, account, region, type, ...change, severity })
    }
  }

  private note(row: DriftRow): void {
    this.totals[row.change] += 1
    if (!this.isListed(row)) return
    this.listedTotals[row.change] += 1
    this.rows.push(row)
  }
}

function tagChanges(before: Tags, after: Tags): TagChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].flatMap((tag): TagChange[] => {
    const old = tagValue(before, tag) ?? null
    const now = tagValue(after, tag) ?? null
    if (old === now) return []
    const change = old === null ? 'tag_added' : now === null ? 'tag_removed' : 'tag_changed'
    return [{ change, tag, before: old, after: now }]
  })
}

function rowFilter({ tags, severity, ...places }: DriftFilter): (row: DriftRow) => boolean {
  const isHere = compilePlaceFilter(places)
  const keys = tags && tags.length > 0 ? new Set(tags) : null
  return (row) =>
    isHere(row) &&
    (keys === null || (row.tag !== undefined && keys.has(row.tag))) &&
    (severity === undefined || row.severity === severity)
}

function noTotals(): Record<DriftChange, number> {
  // Every change gets its zero.
  return Object.fromEntries(driftChanges.map((change) => [change, 0])) as Record<DriftChange, number>
}
