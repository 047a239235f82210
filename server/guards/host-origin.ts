// Who the request is meant for, and which page sent it. Together they keep foreign web pages out, also one
// that made its own name point to this machine (DNS rebinding).

import { AppError } from '../core/errors.ts'

/** Throws unless `Host` is one of ours. Entries without a port are meant with any port. */
export function checkHost(allowedHosts: readonly string[]): (host: string | undefined) => void {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()))
  const any = allowed.has('*')
  return (host) => {
    const full = host?.toLowerCase() ?? ''
    const name = /^(\[[^\]]*\]|[^:]*)(:\d*)?$/.exec(full)?.[1]
    if (name && (any || allowed.has(full) || allowed.has(name))) return
    throw new AppError('forbidden', `This server does not answer for the host ${quoted(host)}.`, {
      hint: 'Call it by a name it knows, or add this one to ALLOWED_HOSTS.',
    })
  }
}

/** Whose page sent the request: none, ours, or another that is allowed. Throws for all others. */
export function checkOrigin(
  allowedOrigins: readonly string[],
): (origin: string | undefined, host: string | undefined) => 'none' | 'own' | 'allowed' {
  const allowed = new Set(allowedOrigins)
  return (origin, host) => {
    if (origin === undefined) return 'none'
    if (allowed.has(origin)) return 'allowed'
    if (isOwn(origin, host)) return 'own'
    throw new AppError('forbidden', `Pages of the origin ${quoted(origin)} may not call this server.`, {
      hint: 'If they should, add it to ALLOWED_ORIGINS.',
    })
  }
}

// The scheme is not compared: behind a proxy we do not know ours.
const isOwn = (origin: string, host: string | undefined) =>
  /^https?:\/\//.test(origin) && origin.replace(/^https?:\/\//, '').toLowerCase() === host?.toLowerCase()

const quoted = (text: string | undefined) => JSON.stringify((text ?? '').slice(0, 100))
