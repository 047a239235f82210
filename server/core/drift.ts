// What changed between two snapshots of one estate, with the values of both; what could not be seen is not called
// removed.

import { idAt, keepPart, type Part, resourceAt, tagReader, tagsAt } from './columns.ts'
import { type Drift, type DriftFilter, type DriftRow, noTotals, rowFilter, tagChanges } from './drift-rows.ts'
import { type TagChange, tagSeverity } from './drift-severity.ts'
import { byText } from './order.ts'
import { type Place, placesOf } from './place.ts'
import type { CoverageCell, Tags } from './resource.ts'
import type { Rules } from './rules.ts'
import { SeenCells } from './seen-cells.ts'

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
  private readTags: (row: number) => Tags | null = () => null
  /** By tag set of the newer part at hand: the older one it was last found equal to. */
  private equalSets: number[] = []
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
    this.readTags = tagReader(part)
    this.equalSets = []
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
    if (oldPart === undefined) return
    const set = part.tagSetIds[row] ?? 0
    const oldSet = old - (old % rowsApart) + (oldPart.tagSetIds[old % rowsApart] ?? 0)
    if (this.equalSets[set] === oldSet) return
    const before = tagsAt(oldPart, old % rowsApart)
    const after = this.readTags(row)
    if (before === null || after === null) {
      this.noteReadability(before !== null, after !== null, part, row)
      return
    }
    const changes = tagChanges(before, after)
    if (changes.length === 0) this.equalSets[set] = oldSet
    else this.noteTags(changes, before, part, row)
  }

  private noteReadability(was: boolean, is: boolean, part: Part, row: number): void {
    if (was === is) return
    const { id, account, region, type } = resourceAt(part, row)
    this.note({ id, account, region, type, change: is ? 'became_readable' : 'became_unreadable', severity: 'info' })
  }

  private noteTags(changes: readonly TagChange[], before: Tags, part: Part, row: number): void {
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
