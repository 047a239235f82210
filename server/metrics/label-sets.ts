// The closed sets from which labels come.

import type { ErrorCode } from '../core/errors.ts'

/** How a tool call can end. Rarer codes are `other`. */
export const callOutcomes = [
  'ok',
  'budget_exhausted',
  'cancelled',
  'forbidden',
  'input_rejected',
  'internal_error',
  'invalid_arguments',
  'loop_detected',
  'not_found',
  'not_ready',
  'rate_limited',
  'other',
] as const satisfies readonly ('ok' | 'other' | ErrorCode)[]

export const requestOutcomes = ['ok', 'client_error', 'server_error'] as const
export type RequestOutcome = (typeof requestOutcomes)[number]

export const mcpMethods = [
  'tools/call',
  'tools/list',
  'server/discover',
  'initialize',
  'notifications/initialized',
  'ping',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'subscriptions/listen',
  'other',
] as const

export const protocolVersions = ['2026-07-28', '2025-11-25', 'other', 'none'] as const
export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'other'] as const
export const statusClasses = ['2xx', '3xx', '4xx', '5xx'] as const
export const inputReasons = ['depth', 'string_length', 'array_length', 'size'] as const
export const authResults = ['accepted', 'missing', 'malformed', 'unknown_key'] as const
export const scanReasons = ['unreadable', 'invalid_inventory', 'cancelled', 'other'] as const
export const poolStates = ['total', 'idle', 'waiting'] as const
export const jobNames = ['audit', 'refresh', 'schedule', 'prune', 'verify_log', 'other'] as const
