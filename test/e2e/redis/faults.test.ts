// What happens to Redis happens to speed, never to what is answered. Each fault ends, and nobody starts anything again.

import { spawnSync } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { redisCache } from '../../../server/cache/redis.ts'
import { withinTime } from '../../../server/redis/within-time.ts'
import { type OpenedLink, openLink } from '../../support/redis-links.ts'
import { describeWithOwnRedis, type RedisServer, startRedis } from '../../support/redis-process.ts'
import { describeWithToxiproxy, type NetworkProxy, startProxy } from '../../support/toxiproxy.ts'

const young = { softMs: 60_000, hardMs: 60_000 }
/** No measure of speed: it tells waiting from hanging. */
const boundMs = 5000
const eventually = { timeout: 30_000 }

const cacheOn = (link: OpenedLink) =>
  redisCache(link, { maxBytes: 1_000_000, now: Date.now, release: '1', onBackgroundError: () => {} })

/** Pages that nobody has, and counts that go up one by one: each right, each in time. */
async function expectRightAnswers(link: OpenedLink, round: string): Promise<void> {
  const cache = await cacheOn(link)
  for (let at = 1; at <= 5; at++) {
    const asked = [
      cache.getOrMake(`${round}-${at}`, young, async () => Buffer.from(`page ${at}`)),
      cache.getOrMake(`${round}-${at}`, young, async () => Buffer.from(`page ${at}`)),
    ]
    const given = await withinTime(boundMs, Promise.all(asked))
    expect(given.map(({ value }) => String(value))).toEqual([`page ${at}`, `page ${at}`])
    const { count } = await withinTime(boundMs, cache.count(round, 1, 60_000))
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(at)
  }
}

async function expectShared(one: OpenedLink, other: OpenedLink): Promise<void> {
  const [here, there] = [await cacheOn(one), await cacheOn(other)]
  await here.set('shared', Buffer.from('shared again'), 60_000)
  expect(String(await there.get('shared'))).toBe('shared again')
  const before = (await here.count('shared', 1, 60_000)).count
  expect((await there.count('shared', 1, 60_000)).count).toBe(before + 1)
}

type Fault = { readonly break: () => unknown; readonly mend: () => unknown }

/** Broken until both replicas have seen it, then mended; each says so once. */
async function expectSurvived(url: string, fault: Fault): Promise<void> {
  const replicas = [await openLink(url, 'service'), await openLink(url, 'service')] as const
  const [one, other] = replicas
  await expectRightAnswers(one, 'before')
  await fault.break()
  await expectRightAnswers(one, 'during')
  await expect.poll(() => replicas.map((link) => link.isUp()), eventually).toEqual([false, false])
  await expectRightAnswers(one, 'while down')
  await fault.mend()
  await expect.poll(() => replicas.map((link) => link.isUp()), eventually).toEqual([true, true])
  await expectShared(one, other)
  await expectRightAnswers(one, 'after')
  for (const { changes } of replicas) expect(changes).toEqual([expect.stringMatching(/^down: /), 'up'])
}

describeWithOwnRedis()('Redis', () => {
  async function ownRedis(): Promise<RedisServer> {
    const redis = await startRedis()
    onTestFinished(() => redis.close())
    return redis
  }
  const configure = (redis: RedisServer, name: string, value: string) => {
    const set = spawnSync('redis-cli', ['-p', String(redis.port), 'config', 'set', name, value])
    expect(String(set.stdout)).toBe('OK\n')
  }

  test('is killed, and started again', async () => {
    const redis = await ownRedis()
    await expectSurvived(redis.url, { break: redis.kill, mend: redis.restart })
  })

  test('is paused, and goes on', async () => {
    const redis = await ownRedis()
    const fault = { break: () => redis.signal('SIGSTOP'), mend: () => redis.signal('SIGCONT') }
    await expectSurvived(redis.url, fault)
  })

  test('is full and evicts nothing, until there is room', async () => {
    const redis = await ownRedis()
    const fault = {
      break: () => configure(redis, 'maxmemory', '1'),
      mend: () => configure(redis, 'maxmemory', '0'),
    }
    await expectSurvived(redis.url, fault)
  })

  test('is started again and empty', async () => {
    const redis = await ownRedis()
    const [one, other] = [await openLink(redis.url, 'service'), await openLink(redis.url, 'service')]
    await expectRightAnswers(one, 'before')
    await redis.restart()
    await expectRightAnswers(one, 'during')
    await expect.poll(() => one.isUp() && other.isUp(), eventually).toBe(true)
    await expectShared(one, other)
    await expectRightAnswers(one, 'after')
  })

  test('is not there at the start, and comes later', async () => {
    const redis = await ownRedis()
    await redis.kill()
    const [one, other] = [await openLink(redis.url, 'service'), await openLink(redis.url, 'service')]
    expect([one.isUp(), other.isUp()]).toEqual([false, false])
    await expectRightAnswers(one, 'before')
    await redis.restart()
    await expect.poll(() => one.isUp() && other.isUp(), eventually).toBe(true)
    await expectShared(one, other)
  })
})

describeWithToxiproxy()('the network to Redis', () => {
  async function proxied(): Promise<{ readonly url: string; readonly proxy: NetworkProxy }> {
    const redis = await startRedis()
    const proxy = await startProxy(redis.port)
    onTestFinished(async () => {
      await proxy.close()
      await redis.close()
    })
    return { url: `redis://127.0.0.1:${proxy.port}`, proxy }
  }

  test('is too slow', async () => {
    const { url, proxy } = await proxied()
    await expectSurvived(url, { break: () => proxy.poison('latency', { latency: 3000 }), mend: proxy.mend })
  })

  test('is cut', async () => {
    const { url, proxy } = await proxied()
    await expectSurvived(url, { break: proxy.cut, mend: proxy.mend })
  })

  test('takes everything and brings nothing', async () => {
    const { url, proxy } = await proxied()
    await expectSurvived(url, { break: () => proxy.poison('timeout', { timeout: 0 }), mend: proxy.mend })
  })

  test('is somewhat slow, which is no loss', async () => {
    const { url, proxy } = await proxied()
    const [one, other] = [await openLink(url, 'service'), await openLink(url, 'service')]
    await proxy.poison('latency', { latency: 40 })
    await expectRightAnswers(one, 'slow')
    await expectShared(one, other)
    expect([one.changes, other.changes]).toEqual([[], []])
  })
})
