// What the cache costs: a hit in this process, a page from Redis against a bare GET, equal misses over three replicas.
// Redis is a redis-server of the bench's own.

import { deepStrictEqual } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryCache } from '../server/cache/memory.ts'
import { redisCache } from '../server/cache/redis.ts'
import type { Cache } from '../server/ports.ts'
import { openRedis, type RedisLink } from '../server/redis/link.ts'
import { estateLines } from './estate.ts'
import type { Bench, Figure } from './figures.ts'
import { cpuTime, median } from './measure.ts'

const young = { softMs: 3_600_000, hardMs: 3_600_000 }
const options = { maxBytes: 64_000_000, now: Date.now, onBackgroundError: () => {}, release: 'bench' }

export default (async ({ quick }) => [
  ...(await nearFigures(quick ? 100_000 : 1_000_000)),
  ...(await withRedis(async (open) => [
    ...(await farFigures(await open('pages'), quick ? 200 : 2000)),
    ...(await missFigures([await open('misses'), await open('misses'), await open('misses')])),
  ])),
]) satisfies Bench

const figure = (name: string, value: number, unit: string, goal: Figure['goal'] = null): Figure => ({
  ...{ name, value, unit, goal },
})

/** As a tool's page: 200 resources with what is wrong with them. */
const page = (): Buffer => Buffer.from(`[${[...estateLines(200)].join(',')}]`)

async function nearFigures(hits: number): Promise<Figure[]> {
  const cache = memoryCache(options)
  await cache.set('page', page(), young.hardMs)
  const make = async () => Buffer.alloc(0)
  const read = async () => {
    for (let hit = 0; hit < hits; hit++) await cache.getOrMake('page', young, make)
  }
  await read()
  const { cpuMs } = await cpuTime(read)
  return [figure('hit in this process, CPU', (cpuMs * 1000) / hits, 'µs', { atMost: 2 })]
}

async function farFigures(link: RedisLink, reads: number): Promise<Figure[]> {
  const value = page()
  const key = `${link.prefix}:bare`
  await link.ask((client) => client.set(key, value, 'PX', young.hardMs))
  await (await redisCache(link, options)).set('page', value, young.hardMs)
  // One that keeps nothing near, so that each read goes to Redis.
  const cache = await redisCache(link, { ...options, maxBytes: 1 })
  const times = { page: [] as number[], bare: [] as number[] }
  for (let read = 0; read < reads; read++) {
    const first = performance.now()
    deepStrictEqual((await cache.get('page'))?.byteLength, value.byteLength)
    const second = performance.now()
    deepStrictEqual((await link.ask((client) => client.getBuffer(key)))?.value?.byteLength, value.byteLength)
    if (read < reads / 10) continue
    times.page.push(second - first)
    times.bare.push(performance.now() - second)
  }
  const [whole, bare] = [median(times.page), median(times.bare)]
  return [
    figure('page of 200 rows', value.byteLength / 1000, 'kB'),
    figure('page from Redis, p50', whole * 1000, 'µs'),
    figure('page from Redis against a bare GET of the same bytes', whole / bare, '×', { atMost: 1.5 }),
  ]
}

async function missFigures(links: readonly RedisLink[]): Promise<Figure[]> {
  const replicas: Cache[] = []
  for (const link of links) replicas.push(await redisCache(link, options))
  let made = 0
  const make = async () => {
    made += 1
    await sleep(100)
    return page()
  }
  const start = performance.now()
  await Promise.all(
    Array.from({ length: 100 }, (_, at) => replicas[at % replicas.length]?.getOrMake('page', young, make)),
  )
  return [
    figure('100 equal misses over three replicas, made', made, 'times', { atMost: 1 }),
    figure('100 ms of work for all of them', performance.now() - start, 'ms'),
  ]
}

async function withRedis<T>(work: (open: (name: string) => Promise<RedisLink>) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-bench-redis-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const redis = spawn('redis-server', args, { stdio: 'ignore' })
  const service = randomUUID()
  const links: RedisLink[] = []
  try {
    await sleep(500)
    return await work(async (name) => {
      const link = await openRedis({ address: addressOf(port), ca: null, prefix: service + name, onChange: failed })
      links.push(link)
      return link
    })
  } finally {
    for (const link of links) await link.close()
    redis.kill('SIGKILL')
    await once(redis, 'close')
    rmSync(folder, { recursive: true })
  }
}

const addressOf = (port: number) => ({
  kind: 'single' as const,
  nodes: [{ host: '127.0.0.1', port }],
  ...{ username: undefined, password: undefined, isEncrypted: false, database: 0 },
})

function failed(state: object): never {
  throw new Error(`Redis of the bench: ${JSON.stringify(state)}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
