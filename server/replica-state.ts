// What replicas share beside the store: answers, counters and news. Through Redis where there is one, news else
// through the database.

import { readFile } from 'node:fs/promises'
import { memoryCache } from './cache/memory.ts'
import { redisCache } from './cache/redis.ts'
import type { Config } from './config.ts'
import { AppError } from './core/errors.ts'
import { memoryEvents } from './events/memory.ts'
import { postgresEvents } from './events/postgres.ts'
import { redisEvents } from './events/redis.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import { poolOptionsOf } from './open-store.ts'
import type { Cache, Events, News } from './ports.ts'
import { openRedis, type RedisLink, type RedisLinkOptions } from './redis/link.ts'
import { databaseAt } from './store/postgres/connection.ts'
import { version } from './version.ts'

export type ReplicaState = {
  readonly cache: Cache
  readonly events: Events
  /** `null` where there is no Redis. */
  readonly isRedisUp: () => boolean | null
  readonly close: () => Promise<void>
}

type Around = {
  readonly logger: Pick<Logger, 'warn' | 'info'>
  readonly metrics: Pick<Metrics, 'dependencyUp'>
  readonly now: () => number
  readonly onBackgroundError: (error: unknown) => void
}

export async function openReplicaState(config: Config, around: Around): Promise<ReplicaState> {
  const { now, onBackgroundError } = around
  const options = { maxBytes: config.CACHE_MAX_MB * 1_000_000, now, onBackgroundError }
  if (config.REDIS_URL !== undefined) around.metrics.dependencyUp.set({ dependency: 'redis' }, 1)
  const redis = await openRedisOf(config, redisObserver(around))
  const cache = redis ? await redisCache(redis, { ...options, release: version }) : memoryCache(options)
  const events = await openEvents(config, redis, onBackgroundError)
  return {
    ...{ cache, events },
    isRedisUp: () => redis?.isUp() ?? null,
    async close() {
      await events.close()
      await cache.close()
      await redis?.close()
    },
  }
}

/** For who has news and is no replica. Where it cannot be carried, replicas find out by looking. */
export async function tellReplicas(config: Config, news: News): Promise<void> {
  const redis = await openRedisOf(config, () => {})
  const events = await openEvents(config, redis, () => {})
  events.publish(news)
  await events.close()
  await redis?.close()
}

/** Without Redis: the database that replicas share, else there is one replica. */
async function openEvents(
  config: Config,
  redis: RedisLink | null,
  onListenerError: (error: unknown) => void,
): Promise<Events> {
  if (redis !== null) return redisEvents(redis, onListenerError)
  if (config.DATABASE_URL === undefined) return memoryEvents(onListenerError)
  const connection = databaseAt(poolOptionsOf(config))
  return postgresEvents({ connection, channel: 'tagwarden_news', onListenerError })
}

function redisObserver({ logger, metrics }: Around): RedisLinkOptions['onChange'] {
  return (state) => {
    metrics.dependencyUp.set({ dependency: 'redis' }, state.isUp ? 1 : 0)
    if (state.isUp) logger.info({}, 'redis answers again')
    else logger.warn({ reason: state.reason }, 'redis does not answer, each replica keeps its own answers and limits')
  }
}

async function openRedisOf(config: Config, onChange: RedisLinkOptions['onChange']): Promise<RedisLink | null> {
  if (config.REDIS_URL === undefined) return null
  const ca = config.REDIS_CA_FILE === undefined ? null : await readCa(config.REDIS_CA_FILE)
  return openRedis({ address: config.REDIS_URL, ca, prefix: config.REDIS_PREFIX, onChange })
}

async function readCa(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new AppError('invalid_config', `REDIS_CA_FILE: ${path} cannot be read.`, { cause })
  }
}
