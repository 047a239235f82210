// One Redis as the whole process shares it: a connection to ask, one to listen, and whether it answers at all.

import { type Availability, watchAvailability } from './availability.ts'
import { connectClient, type RedisClient, type RedisTarget } from './connect.ts'
import { type Channel, openListening } from './listening.ts'
import { countIn } from './scripts.ts'
import { withinTime } from './within-time.ts'

export type RedisLink = {
  /** Before every key and channel, so that several services may share one Redis. */
  readonly prefix: string
  readonly isUp: () => boolean
  /** `null` when it does not answer in time, and at once while it is known not to. */
  readonly ask: <T>(question: (client: RedisClient) => Promise<T>) => Promise<{ readonly value: T } | null>
  /** Resolves when messages are heard, or at once while it is down. */
  readonly listen: (channel: Channel) => Promise<void>
  readonly close: () => Promise<void>
}

export type RedisLinkOptions = RedisTarget & {
  readonly prefix: string
  /** Told when it is lost, and when it is back. */
  readonly onChange: (state: Availability) => void
}

/** The longest that a call waits for Redis. */
const patienceMs = 500
const firstWaitMs = 1500

/** Resolves once it is known whether Redis answers; one that does not is waited for in the background. */
export async function openRedis({ prefix, onChange, ...target }: RedisLinkOptions): Promise<RedisLink> {
  const client = connectClient(target)
  const closing = new AbortController()
  // A write, because a Redis that is full or became a replica still answers to PING.
  const look = async () => void (await withinTime(patienceMs, countIn(client, `${prefix}:look`, 1, 60_000)))
  const availability = watchAvailability({ look, onChange, closed: closing.signal })
  const { isUp, lose, blame } = availability
  client.on('error', blame)
  client.on('close', () => lose(new Error('The connection was closed.')))

  await withinTime(firstWaitMs, untilReady(client)).catch(() => {})
  await availability.lookOnce()
  const listening = openListening(target, closing.signal)
  if (isUp()) await withinTime(firstWaitMs, listening.begun).catch(() => {})
  const looking = availability.keepLooking()

  return {
    prefix,
    isUp,
    async ask(question) {
      if (!isUp()) return null
      try {
        return { value: await withinTime(patienceMs, question(client)) }
      } catch (error) {
        lose(error)
        return null
      }
    },
    listen: listening.add,
    async close() {
      closing.abort()
      client.disconnect()
      await Promise.all([looking, listening.ended])
    },
  }
}

const untilReady = (client: RedisClient) => new Promise<void>((resolve) => client.once('ready', () => resolve()))
