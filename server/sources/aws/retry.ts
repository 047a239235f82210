// The one layer of retries: the SDK's adaptive one, which knows most of the codes that mean "slower".

import { AdaptiveRetryStrategy, DefaultRateLimiter } from '@smithy/core/retry'
import { isThrottled } from './faults.ts'

export type RetryLimits = {
  readonly maxAttempts: number
  readonly maxDelayMs: number
  /** Throttling slows a client down, but never below this. */
  readonly slowestPerS: number
}

type ErrorInfo = Parameters<AdaptiveRetryStrategy['refreshRetryTokenForRetry']>[1]
type Token = Parameters<AdaptiveRetryStrategy['refreshRetryTokenForRetry']>[0]

/** One for each client: its rate and its reserve of retries are those of one service in one place. */
export function retryStrategy({ maxAttempts, maxDelayMs, slowestPerS }: RetryLimits): AdaptiveRetryStrategy {
  // By itself it goes down to a call in two seconds when the very first one is throttled, and recovers over minutes.
  const rateLimiter = new DefaultRateLimiter({ minFillRate: slowestPerS, minCapacity: slowestPerS })
  return new ServiceRetry(maxAttempts, { rateLimiter, backoff: fullJitter(maxDelayMs) })
}

class ServiceRetry extends AdaptiveRetryStrategy {
  override refreshRetryTokenForRetry(token: Token, info: ErrorInfo) {
    const errorType = isThrottled(info.error) ? 'THROTTLING' : info.errorType
    return super.refreshRetryTokenForRetry(token, { ...info, errorType })
  }
}

function fullJitter(maxDelayMs: number) {
  let baseMs = 50
  return {
    setDelayBase(ms: number) {
      baseMs = ms
    },
    computeNextBackoffDelay: (attempt: number) =>
      Math.floor(Math.random() * Math.min(baseMs * 2 ** attempt, maxDelayMs)),
  }
}
