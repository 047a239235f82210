// One line on a terminal's stderr, for runs long enough to wonder about.

import { count } from '../core/report/summary.ts'
import type { AuditProgress } from '../services/audit.ts'
import type { Shell } from './command.ts'

const quietMs = 1000
const everyMs = 200

export type Progress = ReturnType<typeof progressReporter>

/** How far a cloud was read; `doneBefore`: by an earlier run. */
export type CellProgress = {
  readonly done: number
  readonly of: number
  readonly doneBefore: number
  readonly resources: number
  readonly calls: number
}

export function progressReporter({ progress, now }: Pick<Shell, 'progress' | 'now'>) {
  const startedAt = now()
  let shownAt = startedAt
  let shown = false
  let hasCells = false
  function show(lineAfter: (seconds: number) => string): void {
    const at = now()
    if (progress === null || at - startedAt < quietMs || at - shownAt < everyMs) return
    shownAt = at
    shown = true
    progress(lineAfter((at - startedAt) / 1000))
  }
  return {
    update({ resources, fraction }: AuditProgress): void {
      // Cells tell more.
      if (!hasCells) show((seconds) => progressLine(resources, fraction, seconds))
    },
    updateCells(cells: CellProgress): void {
      hasCells = true
      show((seconds) => cellsLine(cells, seconds))
    },
    clear(): void {
      if (shown) progress?.('')
    },
  }
}

export function progressLine(resources: number, fraction: number | null, seconds: number): string {
  const rate = `${count(resources)} resources, ${count(Math.round(resources / seconds))} a second`
  if (fraction === null || fraction <= 0) return rate
  const left = Math.max(0, Math.ceil(seconds / fraction - seconds))
  return `${rate}, ${Math.floor(fraction * 100)} % read, about ${left} s left`
}

export function cellsLine({ done, of, doneBefore, resources, calls }: CellProgress, seconds: number): string {
  const line = `${count(done)} of ${count(of)} cells, ${count(resources)} resources, ${count(calls)} calls`
  const doneNow = done - doneBefore
  if (doneNow <= 0) return line
  return `${line}, about ${count(Math.ceil((seconds / doneNow) * (of - done)))} s left`
}
