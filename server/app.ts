// The HTTP server: plugins in the order in which a request meets them.

import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import type { Config } from './config.ts'
import type { Gate } from './gate.ts'
import type { Authenticate } from './guards/authenticate.ts'
import { guardOrigins } from './http/cors.ts'
import { addDocs } from './http/docs.ts'
import { closeConnectionsWhenDraining } from './http/drain.ts'
import { handleErrors } from './http/errors.ts'
import { addHealthRoutes, type Health } from './http/health.ts'
import { observeRequests, watchGate } from './http/observe.ts'
import { openApiDocument } from './http/openapi.ts'
import { answerBadBytes, answerBadUrl } from './http/raw-errors.ts'
import { callerOf, decorateRequests } from './http/request.ts'
import { addToolRoutes } from './http/rest.ts'
import { addSecurityHeaders } from './http/security-headers.ts'
import { answerUnknownRoutes } from './http/unknown-route.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import type { Caller } from './tools/define.ts'

export type AppDeps = {
  readonly config: Pick<Config, 'ALLOWED_HOSTS' | 'ALLOWED_ORIGINS' | 'BODY_LIMIT_BYTES' | 'TRUST_PROXY' | 'AUTH_MODE'>
  readonly version: string
  readonly logger: Logger
  readonly metrics: Metrics
  readonly gate: Gate
  readonly authenticate: Authenticate
  readonly health: Health
  /** Adds `/mcp` behind authentication; it must call this gate, whose failures are counted. */
  readonly mcp: ((app: FastifyInstance, parts: McpParts) => Promise<void>) | null
}

export type McpParts = { readonly gate: Gate; readonly callerOf: (request: FastifyRequest) => Caller }

/** Longer than the idle time of a load balancer: one of two must not send on a connection that the other just closed. */
const keepAliveMs = 125_000
/** Also the time that an opened connection may wait for its first request, so no shorter than the one above. */
const headersTimeoutMs = 126_000
/** Of receiving a request; how long its answer takes does not matter. Node wants it no shorter than the one above. */
const requestTimeoutMs = 130_000

export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { config, metrics, authenticate } = deps
  const app = createFastify(config, deps.logger)
  const watched = watchGate(deps.gate)
  const { gate } = watched

  decorateRequests(app)
  handleErrors(app)
  answerUnknownRoutes(app)
  app.removeContentTypeParser('text/plain')

  closeConnectionsWhenDraining(app)
  observeRequests(app, metrics, watched)
  await addSecurityHeaders(app)
  guardOrigins(app, { allowedHosts: config.ALLOWED_HOSTS, allowedOrigins: config.ALLOWED_ORIGINS })

  addHealthRoutes(app, deps.health, authenticate)
  const needsKey = config.AUTH_MODE === 'api-key'
  const describe = () => openApiDocument(gate.tools, { version: deps.version, needsKey })
  await app.register(async (scope) => addDocs(scope, describe))

  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => {
      request.caller = await authenticate(request.headers)
    })
    addToolRoutes(scope, gate)
    await deps.mcp?.(scope, { gate, callerOf })
  })
  await app.ready()
  return app
}

function createFastify(config: AppDeps['config'], logger: Logger): FastifyInstance {
  // A wider type than pino's own, so that the rest of the code knows one kind of `FastifyInstance`.
  const loggerInstance: FastifyBaseLogger = logger
  return Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    bodyLimit: config.BODY_LIMIT_BYTES,
    trustProxy: trusted(config.TRUST_PROXY),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    http: { headersTimeout: headersTimeoutMs },
    // What arrives on an open connection while we shut down is still answered, and the connection then closed.
    return503OnClosing: false,
    frameworkErrors: answerBadUrl,
    clientErrorHandler: answerBadBytes,
  })
}

/** So many hops, or these addresses. */
function trusted(proxies: Config['TRUST_PROXY']) {
  return typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : proxies
}

/** The client's own id if it is harmless, so that both logs can be read together. */
function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
}
