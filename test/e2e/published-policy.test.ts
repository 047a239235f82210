// Two servers on one PostgreSQL, once with Redis and once without: a policy that is published reaches the clients of both.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startPostgres } from '../support/postgres.ts'
import { type Product, runShell, startProduct } from '../support/product-process.ts'
import { type RedisServer, startRedis } from '../support/redis-process.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'

const patience = { timeout: 30_000 }

describe.each(['Redis', 'LISTEN and NOTIFY'])('by %s', (carrier) => {
  let folder: string
  let database: OwnServer
  let redis: RedisServer | undefined
  let servers: readonly Product[]

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tagwarden-published-'))
    database = await startPostgres()
    redis = carrier === 'Redis' ? await startRedis() : undefined
    servers = await Promise.all(['one', 'two'].map(start))
  })
  afterAll(async () => {
    for (const server of servers) await server.stop()
    await stopServer(database)
    await redis?.close()
    rmSync(folder, { recursive: true })
  })

  const start = (name: string) =>
    startProduct({
      ...{ DATABASE_URL: database.url, DATABASE_POOL_SIZE: '4', REPLICA_ID: name, DATA_DIR: join(folder, name) },
      ...(redis && { REDIS_URL: redis.url }),
    })

  const publish = async (file: string): Promise<string> => {
    const { out, err } = await runShell(['policy', 'publish', file, '--by', 'tests'], servers[0]?.env ?? {})
    return /^sha256:[0-9a-f]{64}/.exec(out)?.[0] ?? expect.unreachable(err)
  }

  /** Asks for the policy whenever it is told of a new one: the hashes that it then finds in force. */
  async function follow({ url }: Product) {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
    await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`)))
    const found: string[] = []
    client.setNotificationHandler('notifications/resources/updated', async () => {
      const { structuredContent } = await client.callTool({ name: 'get_tagging_policy', arguments: {} })
      // As the tool's output schema says.
      found.push((structuredContent as { policy: { hash: string } }).policy.hash)
    })
    await client.listen({ resourceSubscriptions: ['policy://current'] })
    return { found, close: () => client.close() }
  }

  test('every client is told once, and then finds the new one in force', async () => {
    const clients = await Promise.all(servers.map(follow))
    const published: string[] = []
    for (const file of ['policies/examples/minimal.json', 'policies/examples/finops-strict.json']) {
      published.push(await publish(file))
      await vi.waitFor(() => expect(clients.map(({ found }) => found)).toEqual([published, published]), patience)
    }
    for (const { close } of clients) await close()
  })
})
