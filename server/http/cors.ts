// Hosts and origins are checked before anything else, and pages of allowed origins are told that they may read.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../core/errors.ts'
import { checkHost, checkOrigin } from '../guards/host-origin.ts'

export type OriginOptions = {
  readonly allowedHosts: readonly string[]
  readonly allowedOrigins: readonly string[]
}

/** Probes come from orchestrators that know an address, not a name; they say nothing worth hiding. */
const probes = new Set(['/health/live', '/health/ready', '/health/startup'])

const dayS = '86400'
const readable = 'x-request-id, retry-after, www-authenticate, mcp-session-id'

export function guardOrigins(app: FastifyInstance, { allowedHosts, allowedOrigins }: OriginOptions): void {
  const acceptHost = checkHost(allowedHosts)
  const originKind = checkOrigin(allowedOrigins)
  app.addHook('onRequest', async (request, reply) => {
    refuseTwoHosts(request.raw.rawHeaders)
    if (!probes.has(request.url)) acceptHost(request.host)
    if (originKind(request.headers.origin, request.host) !== 'allowed') return
    reply.header('access-control-allow-origin', request.headers.origin)
    reply.header('access-control-expose-headers', readable).header('vary', 'origin')
    if (isPreflight(request)) return answerPreflight(request, reply)
  })
}

/** Node takes the first, a proxy might have taken the second. */
function refuseTwoHosts(rawHeaders: readonly string[]): void {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === 'host') hosts++
  if (hosts > 1) throw new AppError('invalid_request', 'The request names two hosts.')
}

const isPreflight = ({ method, headers }: FastifyRequest) =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined

function answerPreflight({ headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = headers['access-control-request-headers']
  // Names of headers only: anything else was not written by a browser.
  if (asked !== undefined && /^[\w, -]{1,1000}$/.test(asked)) reply.header('access-control-allow-headers', asked)
  return reply
    .header('access-control-allow-methods', 'GET, POST, DELETE')
    .header('access-control-max-age', dayS)
    .code(204)
    .send()
}
