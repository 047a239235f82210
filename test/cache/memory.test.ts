import { expect, test } from 'vitest'
import { memoryCache } from '../../server/cache/memory.ts'
import { cacheContract } from '../contracts/cache.ts'

const options = { maxBytes: 1_000_000, now: Date.now, onBackgroundError: () => {} }

cacheContract('the cache in memory', async (onBackgroundError) => memoryCache({ ...options, onBackgroundError }))

test('it keeps to its bytes and forgets what was used longest ago', async () => {
  const cache = memoryCache({ ...options, maxBytes: 3000 })
  await cache.set('a', Buffer.alloc(1000), 60_000)
  await cache.set('b', Buffer.alloc(1000), 60_000)
  await cache.get('a')
  await cache.set('c', Buffer.alloc(1000), 60_000)
  expect(await cache.get('a')).not.toBeNull()
  expect(await cache.get('b')).toBeNull()
})

test('an answer larger than the cache is not kept and throws nothing out', async () => {
  const cache = memoryCache({ ...options, maxBytes: 3000 })
  await cache.set('small', Buffer.alloc(100), 60_000)
  await cache.set('large', Buffer.alloc(5000), 60_000)
  expect(await cache.get('large')).toBeNull()
  expect(await cache.get('small')).not.toBeNull()
})

test('a replaced answer that is too large takes the old one along', async () => {
  const cache = memoryCache({ ...options, maxBytes: 3000 })
  await cache.set('key', Buffer.from('old'), 60_000)
  await cache.set('key', Buffer.alloc(5000), 60_000)
  expect(await cache.get('key')).toBeNull()
})

test('a window ends at the exact millisecond', async () => {
  const clock = { at: 0 }
  const cache = memoryCache({ ...options, now: () => clock.at })
  await cache.count('key', 1, 100)
  clock.at = 99
  expect(await cache.count('key', 1, 100)).toEqual({ count: 2, resetInMs: 1 })
  clock.at = 100
  expect(await cache.count('key', 1, 100)).toEqual({ count: 1, resetInMs: 100 })
})

test('counters of callers who never come back do not pile up', async () => {
  const cache = memoryCache(options)
  for (let caller = 0; caller < 100_001; caller++) await cache.count(`caller-${caller}`, 1, 60_000)
  expect((await cache.count('caller-0', 1, 60_000)).count).toBe(1)
  expect((await cache.count('caller-100000', 1, 60_000)).count).toBe(2)
})
