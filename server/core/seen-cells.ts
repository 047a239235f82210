// Whether a snapshot could have missed something in one (account, region, type).

import { type Part, unreadable } from './columns.ts'
import { type Place, placeKey, placesOf } from './place.ts'
import type { CellStatus, CoverageCell } from './resource.ts'
import { worstStatus } from './totals.ts'

export class SeenCells {
  private readonly statuses = new Map<string, CellStatus>()
  private readonly hasReports: boolean

  constructor(reported: Iterable<CoverageCell>) {
    for (const cell of reported) this.note(placeKey(cell), cell.status)
    this.hasReports = this.statuses.size > 0
  }

  add(part: Part): void {
    const placeAt = placesOf(part)
    // Most rows say what one before them said.
    const known = new Set<number>()
    for (let row = 0; row < part.count; row++) {
      const isUnread = part.tagSetIds[row] === unreadable
      const place = ((part.accountIds[row] ?? 0) * 0x10000 + (part.regionIds[row] ?? 0)) * 0x10000
      const said = (place + (part.typeIds[row] ?? 0)) * 2 + Number(isUnread)
      if (known.has(said)) continue
      known.add(said)
      this.note(placeKey(placeAt(row)), isUnread ? 'partial' : 'ok')
    }
  }

  /** A source that reports cells reports all it looked at; one that reports none lists everything there is. */
  isFullySeen(place: Place): boolean {
    const status = this.statuses.get(placeKey(place))
    return status === undefined ? !this.hasReports : status === 'ok'
  }

  private note(key: string, status: CellStatus): void {
    this.statuses.set(key, worstStatus(this.statuses.get(key) ?? status, status))
  }
}
