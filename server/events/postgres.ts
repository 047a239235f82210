// News between replicas by LISTEN and NOTIFY of PostgreSQL, for services without Redis.

import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ClientConfig } from 'pg'
import type { Events } from '../ports.ts'
import { relay } from './relay.ts'

export type PostgresEventsOptions = {
  /** Of a connection of its own: one that listens cannot be shared. */
  readonly connection: ClientConfig
  /** Lower case letters and underscores. */
  readonly channel: string
  readonly onListenerError: (error: unknown) => void
}

const retryMs = 500
const heartbeatMs = 5000
const patienceMs = 3000

/** Resolves when it listens, or after a first attempt that failed: it is tried again until it is closed. */
export async function postgresEvents({ connection, channel, onListenerError }: PostgresEventsOptions): Promise<Events> {
  const closing = new AbortController()
  const first = Promise.withResolvers<void>()
  let current: Ask | null = null
  let connected = 0

  async function send(text: string): Promise<boolean> {
    try {
      if (current === null) return false
      await current('SELECT pg_notify($1, $2)', [channel, text])
      return true
    } catch {
      // The connection is lost; when it is back everybody is told to look again.
      return false
    }
  }
  const { publish, subscribe, heard, returned, clear, settled } = relay({ send, onListenerError })

  async function listenOnce(): Promise<void> {
    const client = newClient(connection)
    const stop = () => client.connection.stream.destroy()
    closing.signal.addEventListener('abort', stop)
    client.on('notification', ({ payload }) => heard(payload ?? ''))
    try {
      const ended = once(client, 'end')
      await client.connect()
      const ask = oneByOne(client)
      await ask(`LISTEN ${client.escapeIdentifier(channel)}`)
      current = ask
      connected += 1
      first.resolve()
      if (connected > 1) returned()
      await heartbeat(ask, ended)
    } finally {
      current = null
      closing.signal.removeEventListener('abort', stop)
      stop()
    }
  }

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      // Whatever ended it, the next attempt is the answer; the store reports a database that is gone.
      await listenOnce().catch(() => {})
      first.resolve()
      await sleep(retryMs, null, { signal: closing.signal }).catch(() => {})
    }
  }

  const listening = keepListening()
  await first.promise
  return {
    publish,
    subscribe,
    async close() {
      await settled()
      closing.abort()
      clear()
      await listening
    },
  }
}

function newClient(connection: ClientConfig): Client {
  const times = { connectionTimeoutMillis: patienceMs, query_timeout: patienceMs, keepAlive: true }
  const client = new Client({ ...connection, ...times, application_name: 'tagwarden events' })
  // Ends the connection too, and that is seen.
  client.on('error', () => {})
  return client
}

type Ask = (sql: string, values?: readonly string[]) => Promise<unknown>

/** A client takes the next question only when the one before is answered. */
function oneByOne(client: Client): Ask {
  let last: Promise<unknown> = Promise.resolve()
  return (sql, values = []) => {
    const answer = last.then(() => client.query(sql, [...values]))
    // Told to who asked; the next one is asked all the same.
    last = answer.catch(() => {})
    return answer
  }
}

/** Until the connection ends. One whose other side has gone without a word does not answer, which throws. */
async function heartbeat(ask: Ask, ended: Promise<unknown>): Promise<void> {
  const over = ended.then(() => true)
  while (!(await Promise.race([over, sleep(heartbeatMs, false, { ref: false })]))) await ask('SELECT 1')
}
