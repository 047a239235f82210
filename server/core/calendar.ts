// Days, weeks and months as texts, in UTC.

const dayMs = 86_400_000

/** `YYYY-MM-DD` of the day, of its Monday, or of the first of its month. */
export function startOf(day: string, bucket: 'day' | 'week' | 'month'): string {
  if (bucket === 'day') return day
  if (bucket === 'month') return `${day.slice(0, 7)}-01`
  const ms = Date.parse(day)
  // 1970 began on a Thursday.
  const daysIntoWeek = (Math.floor(ms / dayMs) + 3) % 7
  return dayOf(ms - daysIntoWeek * dayMs)
}

/** The last day of the bucket that begins on `start`. */
export function lastDayOf(start: string, bucket: 'day' | 'week' | 'month'): string {
  if (bucket === 'day') return start
  if (bucket === 'week') return dayOf(Date.parse(start) + 6 * dayMs)
  return dayOf(Date.UTC(Number(start.slice(0, 4)), Number(start.slice(5, 7)), 0))
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
