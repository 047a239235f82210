// What every cache must do. Times are real, so that a cache in another process can be held to it.

import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Cache, Given } from '../../server/ports.ts'

type Open = (onBackgroundError: (error: unknown) => void) => Promise<Cache>

const never = () => expect.unreachable('made, although it was kept')
const young = { softMs: 60_000, hardMs: 60_000 }
const old = { softMs: 0, hardMs: 60_000 }

/** `open` gives an empty cache. */
export function cacheContract(name: string, open: Open): void {
  describe(`${name} keeps the contract of a cache`, () => {
    let cache: Cache
    let backgroundErrors: unknown[]
    beforeEach(async () => {
      backgroundErrors = []
      cache = await open((error) => backgroundErrors.push(error))
    })
    afterEach(() => cache.close())

    test('what was never set is null', async () => {
      expect(await cache.get('nothing')).toBeNull()
    })

    test('what was set comes back byte for byte', async () => {
      const bytes = Buffer.from([0, 255, 10, 13, 128])
      await cache.set('bytes', bytes, 60_000)
      expect(await cache.get('bytes')).toEqual(bytes)
    })

    test('an empty answer is an answer', async () => {
      await cache.set('empty', Buffer.alloc(0), 60_000)
      expect(await cache.get('empty')).toEqual(Buffer.alloc(0))
    })

    test('the later value replaces the earlier', async () => {
      await cache.set('key', Buffer.from('old'), 60_000)
      await cache.set('key', Buffer.from('new'), 60_000)
      expect(String(await cache.get('key'))).toBe('new')
    })

    test('an answer is gone after its time', async () => {
      await cache.set('short', Buffer.from('x'), 30)
      await sleep(60)
      expect(await cache.get('short')).toBeNull()
    })

    test('an answer without time to live is not kept', async () => {
      await cache.set('none', Buffer.from('x'), 0)
      expect(await cache.get('none')).toBeNull()
    })

    test('keys may hold anything', async () => {
      await cache.set('a:b c\n*?[é😀', Buffer.from('x'), 60_000)
      expect(String(await cache.get('a:b c\n*?[é😀'))).toBe('x')
    })

    test('a counter counts this call too', async () => {
      expect((await cache.count('calls', 1, 60_000)).count).toBe(1)
      expect((await cache.count('calls', 2, 60_000)).count).toBe(3)
    })

    test('a counter can be taken back', async () => {
      await cache.count('calls', 2, 60_000)
      expect((await cache.count('calls', -1, 60_000)).count).toBe(1)
    })

    test('counters do not mix with each other or with answers', async () => {
      await cache.set('same', Buffer.from('x'), 60_000)
      await cache.count('other', 5, 60_000)
      expect((await cache.count('same', 1, 60_000)).count).toBe(1)
      expect(String(await cache.get('same'))).toBe('x')
    })

    test('a counter starts anew when its window is over, not when it is used', async () => {
      const first = await cache.count('window', 1, 80)
      await sleep(50)
      await cache.count('window', 1, 80)
      await sleep(50)
      expect((await cache.count('window', 1, 80)).count).toBe(1)
      expect(first.resetInMs).toBeGreaterThan(0)
      expect(first.resetInMs).toBeLessThanOrEqual(80)
    })

    test('of a thousand counts at once none is lost', async () => {
      const counts = await Promise.all(Array.from({ length: 1000 }, () => cache.count('many', 1, 60_000)))
      expect(new Set(counts.map(({ count }) => count)).size).toBe(1000)
      expect((await cache.count('many', 1, 60_000)).count).toBe(1001)
    })

    test('what is not kept is made, kept, and given again', async () => {
      expect(await cache.getOrMake('page', young, async () => Buffer.from('made'))).toEqual(given('made', 'miss'))
      expect(await cache.getOrMake('page', young, never)).toEqual(given('made', 'hit'))
      expect(String(await cache.get('page'))).toBe('made')
    })

    test('a hundred who ask at once have it made once', async () => {
      let made = 0
      const make = async () => {
        await sleep(50)
        return Buffer.from(`${++made}`)
      }
      const all = await Promise.all(Array.from({ length: 100 }, () => cache.getOrMake('page', young, make)))
      expect(all).toEqual(Array(100).fill(given('1', 'miss')))
    })

    test('what cannot be made is told to all who wait, and tried again by the next', async () => {
      const fail = async () => {
        await sleep(20)
        throw new Error('no')
      }
      const both = await Promise.allSettled([
        cache.getOrMake('page', young, fail),
        cache.getOrMake('page', young, fail),
      ])
      expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      expect(await cache.getOrMake('page', young, async () => Buffer.from('x'))).toEqual(given('x', 'miss'))
    })

    test('past its soft age an answer is given at once, and made anew once in the background', async () => {
      let made = 0
      const make = async () => Buffer.from(`${++made}`)
      await cache.getOrMake('page', old, make)
      const stale = [cache.getOrMake('page', young, make), cache.getOrMake('page', young, make)]
      expect(await Promise.all(stale)).toEqual([given('1', 'stale'), given('1', 'stale')])
      await expect.poll(() => cache.getOrMake('page', young, never)).toEqual(given('2', 'hit'))
      expect(backgroundErrors).toEqual([])
    })

    test('an old answer stays when no new one can be made, and that is told', async () => {
      await cache.getOrMake('page', old, async () => Buffer.from('old'))
      const fail = async () => {
        throw new Error('no')
      }
      expect(await cache.getOrMake('page', young, fail)).toEqual(given('old', 'stale'))
      await expect.poll(() => backgroundErrors).toEqual([new Error('no')])
      expect(String(await cache.get('page'))).toBe('old')
    })

    test('past its hard age an answer is not given', async () => {
      await cache.getOrMake('page', { softMs: 10, hardMs: 30 }, async () => Buffer.from('old'))
      await sleep(60)
      expect(await cache.getOrMake('page', young, async () => Buffer.from('new'))).toEqual(given('new', 'miss'))
    })
  })
}

const given = (value: string, from: Given['from']): Given => ({ value: Buffer.from(value), from })
