// Whether a tag is on the bill at all. Of a key that is not, Cost Explorer would call every dollar untagged.

import { sameButCase } from '../../core/tag-gap.ts'
import type { AllocationTag } from './paid-client.ts'
import { type Days, daysSince } from './periods.ts'

export type Activation =
  | { readonly key: string; readonly isMeasured: true; readonly since: string; readonly note: string | null }
  | { readonly key: string; readonly isMeasured: false; readonly note: string }

const activate =
  'Activate it under Billing, Cost allocation tags; it takes up to 24 hours and counts for new usage only (a backfill reaches back 12 months).'

export function activationOf(key: string, tags: readonly AllocationTag[], periods: readonly Days[]): Activation {
  const own = tags.find((tag) => tag.key === key)
  if (own?.isActive !== true) return { key, isMeasured: false, note: inactive(key, tags) }
  const since = firstWholeDay(own.changedAt)
  if (periods.every((days) => daysSince(days, since) === null)) {
    const note = `"${key}" is an active cost allocation tag only since ${since}, after the period asked for.`
    return { key, isMeasured: false, note }
  }
  return { key, isMeasured: true, since, note: warning(own, since, periods) }
}

function inactive(key: string, tags: readonly AllocationTag[]): string {
  const near = sameButCase(
    key,
    tags.filter(({ isActive }) => isActive).map((tag) => tag.key),
  )
  const but = near.length === 0 ? '' : ` Active is ${near.map((one) => `"${one}"`).join(', ')}: case counts.`
  return `"${key}" is not an active cost allocation tag, so nothing can be said of it.${but} ${activate}`
}

function warning({ key, lastUsed }: AllocationTag, since: string, periods: readonly Days[]): string | null {
  const [first] = periods.toSorted((a, b) => (a.start < b.start ? -1 : 1))
  if (first === undefined) return null
  if (since > first.start) return `"${key}" is active since ${since} only: the figures begin there.`
  if (lastUsed !== null && lastUsed.slice(0, 7) < first.start.slice(0, 7))
    return `"${key}" was last used in ${lastUsed.slice(0, 7)}.`
  return null
}

/** The day of the change itself is only partly covered. */
function firstWholeDay(changedAt: string | null): string {
  if (changedAt === null) return ''
  return new Date(Date.parse(changedAt) + 86_400_000).toISOString().slice(0, 10)
}
