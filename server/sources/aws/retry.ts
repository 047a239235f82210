// The one layer of retries: the SDK's adaptive one, which knows most of the codes that mean "slower".

import { AdaptiveRetryStrategy } from '@smithy/core/retry'
import { isThrottled } from './faults.ts'

export type RetryLimits = { readonly maxAttempts: number; readonly maxDelayMs: number }

type ErrorInfo = Parameters<AdaptiveRetryStrategy['refreshRetryTokenForRetry']>[1]
type Token = Parameters<AdaptiveRetryStrategy['refreshRetryTokenForRetry']>[0]

/** One for each client: its rate and its reserve of retries are those of one service in one place. */
export function retryStrategy({ maxAttempts, maxDelayMs }: RetryLimits): AdaptiveRetryStrategy {
  return new ServiceRetry(maxAttempts, { backoff: fullJitter(maxDelayMs) })
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
