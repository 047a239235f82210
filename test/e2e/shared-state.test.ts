// What replicas tell each other and count together: through Redis, and without one through PostgreSQL.

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { writeStoredKey } from '../../server/config/api-keys.ts'
import { hashKey } from '../../server/guards/key-ring.ts'
import { scopes } from '../../server/tools/define.ts'
import { writeLargeEstate } from '../support/large-estate.ts'
import { executeSql, querySql } from '../support/postgres.ts'
import { type Product, runShell } from '../support/product-process.ts'
import { type RedisServer, startRedis } from '../support/redis-process.ts'
import { type Replicas, startReplicas } from '../support/replicas.ts'

const patience = { timeout: 60_000, interval: 20 }
const limits = { MAX_CALLS_PER_WINDOW: '20', RATE_PER_MINUTE: '40' }
const keyOf = (caller: string) => `tw_${caller.padEnd(43, '0')}`
const callers = ['listener', 'planner', 'hurried']
const API_KEY_HASHES = callers.map((name) => writeStoredKey({ name, scopes, hash: hashKey(keyOf(name)) })).join(',')
const as = (caller: string) => ({ authorization: `Bearer ${keyOf(caller)}`, 'content-type': 'application/json' })

describe.each(['Redis', 'PostgreSQL alone'])('replicas that share %s', (shared) => {
  let redis: RedisServer | undefined
  let replicas: Replicas
  beforeAll(async () => {
    redis = shared === 'Redis' ? await startRedis() : undefined
    const env = { ...limits, API_KEY_HASHES, ...(redis && { REDIS_URL: redis.url }) }
    replicas = await startReplicas(env, async (folder) => {
      await writeLargeEstate(join(folder, 'large.ndjson'), 200_000)
      return { ESTATE: join(folder, 'large.ndjson') }
    })
  })
  afterAll(async () => {
    await replicas?.close()
    await redis?.close()
  })

  type Answer = { readonly data?: Readonly<Record<string, unknown>>; readonly error?: { readonly code: string } }
  const ask = async (caller: string, tool: string, given: object = {}): Promise<Answer> => {
    const body = JSON.stringify(given)
    const answer = await fetch(`${replicas.url}/api/v1/tools/${tool}`, { method: 'POST', headers: as(caller), body })
    // Every answer of the API has this form.
    return (await answer.json()) as Answer
  }

  /** What a client of this replica hears about these resources, as it comes. */
  async function listen({ url }: Product, resources: string[]): Promise<readonly string[]> {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
    const heard: string[] = []
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void heard.push(params.uri))
    const requestInit = { headers: { authorization: as('listener').authorization } }
    await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }))
    await client.listen({ resourceSubscriptions: resources })
    onTestFinished(() => client.close())
    return heard
  }

  test('an audit that one of them finished is heard of on all of them', async () => {
    const { data } = await ask('planner', 'start_audit')
    const uri = `audit://${data?.auditId}`
    const heard = await Promise.all(replicas.products.map((one) => listen(one, [uri])))
    await vi.waitFor(() => expect(heard).toEqual([[uri], [uri], [uri]]), patience)
  })

  test('a policy that is published is soon in force on all of them, and heard of', async () => {
    const heard = await Promise.all(replicas.products.map((one) => listen(one, ['policy://current'])))
    const file = 'policies/examples/minimal.json'
    const seen = replicas.products.map((one) => untilPolicyIsNot(one))
    const env = { ...replicas.products[0]?.env, DATABASE_URL: replicas.databaseUrl }
    expect(await runShell(['policy', 'publish', file, '--by', 'tests'], env)).toMatchObject({ status: 0 })
    const after = await Promise.all(seen)
    const [row] = await querySql(
      replicas.databaseUrl,
      'SELECT policy_hash, published_at FROM policy_publication ORDER BY number DESC LIMIT 1',
    )
    expect(after.map(({ hash }) => hash)).toEqual(Array.from({ length: 3 }, () => row?.policy_hash))
    const delays = after.map(({ at }) => at - Date.parse(String(row?.published_at)))
    console.log(`${shared}: a published policy was in force after ${delays.join(', ')} ms`)
    for (const one of heard)
      await vi.waitFor(() => expect(new Set(one)).toEqual(new Set(['policy://current'])), patience)
  })

  async function untilPolicyIsNot({ url }: Product): Promise<{ readonly hash: string; readonly at: number }> {
    const hashNow = async () => {
      const answer = await fetch(`${url}/health`, { headers: as('listener') })
      return ((await answer.json()) as { policy: { hash: string } }).policy.hash
    }
    const before = await hashNow()
    return vi.waitFor(async () => {
      const hash = await hashNow()
      if (hash === before) throw new Error('still the former policy')
      return { hash, at: Date.now() }
    }, patience)
  }

  test('a schedule fires once', async () => {
    const { data } = await ask('planner', 'schedule_audit', { action: 'create' })
    await executeSql(replicas.databaseUrl, `UPDATE schedule SET next_run_at = '2026-01-01T00:00:00.000Z'`)
    const started = () => querySql(replicas.databaseUrl, `SELECT id FROM job WHERE started_by = '${data?.created}'`)
    await vi.waitFor(async () => expect(await started()).toHaveLength(1), patience)
    // Each of them looks once a second.
    await sleep(3000)
    expect(await started()).toHaveLength(1)
  })

  test.runIf(shared === 'Redis')('budget and rate of a caller are those of all of them together', async () => {
    const calls = Array.from({ length: 60 }, () => ask('hurried', 'get_tagging_policy'))
    const outcomes = (await Promise.all(calls)).map(({ error }) => error?.code ?? 'ok')
    const times = Object.groupBy(outcomes, (outcome) => outcome)
    expect(Object.fromEntries(Object.entries(times).map(([outcome, all]) => [outcome, all?.length]))).toEqual({
      ...{ ok: 20, budget_exhausted: 20, rate_limited: 20 },
    })
  })
})
