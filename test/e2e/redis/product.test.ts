// The whole server while Redis is lost and comes back: calls are answered, limits hold, and it says what is wrong.

import { expect, onTestFinished, test } from 'vitest'
import { type Product, startProduct } from '../../support/product-process.ts'
import { describeWithOwnRedis, startRedis } from '../../support/redis-process.ts'

const eventually = { timeout: 30_000 }

async function startBoth(extra: Readonly<Record<string, string>> = {}) {
  const redis = await startRedis()
  const product = await startProduct({ REDIS_URL: redis.url, LOG_LEVEL: 'warn', ...extra })
  onTestFinished(async () => {
    await product.stop()
    await product.removeData()
    await redis.close()
  })
  return { redis, product }
}

const statusOf = async ({ url }: Product, path: string) => (await fetch(url + path)).status
const healthOf = async ({ url }: Product) => (await fetch(`${url}/health`)).json()
const redisUp = async ({ env }: Product) =>
  /dependency_up\{dependency="redis"\} (\d)/.exec(
    await (await fetch(`http://127.0.0.1:${env.METRICS_PORT}/metrics`)).text(),
  )?.[1]

/** Every page is asked for anew, since each has a size of its own. */
async function untagged({ url }: Product, limit: number) {
  const answer = await fetch(`${url}/api/v1/tools/find_untagged_resources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ limit }),
    signal: AbortSignal.timeout(10_000),
  })
  // As the tool's output schema says.
  const body = (await answer.json()) as { readonly data: { readonly resources: readonly object[] } }
  return { status: answer.status, body }
}

describeWithOwnRedis()('the server', () => {
  test('answers the same while Redis is paused, is degraded but ready, and recovers alone', async () => {
    const { redis, product } = await startBoth()
    const before = await untagged(product, 5)
    expect(before.status).toBe(200)
    expect(before.body.data.resources).toHaveLength(5)
    expect(await healthOf(product)).toMatchObject({ status: 'ok', dependencies: { redis: 'up' } })
    redis.signal('SIGSTOP')
    for (const limit of [5, 6, 7, 8]) {
      const { status, body } = await untagged(product, limit)
      expect(status).toBe(200)
      expect(body.data.resources.slice(0, 5)).toEqual(before.body.data.resources)
    }
    await expect
      .poll(() => healthOf(product), eventually)
      .toMatchObject({ status: 'degraded', dependencies: { redis: 'down' } })
    expect(await statusOf(product, '/health/ready')).toBe(200)
    expect(await redisUp(product)).toBe('0')
    redis.signal('SIGCONT')
    await expect.poll(() => healthOf(product), eventually).toMatchObject({ status: 'ok' })
    expect(await redisUp(product)).toBe('1')
    expect(product.log().match(/redis does not answer/g)).toHaveLength(1)
  })

  test('limits hold while Redis is gone', async () => {
    const { redis, product } = await startBoth({ MAX_CALLS_PER_WINDOW: '3' })
    await redis.kill()
    await expect.poll(() => healthOf(product), eventually).toMatchObject({ status: 'degraded' })
    const statuses: number[] = []
    for (const limit of [1, 2, 3, 4]) statuses.push((await untagged(product, limit)).status)
    expect(statuses).toEqual([200, 200, 200, 429])
  })

  test('two servers spend one budget', async () => {
    const { redis, product } = await startBoth({ MAX_CALLS_PER_WINDOW: '3' })
    const other = await startProduct({ REDIS_URL: redis.url, MAX_CALLS_PER_WINDOW: '3' })
    onTestFinished(async () => {
      await other.stop()
      await other.removeData()
    })
    const statuses: number[] = []
    for (const one of [product, other, product, other]) statuses.push((await untagged(one, 1)).status)
    expect(statuses).toEqual([200, 200, 200, 429])
  })
})
