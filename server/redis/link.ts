// One Redis as the whole process shares it: a connection to ask, one to listen, and whether it answers at all.

import { setTimeout as sleep } from 'node:timers/promises'
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
  /** Told when it is lost, with why in words that hold no secret, and when it is back. */
  readonly onChange: (state: { readonly isUp: true } | { readonly isUp: false; readonly reason: string }) => void
}

/** The longest that a call waits for Redis. */
const patienceMs = 500
const lookEveryMs = { up: 1000, down: 200 } as const
const firstWaitMs = 1500

/** Resolves once it is known whether Redis answers; one that does not is waited for in the background. */
export async function openRedis({ prefix, onChange, ...target }: RedisLinkOptions): Promise<RedisLink> {
  const client = connectClient(target)
  const closing = new AbortController()
  let isUp = true
  let connectionError = ''
  // What it says holds what was sent, the password too: only its message is kept.
  client.on('error', (error: Error) => {
    connectionError = error.message
  })
  client.on('close', () => lose(new Error('The connection was closed.')))

  function lose(error: unknown): void {
    if (!isUp || closing.signal.aborted) return
    isUp = false
    const message = error instanceof Error ? error.message : String(error)
    onChange({ isUp: false, reason: connectionError === '' ? message : `${message} (${connectionError})` })
  }

  async function look(): Promise<void> {
    try {
      // A write, because a Redis that is full or became a replica still answers to PING.
      await withinTime(patienceMs, countIn(client, `${prefix}:look`, 1, 60_000))
      connectionError = ''
      if (!isUp) onChange({ isUp: true })
      isUp = true
    } catch (error) {
      lose(error)
    }
  }

  async function keepLooking(): Promise<void> {
    while (!closing.signal.aborted) {
      await sleep(isUp ? lookEveryMs.up : lookEveryMs.down, null, { signal: closing.signal }).catch(() => {})
      if (!closing.signal.aborted) await look()
    }
  }

  await withinTime(firstWaitMs, untilReady(client)).catch(() => {})
  await look()
  const listening = openListening(target, closing.signal)
  if (isUp) await withinTime(firstWaitMs, listening.begun).catch(() => {})
  const looking = keepLooking()

  return {
    prefix,
    isUp: () => isUp,
    async ask(question) {
      if (!isUp) return null
      try {
        return { value: await withinTime(patienceMs, question(client)) }
      } catch (error) {
        lose(error)
        return null
      }
    },
    listen: (channel) => listening.add(channel),
    async close() {
      closing.abort()
      client.disconnect()
      await Promise.all([looking, listening.ended])
    },
  }
}

const untilReady = (client: RedisClient) => new Promise<void>((resolve) => client.once('ready', () => resolve()))
