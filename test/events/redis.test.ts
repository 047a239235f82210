import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { redisEvents } from '../../server/events/redis.ts'
import type { News } from '../../server/ports.ts'
import { eventsContract, sharedEventsContract } from '../contracts/events.ts'
import { describeWithRedis, sharedRedis } from '../support/redis.ts'
import { openLink } from '../support/redis-links.ts'
import { describeWithOwnRedis, startRedis } from '../support/redis-process.ts'

const fail = (error: unknown) => expect.unreachable(String(error))
const news: News = { kind: 'policy_changed', policyHash: 'sha256:1' }

describeWithRedis()('events by Redis', () => {
  let redis: { readonly url: string }
  beforeAll(async () => {
    redis = await sharedRedis()
  })

  eventsContract('the events of Redis', async () => redisEvents(await openLink(redis.url), () => {}))
  const service = randomUUID()
  sharedEventsContract('the events of Redis', async () => redisEvents(await openLink(redis.url, service), fail))

  test('two services on one Redis do not hear each other', async () => {
    const [one, other] = [
      await redisEvents(await openLink(redis.url), fail),
      await redisEvents(await openLink(redis.url), fail),
    ]
    const heard: News[] = []
    other.subscribe((what) => heard.push(what))
    one.publish(news)
    other.publish({ kind: 'resync' })
    await expect.poll(() => heard).toEqual([{ kind: 'resync' }])
  })

  test('what is no news of ours is a reason to look again, not a fault', async () => {
    const link = await openLink(redis.url)
    const events = await redisEvents(link, fail)
    const heard: News[] = []
    events.subscribe((what) => heard.push(what))
    await link.ask((client) => client.publish(`${link.prefix}:news`, '{"from":"x","news":{"kind":"of_later"}}'))
    await link.ask((client) => client.publish(`${link.prefix}:news`, 'no JSON'))
    await expect.poll(() => heard).toEqual([{ kind: 'resync' }, { kind: 'resync' }])
  })
})

describeWithOwnRedis()('events when Redis is lost', () => {
  test('a replica hears its own news while Redis is gone, and resync is heard by all when it is back', async () => {
    const own = await startRedis()
    const links = [await openLink(own.url, 'a'), await openLink(own.url, 'a')] as const
    const [here, there] = [await redisEvents(links[0], fail), await redisEvents(links[1], fail)]
    const heard: [string, string][] = []
    here.subscribe(({ kind }) => heard.push(['here', kind]))
    there.subscribe(({ kind }) => heard.push(['there', kind]))
    await own.kill()
    here.publish(news)
    await expect.poll(() => heard).toEqual([['here', 'policy_changed']])
    await own.restart()
    await expect.poll(() => heard, { timeout: 20_000 }).toContainEqual(['there', 'resync'])
    await expect.poll(() => heard, { timeout: 20_000 }).toContainEqual(['here', 'resync'])
    await expect.poll(() => links.map((link) => link.isUp()), { timeout: 20_000 }).toEqual([true, true])
    here.publish({ kind: 'audit_finished', auditId: 'x' })
    await expect.poll(() => heard).toContainEqual(['there', 'audit_finished'])
    await own.close()
  })
})
