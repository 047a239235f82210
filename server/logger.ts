// One JSON line an event on stdout. What must never be written is said here, once.

import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'

export type { Logger }

/** Credentials, and text that belongs to the callers and their clouds. Headers and bodies are never logged whole. */
const names = ['authorization', 'apiKey', 'headers', 'body', 'arguments', 'tags']
const secrets = names.flatMap((name) => [name, `*.${name}`])

export type LoggerOptions = { readonly level: string; readonly destination?: DestinationStream }

export function createLogger({ level, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secrets, censor: '[redacted]' },
    },
    destination ?? pino.destination(1),
  )
}
