import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { redisCache } from '../../server/cache/redis.ts'
import { cacheContract } from '../contracts/cache.ts'
import { describeWithRedis, sharedRedis } from '../support/redis.ts'
import { openLink } from '../support/redis-links.ts'

const options = { maxBytes: 1_000_000, now: Date.now, release: '1', onBackgroundError: () => {} }
const young = { softMs: 60_000, hardMs: 60_000 }

describeWithRedis()('a cache over Redis', () => {
  let redis: { readonly url: string }
  beforeAll(async () => {
    redis = await sharedRedis()
  })

  const open = async (prefix?: string, changes: Partial<typeof options> = {}) =>
    redisCache(await openLink(redis.url, prefix), { ...options, ...changes })

  cacheContract('the cache over Redis', async (onBackgroundError) =>
    redisCache(await openLink(redis.url), { ...options, onBackgroundError }),
  )

  test('what one replica keeps is there for the others', async () => {
    const prefix = randomUUID()
    const [one, other] = [await open(prefix), await open(prefix)]
    await one.set('page', Buffer.from('x'), 60_000)
    expect(String(await other.get('page'))).toBe('x')
  })

  test('a value that is replaced is replaced for all', async () => {
    const prefix = randomUUID()
    const [one, other] = [await open(prefix), await open(prefix)]
    await one.set('page', Buffer.from('old'), 60_000)
    expect(String(await other.get('page'))).toBe('old')
    await one.set('page', Buffer.from('new'), 60_000)
    await expect.poll(async () => String(await other.get('page'))).toBe('new')
  })

  test('replicas count together, also at the same time', async () => {
    const prefix = randomUUID()
    const replicas = [await open(prefix), await open(prefix), await open(prefix)]
    await Promise.all(Array.from({ length: 300 }, (_, at) => replicas[at % 3]?.count('rate:caller', 1, 60_000)))
    expect((await replicas[0]?.count('rate:caller', 1, 60_000))?.count).toBe(301)
  })

  test('a hundred equal misses over three replicas are made once', async () => {
    const prefix = randomUUID()
    const replicas = [await open(prefix), await open(prefix), await open(prefix)]
    let made = 0
    const make = async () => {
      made += 1
      await sleep(150)
      return Buffer.from('page')
    }
    const asked = Array.from({ length: 100 }, (_, at) => replicas[at % 3]?.getOrMake('page', young, make))
    const all = await Promise.all(asked)
    expect(all.map((one) => String(one?.value))).toEqual(Array(100).fill('page'))
    expect(made).toBe(1)
  })

  test('what one replica could not make, another that waits makes', async () => {
    const prefix = randomUUID()
    const [one, other] = [await open(prefix), await open(prefix)]
    const failing = one.getOrMake('page', young, async () => {
      await sleep(100)
      throw new Error('no')
    })
    await sleep(30)
    const waiting = other.getOrMake('page', young, async () => Buffer.from('made'))
    await expect(failing).rejects.toThrow('no')
    expect(String((await waiting).value)).toBe('made')
  })

  test('another release and another service read nothing of it', async () => {
    const prefix = randomUUID()
    const one = await open(prefix)
    const later = await open(prefix, { release: '2' })
    const foreign = await open()
    await one.set('page', Buffer.from('x'), 60_000)
    expect(await later.get('page')).toBeNull()
    expect(await foreign.get('page')).toBeNull()
  })

  test('a value that was cut off or is none of ours is a miss', async () => {
    const link = await openLink(redis.url)
    const [one, other] = [await redisCache(link, options), await redisCache(link, options)]
    await one.set('page', Buffer.from('x'.repeat(1000)), 60_000)
    const key = `${link.prefix}:answer:1:{page}`
    const whole = (await link.ask((client) => client.getBuffer(key)))?.value ?? Buffer.alloc(0)
    for (const bad of [whole.subarray(0, -5), whole.subarray(0, 7), Buffer.from('foreign text of some length')]) {
      await link.ask((client) => client.set(key, bad))
      expect(await other.get('page')).toBeNull()
    }
  })

  test('every key begins with the prefix, has a time to live and keeps its hash tag', async () => {
    const link = await openLink(redis.url)
    const cache = await redisCache(link, options)
    await cache.set('page', Buffer.from('x'), 60_000)
    await cache.count('rate:caller', 1, 60_000)
    const keys = (await link.ask((client) => client.keys(`${link.prefix}*`)))?.value.toSorted()
    expect(keys).toEqual([':answer:1:{page}', ':count:{rate:caller}', ':look'].map((end) => link.prefix + end))
    for (const key of keys ?? []) {
      expect((await link.ask((client) => client.pttl(key)))?.value).toBeGreaterThan(0)
    }
  })
})
