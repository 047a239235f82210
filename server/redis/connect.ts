// Connections to Redis, in whichever form it runs. None of them keeps commands for later: who asks is told at once.

import type { ConnectionOptions } from 'node:tls'
import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisAddress, RedisNode } from '../config/redis-address.ts'

export type RedisTarget = {
  readonly address: RedisAddress
  /** In PEM, of who signed the certificate of Redis; `null`: who the system trusts. */
  readonly ca: string | null
}

export type RedisClient = Redis | Cluster

/** Also ends a connection whose other side has gone without a word. */
const silenceMs = 1000

/** Connects again by itself for as long as it is open. */
export function connectClient({ address, ca }: RedisTarget): RedisClient {
  const shared = sharedOptions(address, ca)
  const retryStrategy = (times: number) => Math.min(50 * times, 500)
  const again = { retryStrategy, sentinelRetryStrategy: retryStrategy }
  if (address.kind !== 'cluster') return new Redis({ ...shared, ...placeOf(address, 0), ...again })
  return new Cluster([...address.nodes], {
    clusterRetryStrategy: retryStrategy,
    enableOfflineQueue: false,
    slotsRefreshTimeout: silenceMs,
    redisOptions: shared,
    // Certificates are made out to names, which a lookup would replace by addresses.
    ...(address.isEncrypted && { dnsLookup: (name, callback) => callback(null, name) }),
  })
}

/** For news: ends when it is lost, so that the next one, on another node of a cluster, begins with a subscription. */
export function connectListener({ address, ca }: RedisTarget, attempt: number): Redis {
  const once = { retryStrategy: null, sentinelRetryStrategy: () => null }
  return new Redis({ ...sharedOptions(address, ca), ...placeOf(address, attempt), ...once })
}

function sharedOptions(address: RedisAddress, ca: string | null) {
  const { username, password, isEncrypted } = address
  const tls: ConnectionOptions = ca === null ? {} : { ca }
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(isEncrypted && { tls }),
    connectTimeout: silenceMs,
    socketTimeout: silenceMs,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // A primary that became a replica: ask again who the primary is.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  } satisfies RedisOptions
}

function placeOf(address: RedisAddress, attempt: number): RedisOptions {
  if (address.kind === 'sentinel')
    // Without the third, what the Sentinels name would be spoken to in the clear.
    return { sentinels: [...address.nodes], name: address.group, enableTLSForSentinelMode: address.isEncrypted }
  const node = nodeAt(address.nodes, attempt)
  return { ...node, ...(address.kind === 'single' && { db: address.database }) }
}

function nodeAt(nodes: readonly RedisNode[], attempt: number): RedisNode {
  const node = nodes[attempt % nodes.length]
  if (node === undefined) throw new Error('An address of Redis has at least one node.')
  return node
}
