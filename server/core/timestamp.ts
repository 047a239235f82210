// ISO 8601 dates and date-times, as policies and inventories write them. `Date.parse` alone would take 30 February.

const shape = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** Milliseconds since 1970, or `null`. Without a time it is midnight, without a zone it is UTC. */
export function parseTimestamp(text: string): number | null {
  const match = shape.exec(text)
  if (!match) return null
  const [, year, month, day, hour, , , zone] = match
  const calendar = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  if (calendar.getUTCMonth() + 1 !== Number(month) || calendar.getUTCDate() !== Number(day)) return null
  const instant = Date.parse(hour !== undefined && zone === undefined ? `${text}Z` : text)
  return Number.isNaN(instant) ? null : instant
}
