// One log line and one set of metrics a request, whichever way it was answered.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Gate } from '../gate.ts'
import { oneOfSet } from '../metrics/declare.ts'
import * as sets from '../metrics/label-sets.ts'
import type { Metrics } from '../metrics.ts'
import { isMcp } from './request.ts'

/** A gate that remembers, until the request ends, that a call failed: over MCP the status does not say so. */
export type WatchedGate = { readonly gate: Gate; readonly takeFailure: (requestId: string) => string | undefined }

export function watchGate({ tools, call }: Gate): WatchedGate {
  const failures = new Map<string, string>()
  return {
    gate: {
      tools,
      async call(given) {
        const result = await call(given)
        if (!result.ok) failures.set(given.requestId, result.code)
        return result
      },
    },
    takeFailure(requestId) {
      const code = failures.get(requestId)
      failures.delete(requestId)
      return code
    },
  }
}

export function observeRequests(app: FastifyInstance, metrics: Metrics, watched: WatchedGate): void {
  app.addHook('onRoute', ({ url, method }) => {
    for (const each of [method].flat()) knowRoute(metrics, url, each)
  })
  app.addHook('onRequest', async (request, reply) => {
    metrics.requestsInFlight.inc()
    reply.header('x-request-id', request.id)
    // Not `onResponse`: that is not called for a client who leaves before its body has come.
    reply.raw.once('close', () => {
      metrics.requestsInFlight.dec()
      finish(request, reply, metrics, watched.takeFailure(request.id))
    })
  })
}

function finish(request: FastifyRequest, reply: FastifyReply, metrics: Metrics, failure: string | undefined): void {
  const status = reply.raw.writableEnded ? reply.statusCode : clientLeft
  countHttp(metrics, request, reply, status)
  const isCall = isMcp(request) || request.routeOptions.url?.startsWith('/api/')
  if (isCall) countRequest(metrics, request, reply, outcomeOf(status, failure))
  logRequest(request, reply, status, failure)
}

/** As proxies log it: the answer reached nobody. */
const clientLeft = 499

function knowRoute(metrics: Metrics, route: string, method: string): void {
  for (const status_class of sets.statusClasses) metrics.httpRequests.inc({ route, method, status_class }, 0)
  metrics.httpSeconds.zero({ route, method })
}

const httpMethods: ReadonlySet<string> = new Set(sets.httpMethods)

function countHttp(metrics: Metrics, request: FastifyRequest, reply: FastifyReply, status: number): void {
  const route = request.routeOptions.url ?? 'none'
  const method = oneOfSet(httpMethods, request.method)
  metrics.httpRequests.inc({ route, method, status_class: `${Math.floor(status / 100)}xx` })
  metrics.httpSeconds.observe({ route, method }, reply.elapsedTime / 1000)
  const sent = Number(request.headers['content-length'])
  if (sent >= 0) metrics.requestBytes.observe(sent)
  const answered = Number(reply.getHeader('content-length'))
  if (answered >= 0) metrics.responseBytes.observe(answered)
}

const mcpMethods: ReadonlySet<string> = new Set(sets.mcpMethods)
const protocolVersions: ReadonlySet<string> = new Set(sets.protocolVersions)

function countRequest(
  metrics: Metrics,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: sets.RequestOutcome,
): void {
  const method = isMcp(request) ? oneOfSet(mcpMethods, rpcMethod(request.body)) : 'rest'
  const version = request.headers['mcp-protocol-version']
  const protocol_version = typeof version === 'string' ? oneOfSet(protocolVersions, version) : 'none'
  metrics.requests.inc({ method, outcome, protocol_version })
  // A subscription lasts as long as its client likes: its time says nothing about us.
  const slo_class = method === 'subscriptions/listen' ? 'admin' : 'interactive'
  metrics.requestSeconds.observe({ method, slo_class }, reply.elapsedTime / 1000)
}

function rpcMethod(body: unknown): string {
  const isMessage = typeof body === 'object' && body !== null && 'method' in body
  return isMessage && typeof body.method === 'string' ? body.method : ''
}

const ourFaults = new Set(['internal_error', 'not_ready', 'store_unavailable', 'store_in_use'])

function outcomeOf(status: number, failure: string | undefined): sets.RequestOutcome {
  if (status >= 500 || (failure !== undefined && ourFaults.has(failure))) return 'server_error'
  return status >= 400 || failure !== undefined ? 'client_error' : 'ok'
}

function logRequest(request: FastifyRequest, reply: FastifyReply, status: number, failure: string | undefined): void {
  const route = request.routeOptions.url
  const fields = {
    method: request.method,
    route: route ?? 'none',
    status,
    ms: Math.round(reply.elapsedTime * 100) / 100,
    ...(request.caller && { caller: request.caller.id }),
    ...(failure !== undefined && { failure }),
  }
  // Probes come every few seconds and say nothing as long as they are answered.
  if (route?.startsWith('/health/')) request.log.debug(fields, 'request answered')
  else request.log.info(fields, 'request answered')
}
