export type ErrorCode =
  | 'bad_usage'
  | 'budget_exhausted'
  | 'cancelled'
  | 'conflict'
  | 'cost_cap_reached'
  | 'forbidden'
  | 'input_rejected'
  | 'internal_error'
  | 'invalid_arguments'
  | 'invalid_config'
  | 'invalid_inventory'
  | 'invalid_policy'
  | 'invalid_request'
  | 'loop_detected'
  | 'method_not_allowed'
  | 'not_found'
  | 'not_ready'
  | 'payload_too_large'
  | 'port_taken'
  | 'rate_limited'
  | 'store_in_use'
  | 'store_unavailable'
  | 'unauthenticated'
  | 'unknown_tool'
  | 'unreadable'
  | 'unsupported_media_type'

export type ErrorDetails = {
  readonly hint?: string
  readonly cause?: unknown
  /** When the same call may be tried again. */
  readonly retryAfterS?: number
  /** The scope that the caller lacks. */
  readonly missingScope?: string
}

/** `message` and `hint` are safe to show; `cause` is for the log only. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly retryAfterS: number | undefined
  readonly missingScope: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.name = 'AppError'
    this.code = code
    this.hint = details.hint
    this.retryAfterS = details.retryAfterS
    this.missingScope = details.missingScope
  }
}
