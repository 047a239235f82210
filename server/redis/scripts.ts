// What has to happen in Redis in one step. Each script has one key, so that it runs in a cluster too.

import type { RedisClient } from './connect.ts'

const count = `
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return {count, left}`

/** Adds to a counter that starts anew every `windowMs`. */
export async function countIn(client: RedisClient, key: string, by: number, windowMs: number) {
  // As the script returns it.
  const [counted, left] = (await client.eval(count, 1, key, by, Math.ceil(windowMs))) as [number, number]
  return { count: counted, resetInMs: left }
}

const extend = `return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) or 0`

/** False if the lock is no longer held with this token. */
export async function extendLock(client: RedisClient, key: string, token: string, ms: number): Promise<boolean> {
  return (await client.eval(extend, 1, key, token, ms)) === 1
}

const release = `return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0`

export async function releaseLock(client: RedisClient, key: string, token: string): Promise<void> {
  await client.eval(release, 1, key, token)
}
