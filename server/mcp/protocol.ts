// The two eras of the protocol, and the names both paths agree on.

import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server'

export type Era = 'modern' | 'legacy'

/** Each request carries its own version and capabilities; there is no handshake. */
export const modernVersion = '2026-07-28'

/** Agreed once by `initialize`. The SDK lists only these; the modern one lives apart. */
export const legacyVersions: ReadonlySet<string> = new Set(SUPPORTED_PROTOCOL_VERSIONS)

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
