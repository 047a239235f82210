// A replica as a process of its own: asks for one page, says what it got and who made it. Its parent may kill it.

import { setTimeout as sleep } from 'node:timers/promises'
import { redisCache } from '../../../server/cache/redis.ts'
import { readRedisAddress } from '../../../server/config/redis-address.ts'
import { openRedis } from '../../../server/redis/link.ts'

const [url = '', prefix = '', makeMs = '0'] = process.argv.slice(2)
const address = readRedisAddress(url)
if (address === undefined) throw new Error(`No address of Redis: ${url}`)
const link = await openRedis({ address, ca: null, prefix, onChange: () => {} })
const onBackgroundError = (error: unknown) => process.send?.({ error: String(error) })
const cache = await redisCache(link, { maxBytes: 1_000_000, now: Date.now, release: '1', onBackgroundError })

async function make(): Promise<Buffer> {
  process.send?.({ makes: process.pid })
  await sleep(Number(makeMs))
  return Buffer.from(`made by ${process.pid}`)
}

process.send?.({ ready: process.pid })
process.on('message', async (asks: number) => {
  const ages = { softMs: 60_000, hardMs: 60_000 }
  const given = await Promise.all(Array.from({ length: asks }, () => cache.getOrMake('page', ages, make)))
  process.send?.({ got: given.map(({ value }) => String(value)) })
})
process.on('disconnect', () => process.exit())
