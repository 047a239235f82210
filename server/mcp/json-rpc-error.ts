// What goes wrong before a message is understood (body, content type, size, guards), in JSON-RPC's words.

import { AppError } from '../core/errors.ts'

export type JsonRpcError = {
  readonly status: number
  readonly body: {
    readonly jsonrpc: '2.0'
    readonly id: null
    readonly error: {
      readonly code: number
      readonly message: string
      readonly data?: Readonly<Record<string, string>>
    }
  }
}

const parseError = -32700
const internalError = -32603
/** Implementation-defined, as the SDK uses it for everything that HTTP says better by its status. */
const refused = -32000

const unreadableBodies = new Set(['FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY'])

/** `status` where the caller knows better than the error does. The message of a 5xx is for the log, unless it is an `AppError`. */
export function jsonRpcError(error: unknown, status = statusOf(error)): JsonRpcError {
  if (error instanceof AppError) {
    const data = { code: error.code, ...(error.hint !== undefined && { hint: error.hint }) }
    return answer(status, status >= 500 ? internalError : refused, error.message, data)
  }
  if (status >= 500) return answer(status, internalError, 'Internal server error')
  if (isUnreadableBody(error)) return answer(status, parseError, 'Parse error: the request body is not valid JSON')
  if (status === 415) return answer(status, refused, 'Unsupported Media Type: Content-Type must be application/json')
  return answer(status, refused, error instanceof Error ? error.message : 'Bad Request')
}

function answer(status: number, code: number, message: string, data?: Record<string, string>): JsonRpcError {
  return { status, body: { jsonrpc: '2.0', id: null, error: { code, message, ...(data && { data }) } } }
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' && status >= 400 ? status : 500
}

const isUnreadableBody = (error: unknown): boolean =>
  error instanceof SyntaxError ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && unreadableBodies.has(error.code))
