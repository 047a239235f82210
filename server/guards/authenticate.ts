// Who calls. Without authentication everybody is `local` and may do everything.

import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '../core/errors.ts'
import type { Metrics } from '../metrics.ts'
import { type Caller, scopes } from '../tools/define.ts'
import type { KeyRing } from './key-ring.ts'

/** Throws `unauthenticated` for who is not known. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Caller>

const local: Caller = { id: 'local', scopes }

export function acceptEverybody(metrics: Pick<Metrics, 'authAttempts'>): Authenticate {
  return async () => {
    metrics.authAttempts.inc({ method: 'none', result: 'accepted', reason: 'accepted' })
    return local
  }
}

export function acceptApiKeys(keys: KeyRing, metrics: Pick<Metrics, 'authAttempts'>): Authenticate {
  const refuse = (reason: 'missing' | 'malformed' | 'unknown_key', message: string) => {
    metrics.authAttempts.inc({ method: 'api_key', result: 'refused', reason })
    return new AppError('unauthenticated', message, {
      hint: 'Send "Authorization: Bearer tw_…" or "X-API-Key: tw_…"; a key is made with: tagwarden keys create',
    })
  }
  return async (headers) => {
    const key = keyIn(headers)
    if (key === undefined) throw refuse('missing', 'An API key is needed.')
    if (!/^tw_[\w-]{20,200}$/.test(key)) throw refuse('malformed', 'What was sent is no API key.')
    const stored = await keys.find(key)
    if (stored === null) throw refuse('unknown_key', 'This API key is not known.')
    metrics.authAttempts.inc({ method: 'api_key', result: 'accepted', reason: 'accepted' })
    return { id: stored.name, scopes: stored.scopes }
  }
}

function keyIn({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  if (authorization !== undefined) return authorization.replace(/^bearer +/i, '').trim()
  return apiKey?.toString().trim()
}
