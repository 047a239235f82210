// One JSON line an event on stdout. What must never be written is said here, once.

import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'

export type { Logger }

/** Credentials, and text that belongs to the callers and their clouds. Headers and bodies are never logged whole. */
const secrets = new Set(['authorization', 'x-api-key', 'apiKey', 'headers', 'body', 'arguments', 'tags'])

export type LoggerOptions = { readonly level: string; readonly destination?: DestinationStream }

export function createLogger({ level, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: (fields) => redact(fields, 1) },
    },
    destination ?? pino.destination(1),
  )
}

/** pino's own redaction by wildcard paths takes longer than writing the line. */
function redact(fields: Record<string, unknown>, deeper: number): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (secrets.has(name)) kept[name] = '[redacted]'
    else kept[name] = deeper > 0 && isPlain(value) ? redact(value, deeper - 1) : value
  }
  return kept
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
