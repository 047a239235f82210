import { AppError } from '../core/errors.ts'
import { parseTimestamp } from '../core/timestamp.ts'

/** `--now`, or the time of the call. */
export function readNow(text: string | undefined, timeOfCall: number): number {
  if (text === undefined) return timeOfCall
  const now = parseTimestamp(text)
  if (now !== null) return now
  throw new AppError('bad_usage', `--now "${text}" is no date.`, { hint: 'Write for example 2026-11-21T12:00:00Z.' })
}
