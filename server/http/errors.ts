// The one place where a failure becomes a status and a body.

import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorCode } from '../core/errors.ts'
import type { CallResult } from '../gate.ts'
import { jsonRpcError } from '../mcp/json-rpc-error.ts'
import { isMcp } from './request.ts'

export type Failure = Omit<Extract<CallResult, { ok: false }>, 'ok'>

const statuses: Readonly<Record<ErrorCode, number>> = {
  bad_usage: 422,
  budget_exhausted: 429,
  cancelled: 499,
  conflict: 409,
  cost_cap_reached: 429,
  forbidden: 403,
  input_rejected: 413,
  internal_error: 500,
  invalid_arguments: 400,
  invalid_config: 500,
  invalid_inventory: 422,
  invalid_policy: 422,
  invalid_request: 400,
  loop_detected: 429,
  method_not_allowed: 405,
  not_found: 404,
  not_ready: 503,
  payload_too_large: 413,
  port_taken: 500,
  rate_limited: 429,
  store_in_use: 503,
  store_unavailable: 503,
  unauthenticated: 401,
  unknown_tool: 404,
  unreadable: 500,
  unsupported_media_type: 415,
}

export const statusOf = (code: string): number => (Object.hasOwn(statuses, code) ? statuses[code as ErrorCode] : 500)

export const failureBody = ({ code, message, hint, retryAfterS }: Failure) => ({
  error: { code, message, ...(hint !== undefined && { hint }), ...(retryAfterS !== undefined && { retryAfterS }) },
})

export function sendFailure(reply: FastifyReply, failure: Failure): FastifyReply {
  const status = statusOf(failure.code)
  if (failure.retryAfterS !== undefined) reply.header('retry-after', failure.retryAfterS)
  const challenge = challengeFor(failure)
  if (challenge !== null) reply.header('www-authenticate', challenge)
  return reply
    .code(status)
    .type('application/json')
    .send(JSON.stringify(failureBody(failure)))
}

function challengeFor({ code, missingScope }: Failure): string | null {
  if (code === 'unauthenticated') return 'Bearer realm="tagwarden"'
  if (missingScope === undefined) return null
  return `Bearer realm="tagwarden", error="insufficient_scope", scope="${missingScope}"`
}

export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const failure = understand(error, request)
    if (!isMcp(request)) return sendFailure(reply, failure)
    // The MCP plugin has words of its own for Fastify's errors; ours are only right where we understood more.
    const status = statusOf(failure.code)
    const known = error instanceof AppError || status < 500 ? error : new AppError('internal_error', failure.message)
    const challenge = challengeFor(failure)
    if (challenge !== null) reply.header('www-authenticate', challenge)
    return reply.code(status).send(jsonRpcError(known, status).body)
  })
}

/** What comes from the client is told to the client; what is our fault is told to the log. */
function understand(error: FastifyError, request: FastifyRequest): Failure {
  if (error instanceof AppError) return error
  const known = fastifyFailures[error.code]
  if (known !== undefined) return known
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500) return { code: 'invalid_request', message: `${sentenceFor(error)}` }
  const eventId = `evt_${randomUUID()}`
  request.log.error({ err: error, eventId }, 'a request failed')
  return {
    code: 'internal_error',
    message: `Something went wrong on our side (${eventId}).`,
    hint: 'Try again once; if it stays, give this event to who runs the server.',
  }
}

const invalidJson: Failure = {
  code: 'invalid_request',
  message: 'The body is not valid JSON.',
  hint: 'Send an object with the arguments, such as {}.',
}
const fastifyFailures: Readonly<Record<string, Failure>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: invalidJson,
  FST_ERR_CTP_EMPTY_JSON_BODY: { ...invalidJson, message: 'The body is empty, but said to be JSON.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'invalid_request',
    message: 'The body is not as long as Content-Length says.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'unsupported_media_type',
    message: 'The body has to be JSON.',
    hint: 'Send it with Content-Type: application/json.',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'payload_too_large',
    message: 'The body is too large.',
    hint: 'Send less in one request; the limit is BODY_LIMIT_BYTES.',
  },
  FST_ERR_BAD_URL: { code: 'invalid_request', message: 'The path of the URL cannot be decoded.' },
}

function sentenceFor(error: FastifyError): string {
  if (error instanceof SyntaxError) return invalidJson.message
  return `The request was not understood (${STATUS_CODES[error.statusCode ?? 400] ?? 'Bad Request'}).`
}
