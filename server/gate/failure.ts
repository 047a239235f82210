// From whatever was thrown to what the caller may see of it.

import { randomUUID } from 'node:crypto'
import { AppError } from '../core/errors.ts'
import type { Logger } from '../logger.ts'
import type { CallResult } from './call.ts'
import { plainLines } from './plain-text.ts'

type Failure = Extract<CallResult, { ok: false }>
type Where = { readonly tool: string; readonly requestId: string; readonly signal: AbortSignal }

export function failureOf(error: unknown, where: Where, logger: Pick<Logger, 'error'>): Failure {
  if (error instanceof AppError) {
    // A store that was lost comes back by itself.
    const soon = error.code === 'store_unavailable' ? { retryAfterS: 10 } : {}
    return { ...soon, ...refusal(error) }
  }
  if (where.signal.aborted) return { ok: false, code: 'cancelled', message: 'The caller went away.' }
  const eventId = `evt_${randomUUID()}`
  logger.error({ err: error, eventId, tool: where.tool, requestId: where.requestId }, 'a tool failed')
  return {
    ok: false,
    code: 'internal_error',
    message: `Something went wrong on our side (${eventId}).`,
    hint: 'Try again once; if it stays, give this event to who runs the server.',
  }
}

function refusal({ code, message, hint, retryAfterS, missingScope }: AppError): Failure {
  return {
    ok: false,
    code,
    message: plainLines(message),
    ...(hint !== undefined && { hint: plainLines(hint) }),
    ...(retryAfterS !== undefined && { retryAfterS }),
    ...(missingScope !== undefined && { missingScope }),
  }
}
