// From listening to a clean end: a signal stops new connections, what runs is finished, everything is closed.

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { urlFor } from './banner.ts'
import type { Config } from './config.ts'
import { AppError } from './core/errors.ts'
import type { Logger } from './logger.ts'

export type Addresses = { readonly url: string; readonly metricsUrl: string }

export type ServerParts = {
  readonly app: FastifyInstance
  readonly metricsServer: Server
  readonly config: Pick<Config, 'HOST' | 'PORT' | 'METRICS_HOST' | 'METRICS_PORT'>
  readonly logger: Logger
  /** Called once both ports answer: prints the banner, makes it ready. */
  readonly onListening: (addresses: Addresses) => Promise<void>
  /** Closes what the server stands on, after the last answer. */
  readonly close: () => Promise<void>
}

/** The process, as far as the server needs it. */
export type ProcessEdge = {
  /** Calls back at every SIGTERM and SIGINT. */
  readonly onStopSignal: (stop: (signal: string) => void) => void
  readonly exit: (status: number) => void
}

/** Orchestrators kill after 10 s or more; what still runs shortly before that is cut off. */
const drainMs = 8000
const giveUpMs = 9500

/** Resolves when everything is closed after a signal. Throws where it could not start. */
export async function runServer(parts: ServerParts, edge: ProcessEdge): Promise<void> {
  const { logger, onListening } = parts
  const stopped = firstSignal(edge)
  try {
    const begun = onListening(await listenOnBoth(parts))
    // A signal does not wait for a first snapshot; what its end then breaks is of no interest.
    await Promise.race([begun, stopped])
    begun.catch(() => {})
  } catch (error) {
    await closeAll(parts)
    throw error
  }
  logger.info({ signal: await stopped }, 'shutting down')
  await drain(parts)
  logger.info({}, 'shut down')
}

/** The second signal does not wait for anything. */
function firstSignal({ onStopSignal, exit }: ProcessEdge): Promise<string> {
  return new Promise((resolve) => {
    let isStopping = false
    onStopSignal((signal) => {
      if (isStopping) exit(1)
      isStopping = true
      resolve(signal)
    })
  })
}

async function listenOnBoth({ app, metricsServer, config }: ServerParts): Promise<Addresses> {
  const { HOST, PORT, METRICS_HOST, METRICS_PORT } = config
  try {
    await app.listen({ host: HOST, port: PORT, listenTextResolver: () => 'listening' })
  } catch (cause) {
    throw cannotListen('PORT', HOST, PORT, cause)
  }
  try {
    await listen(metricsServer, METRICS_HOST, METRICS_PORT)
  } catch (cause) {
    throw cannotListen('METRICS_PORT', METRICS_HOST, METRICS_PORT, cause)
  }
  return {
    url: urlFor(HOST, portOf(app.server)),
    metricsUrl: `${urlFor(METRICS_HOST, portOf(metricsServer))}/metrics`,
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed)
    server.listen({ host, port }, done)
  })
}

// A server that listens on a port has an address with one.
const portOf = (server: Server) => (server.address() as AddressInfo).port

function cannotListen(setting: string, host: string, port: number, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const hostSetting = setting.replace('PORT', 'HOST')
  if (code === 'EADDRINUSE')
    return new AppError('port_taken', `Port ${port} on ${host} is taken.`, {
      hint: `Stop what listens there, or set ${setting} to another port.`,
      cause,
    })
  if (code === 'EACCES')
    return new AppError('port_taken', `Port ${port} needs more rights than this process has.`, {
      hint: `Set ${setting} to a port of 1024 or more.`,
      cause,
    })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new AppError('invalid_config', `${hostSetting}=${host} is no address of this machine.`, { cause })
  return cause
}

async function drain(parts: ServerParts): Promise<void> {
  const { app, logger } = parts
  const cut = setTimeout(() => {
    logger.warn({}, 'requests that did not end in time are cut off')
    app.server.closeAllConnections()
  }, drainMs)
  const givenUp = new Promise<void>((resolve) => setTimeout(resolve, giveUpMs).unref())
  await Promise.race([closeAll(parts), givenUp])
  clearTimeout(cut)
}

async function closeAll({ app, metricsServer, close }: ServerParts): Promise<void> {
  await app.close()
  metricsServer.closeAllConnections()
  await new Promise<void>((done) => metricsServer.close(() => done()))
  await close()
}
