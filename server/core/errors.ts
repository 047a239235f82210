export type ErrorCode =
  | 'bad_usage'
  | 'invalid_policy'
  | 'invalid_inventory'
  | 'not_found'
  | 'unreadable'
  | 'conflict'
  | 'store_in_use'
  | 'store_unavailable'

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
