// Clients of the SDK: made when first needed, one for each service in each region of each account, and wrapped for each
// cell so that a call can neither go beyond the limits, nor outlive the cell, nor be one that was not declared.

import { NodeHttpHandler } from '@smithy/node-http-handler'
import { faultOf } from './faults.ts'
import type { Limits } from './limits.ts'
import { type RetryLimits, retryStrategy } from './retry.ts'
import type { Calls, ClientConfig, Credentials, Service } from './service.ts'

export type ClientOptions = {
  readonly credentialsOf: (account: string) => () => Promise<Credentials>
  readonly limits: Limits
  readonly retry: RetryLimits
  readonly sockets: number
  readonly requestTimeoutMs: number
  readonly onCall?: (service: string, command: string) => void
}

type Command = { readonly input: object; readonly constructor: { readonly name: string } }
type Sending = { readonly send: (command: Command, options?: object) => Promise<unknown> }
export type Connection = { readonly sdk: unknown; readonly client: Sending; readonly key: string }
export type Where = { readonly account: string; readonly region: string }

/**
 * `listing` refuses to ask the same twice. `identity` goes past the limits: calls that hold all places may be waiting
 * for the credentials that it fetches.
 */
export type Use = 'listing' | 'detail' | 'identity'

export type Clients = ReturnType<typeof createClients>

export function createClients(options: ClientOptions) {
  const { credentialsOf, limits, retry } = options
  const connections = new Map<string, Promise<Connection>>()
  // One for all: sockets are kept and shared. HTTP/1.1 for every service, also where the SDK would speak HTTP/2.
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: Math.min(5_000, options.requestTimeoutMs),
    requestTimeout: options.requestTimeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: options.sockets },
    httpsAgent: { keepAlive: true, maxSockets: options.sockets },
  })

  async function open(service: Service, { account, region }: Where, key: string): Promise<Connection> {
    const sdk = await service.load()
    const config: ClientConfig = {
      ...{ region, requestHandler, credentials: credentialsOf(account), retryStrategy: retryStrategy(retry) },
    }
    // Every client takes these; `Service` says why the type is `never`.
    return { sdk, key, client: service.connect(sdk, config as never) as Sending }
  }

  return {
    connect(service: Service, where: Where): Promise<Connection> {
      const key = `${where.account}/${where.region}/${service.name}`
      const known = connections.get(key) ?? open(service, where, key)
      connections.set(key, known)
      return known
    },
    /** The client for one cell. */
    guard({ client, key }: Connection, calls: Calls, signal: AbortSignal, use: Use): Sending {
      const sent = use === 'listing' ? new Set<string>() : null
      return Object.assign(Object.create(client), {
        send: async (command: Command, sendOptions: object = {}) => {
          const name = command.constructor.name.replace(/Command$/, '')
          const action = actionOf(calls, name)
          refuseRepeated(sent, name, command.input)
          options.onCall?.(key.slice(key.lastIndexOf('/') + 1), name)
          try {
            const call = () => untilAborted(signal, client.send(command, { ...sendOptions, abortSignal: signal }))
            return await (use === 'identity' ? call() : limits.run(key, signal, call))
          } catch (cause) {
            // Taking a role is part of a call with it, and then what failed.
            throw cause instanceof CallFailed ? cause : new CallFailed(cause, action)
          }
        },
      })
    },
    /** Clients are dropped with the region they served: there may be thousands of them in a run. */
    forget({ account, region }: Where): void {
      for (const key of connections.keys()) if (key.startsWith(`${account}/${region}/`)) connections.delete(key)
    },
    close: () => requestHandler.destroy(),
  }
}

/** A call that failed, with what it needed. The SDK's own error is the cause. */
export class CallFailed extends Error {
  readonly action: string

  constructor(cause: unknown, action: string) {
    super('a call to AWS failed', { cause })
    this.action = action
  }
}

export function faultOfCall(error: unknown) {
  return error instanceof CallFailed ? faultOf(error.cause, error.action) : faultOf(error)
}

function actionOf(calls: Calls, name: string): string {
  const actions = calls[name]
  if (actions === undefined)
    throw Object.assign(new Error(`add ${name} to "calls", with its IAM action`), { name: 'UndeclaredCommand' })
  return typeof actions === 'string' ? actions : (actions[0] ?? '')
}

/** The same page asked for twice would never end. */
function refuseRepeated(sent: Set<string> | null, name: string, input: object): void {
  if (sent === null) return
  const text = name + JSON.stringify(input)
  if (sent.has(text)) throw Object.assign(new Error('a page token came twice'), { name: 'RepeatedPageToken' })
  sent.add(text)
}

/** The SDK does not look at the signal while it waits before a retry. */
async function untilAborted<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    signal.throwIfAborted()
    return await Promise.race([answer, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
    // Whoever lost the race may still fail.
    answer.catch(() => {})
  }
}
