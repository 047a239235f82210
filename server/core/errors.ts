export type ErrorCode =
  | 'bad_usage'
  | 'conflict'
  | 'invalid_inventory'
  | 'invalid_policy'
  | 'not_found'
  | 'not_ready'
  | 'store_in_use'
  | 'store_unavailable'
  | 'unreadable'

/** `message` and `hint` are safe to show; `cause` is for the log only. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.hint = options.hint
  }
}
