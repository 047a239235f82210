// Links to a Redis of a test, closed with the test or the file they are opened in.

import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { readRedisAddress } from '../../server/config/redis-address.ts'
import { openRedis, type RedisLink } from '../../server/redis/link.ts'

export type OpenedLink = RedisLink & { readonly changes: string[] }

/** A prefix of its own unless given, so that tests on one Redis do not meet. */
export async function openLink(url: string, prefix: string = randomUUID(), ca: string | null = null) {
  const address = readRedisAddress(url)
  if (address === undefined) throw new Error(`No address of Redis: ${url}`)
  const changes: string[] = []
  const onChange: Parameters<typeof openRedis>[0]['onChange'] = (state) =>
    void changes.push(state.isUp ? 'up' : `down: ${state.reason}`)
  const link = await openRedis({ address, ca, prefix, onChange })
  onTestFinished(() => link.close())
  return { ...link, changes }
}
