// Days as Cost Explorer counts them: the start is in, the end is not.

export type Days = { readonly start: string; readonly end: string }

export function monthDays(month: string): Days {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return { start: `${month}-01`, end: new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10) }
}

/** The last whole days before today. */
export function lastDays(now: number, days: number): Days {
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
  return { start: dayOf(now - days * 86_400_000), end: dayOf(now) }
}

/** The last whole months before `now`, newest first. */
export function closedMonths(now: number, most: number): string[] {
  const today = new Date(now)
  return Array.from({ length: most }, (_, at) =>
    new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1 - at, 1)).toISOString().slice(0, 7),
  )
}

/** What lies on or after the day `since`; null where nothing does. */
export const daysSince = ({ start, end }: Days, since: string): Days | null =>
  since >= end ? null : { start: since > start ? since : start, end }

/** Neighbours become one request: Cost Explorer answers them month by month anyway. */
export function joined(periods: readonly Days[]): Days[] {
  const ranges: Days[] = []
  for (const days of periods.toSorted((a, b) => (a.start < b.start ? -1 : 1))) {
    const last = ranges.at(-1)
    if (last?.end === days.start) ranges[ranges.length - 1] = { start: last.start, end: days.end }
    else ranges.push(days)
  }
  return ranges
}
