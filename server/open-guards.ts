// Who is let in, and how much they may ask, by the settings.

import type { Config } from './config.ts'
import { type Authenticate, acceptApiKeys, acceptEverybody } from './guards/authenticate.ts'
import type { GuardLimits } from './guards/index.ts'
import { hashKey, openKeyRing } from './guards/key-ring.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import { scopes } from './tools/define.ts'

export async function authenticationOf(
  { AUTH_MODE, API_KEY_HASHES, API_KEY_HASHES_FILE }: Config,
  ownKey: string,
  metrics: Metrics,
  logger: Logger,
): Promise<Authenticate> {
  if (AUTH_MODE === 'none') return acceptEverybody(metrics)
  const own = [{ name: 'shell', scopes, hash: hashKey(ownKey) }]
  const keys = await openKeyRing({ hashes: API_KEY_HASHES, file: API_KEY_HASHES_FILE, own, now: Date.now, logger })
  return acceptApiKeys(keys, metrics)
}

export function limitsOf(config: Config): GuardLimits {
  return {
    ratePerMinute: config.RATE_PER_MINUTE,
    budget: { maxCalls: config.MAX_CALLS_PER_WINDOW, windowS: config.WINDOW_S },
    loops: { maxEqualCalls: config.LOOP_MAX_EQUAL_CALLS, windowS: config.LOOP_WINDOW_S },
  }
}
