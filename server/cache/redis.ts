// The cache of many replicas: Redis behind the answers of this process. Without Redis it is the cache of one process.

import { randomUUID } from 'node:crypto'
import type { Cache } from '../ports.ts'
import type { RedisLink } from '../redis/link.ts'
import { countIn } from '../redis/scripts.ts'
import { answerOf, getOrMakeFrom } from './get-or-make.ts'
import type { CacheOptions } from './memory.ts'
import { type KeptAnswer, nearAnswers } from './near-answers.ts'
import { nearCounters } from './near-counters.ts'
import { oneReplicaOf } from './one-replica.ts'
import { packAnswer, unpackAnswer } from './stored-answer.ts'
import { openWakes } from './wakes.ts'

export type RedisCacheOptions = CacheOptions & {
  /** Answers of another release may have another form and are not read. */
  readonly release: string
}

/** The link stays open when the cache is closed: others use it too. */
export async function redisCache(link: RedisLink, options: RedisCacheOptions): Promise<Cache> {
  const { maxBytes, now, onBackgroundError, release } = options
  const answers = nearAnswers(maxBytes, now)
  const counters = nearCounters(now)
  const wakes = openWakes()
  const own = randomUUID()
  const channel = `${link.prefix}:made:${release}`
  // What stands in braces decides the place in a cluster.
  const answerKey = (key: string) => `${link.prefix}:answer:${release}:{${key}}`
  const lockKey = (key: string) => `${link.prefix}:making:${release}:{${key}}`

  async function far(key: string): Promise<KeptAnswer | null> {
    const stored = await link.ask((client) => client.getBuffer(answerKey(key)))
    const answer = stored?.value ? unpackAnswer(stored.value) : null
    if (answer === null || answer.hardUntil <= now()) return null
    answers.write(key, answer)
    return answer
  }

  async function keep(key: string, answer: KeptAnswer): Promise<void> {
    const leftMs = Math.ceil(answer.hardUntil - now())
    if (leftMs <= 0) return
    answers.write(key, answer)
    await link.ask((client) => client.set(answerKey(key), packAnswer(answer), 'PX', leftMs))
  }

  const tell = (key: string) => link.ask((client) => client.publish(channel, `${own} ${key}`))

  await link.listen({
    name: channel,
    onMessage(text) {
      const space = text.indexOf(' ')
      const key = text.slice(space + 1)
      if (text.slice(0, space) !== own) answers.forget(key)
      wakes.wake(key)
    },
    onReturn: answers.clear,
  })

  const getOrMake = getOrMakeFrom({
    near: answers.read,
    far,
    produce: oneReplicaOf({ link, lockKey, far, keep, tell, wakes, now }),
    ...{ now, onBackgroundError },
  })

  return {
    getOrMake,
    get: async (key) => (answers.read(key) ?? (await far(key)))?.value ?? null,
    async set(key, value, ttlMs) {
      await keep(key, answerOf(value, { softMs: ttlMs, hardMs: ttlMs }, now()))
      await tell(key)
    },
    async count(key, by, windowMs) {
      const counted = await link.ask((client) => countIn(client, `${link.prefix}:count:{${key}}`, by, windowMs))
      return counted?.value ?? counters.count(key, by, windowMs)
    },
    close: async () => answers.clear(),
  }
}
