// One line on a terminal's stderr, for runs long enough to wonder about.

import { count } from '../core/report/summary.ts'
import type { AuditProgress } from '../services/audit.ts'
import type { Shell } from './command.ts'

const quietMs = 1000
const everyMs = 200

export function progressReporter({ progress, now }: Pick<Shell, 'progress' | 'now'>) {
  const startedAt = now()
  let shownAt = startedAt
  let shown = false
  return {
    update({ resources, fraction }: AuditProgress): void {
      const at = now()
      if (progress === null || at - startedAt < quietMs || at - shownAt < everyMs) return
      shownAt = at
      shown = true
      progress(progressLine(resources, fraction, (at - startedAt) / 1000))
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
