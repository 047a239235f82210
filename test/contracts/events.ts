// What all events must do, however many replicas there are.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Events, News } from '../../server/ports.ts'

const news: News = { kind: 'policy_changed', policyHash: 'sha256:1' }

/** `open` gives events that nobody else publishes to. */
export function eventsContract(name: string, open: () => Promise<Events>): void {
  describe(`${name} keep the contract of events`, () => {
    let events: Events
    beforeEach(async () => {
      events = await open()
    })
    afterEach(() => events.close())

    test('news reaches every listener, also in the process it comes from', async () => {
      const heard: string[] = []
      events.subscribe(() => heard.push('first'))
      events.subscribe(() => heard.push('second'))
      events.publish(news)
      await expect.poll(() => heard.toSorted()).toEqual(['first', 'second'])
    })

    test('news comes as it was sent, in its order and once', async () => {
      const heard: News[] = []
      const finished = { kind: 'audit_finished', auditId: 'aud_ "é😀' } as const
      events.subscribe((one) => heard.push(one))
      events.publish(news)
      events.publish(finished)
      events.publish(news)
      await expect.poll(() => heard).toEqual([news, finished, news])
    })

    test('no listener has run when `publish` returns', () => {
      const heard: News[] = []
      events.subscribe((one) => heard.push(one))
      events.publish(news)
      expect(heard).toEqual([])
    })

    test('who has left hears nothing more', async () => {
      const heard: string[] = []
      const leave = events.subscribe(() => heard.push('left'))
      events.subscribe(() => heard.push('stayed'))
      leave()
      events.publish(news)
      await expect.poll(() => heard).toEqual(['stayed'])
    })

    test('a listener that throws does not keep the news from the others', async () => {
      const heard: string[] = []
      events.subscribe(() => {
        throw new Error('a bug')
      })
      events.subscribe(() => heard.push('second'))
      events.publish(news)
      await expect.poll(() => heard).toEqual(['second'])
    })
  })
}

/** What must hold between replicas; `open` gives one more of the same service each time. */
export function sharedEventsContract(name: string, open: () => Promise<Events>): void {
  describe(`${name} of several replicas`, () => {
    test('news reaches each of them once', async () => {
      const replicas = [await open(), await open(), await open()]
      const heard: [number, News][] = []
      for (const [at, replica] of replicas.entries()) replica.subscribe((one) => heard.push([at, one]))
      replicas[0]?.publish(news)
      replicas[2]?.publish({ kind: 'resync' })
      const expected = [0, 1, 2].flatMap((at) => [
        [at, news],
        [at, { kind: 'resync' }],
      ])
      await expect.poll(() => heard.toSorted(([a], [b]) => a - b)).toEqual(expect.arrayContaining(expected))
      expect(heard).toHaveLength(6)
      for (const replica of replicas) await replica.close()
    })
  })
}
