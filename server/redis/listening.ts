// Channels of Redis, listened to on a connection of their own that is made anew whenever it is lost.

import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { connectListener, type RedisTarget } from './connect.ts'
import { withinTime } from './within-time.ts'

export type Channel = {
  readonly name: string
  readonly onMessage: (text: string) => void
  /** Listening again after a time in which messages may have been missed. */
  readonly onReturn: () => void
}

/** An idle connection is asked so often whether it lives. */
const heartbeatMs = 2000
const retryMs = 250
const patienceMs = 2000

export function openListening(target: RedisTarget, closed: AbortSignal) {
  const channels: Channel[] = []
  let current: Redis | null = null
  let connected = 0
  const first = Promise.withResolvers<void>()

  async function listenOnce(attempt: number): Promise<void> {
    const connection = connectListener(target, attempt)
    const ended = once(connection, 'end')
    // Told by the connection that asks; here it only means that this one ends.
    connection.on('error', () => {})
    connection.on('message', (name: string, text: string) => {
      for (const channel of channels) if (channel.name === name) channel.onMessage(text)
    })
    const stop = () => connection.disconnect()
    closed.addEventListener('abort', stop)
    try {
      await Promise.race([withinTime(patienceMs, once(connection, 'ready')), ended])
      await subscribeAll(connection)
      await heartbeat(connection, ended)
    } finally {
      current = null
      closed.removeEventListener('abort', stop)
      connection.disconnect()
    }
  }

  async function subscribeAll(connection: Redis): Promise<void> {
    current = connection
    // Added while this waits: `add` subscribes to it.
    if (channels.length > 0) await connection.subscribe(...channels.map(({ name }) => name))
    connected += 1
    first.resolve()
    if (connected > 1) for (const { onReturn } of channels) onReturn()
  }

  async function heartbeat(connection: Redis, ended: Promise<unknown>): Promise<void> {
    const over = ended.then(() => true)
    while (!(await Promise.race([over, sleep(heartbeatMs, false, { ref: false })]))) {
      await withinTime(patienceMs, connection.ping())
    }
  }

  async function keepListening(): Promise<void> {
    for (let attempt = 0; !closed.aborted; attempt++) {
      // Whatever ended it, the next attempt is the answer; the connection that asks reports a Redis that is gone.
      await listenOnce(attempt).catch(() => {})
      await sleep(retryMs, null, { signal: closed }).catch(() => {})
    }
  }

  return {
    async add(channel: Channel): Promise<void> {
      channels.push(channel)
      const connection = current
      // What fails here ends the connection, and the next one subscribes to all.
      await connection?.subscribe(channel.name).catch(() => connection.disconnect())
    },
    /** Resolves when it listens for the first time. */
    begun: first.promise,
    ended: keepListening(),
  }
}
