// Many calls while PostgreSQL and Redis are restarted and the policy changes: who got an answer finds it in the log,
// exactly once, and the answer is the one that its policy gives.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { querySql, restartPostgres, startPostgres } from '../support/postgres.ts'
import { type Product, runShell, startProduct } from '../support/product-process.ts'
import { type RedisServer, startRedis } from '../support/redis-process.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'

const calls = 10_000
const clients = 20
const restarts = 3
const policies = ['policies/tagging_policy.json', 'policies/examples/minimal.json'] as const

let folder: string
let database: OwnServer
let redis: RedisServer
let replicas: Product[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tagwarden-ledger-'))
  ;[database, redis] = [await startPostgres(), await startRedis()]
  const shared = { DATABASE_URL: database.url, REDIS_URL: redis.url }
  const start = (name: string) => startProduct({ ...shared, DATA_DIR: join(folder, name), REPLICA_ID: name })
  replicas = [await start('one'), await start('two')]
})

afterAll(async () => {
  await Promise.all((replicas ?? []).map((one) => one.stop()))
  await redis?.close()
  if (database) await stopServer(database)
  rmSync(folder, { recursive: true, force: true })
})

/** By turns, so that an answer to another question would be seen. */
const questions = [
  { tool: 'get_tagging_policy', given: {} },
  { tool: 'find_untagged_resources', given: { limit: 20 } },
  { tool: 'compile_policy', given: { target: 'rego' } },
  { tool: 'check_tag_compliance', given: { limit: 5 } },
]
const questionOf = (at: number) => at % questions.length

async function ask(at: number): Promise<{ readonly status: number; readonly body: string }> {
  const { url } = replicas[Math.trunc(at / questions.length) % replicas.length] as Product
  const { tool, given } = questions[questionOf(at)] as (typeof questions)[number]
  const response = await fetch(`${url}/api/v1/tools/${tool}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': `ledger-${at}` },
    body: JSON.stringify(given),
  })
  return { status: response.status, body: settled(await response.text()) }
}

/** Without what differs between equal answers: the age of the snapshot, and which audit of it was asked. */
const settled = (body: string) =>
  body
    .replaceAll(/"ageS":\d+/g, '')
    .replaceAll(/aud_\w+-\w+/g, '')
    .replaceAll(/"nextCursor":"[^"]*"/g, '')

const hashIn = (body: string) => /sha256:[0-9a-f]{64}/.exec(body)?.[0] ?? 'none'

async function publish(file: string): Promise<void> {
  const env = { ...replicas[0]?.env, DATABASE_URL: database.url }
  expect(await runShell(['policy', 'publish', file, '--by', 'tests'], env)).toMatchObject({ status: 0 })
}

/** Of each question under each policy, while nothing is disturbed. */
async function undisturbed(): Promise<{ readonly oracle: ReadonlyMap<string, string>; readonly asked: number }> {
  const oracle = new Map<string, string>()
  let asked = 0
  for (const file of policies.toReversed()) {
    const before = hashIn((await ask(0)).body)
    await publish(file)
    await vi.waitFor(async () => {
      const seen = await Promise.all([0, questions.length].map((at) => ask(at)))
      expect(seen.map(({ body }) => hashIn(body))).not.toContain(before)
    }, 30_000)
    for (const [at] of questions.entries()) {
      await vi.waitFor(async () => expect((await ask(at)).body).not.toContain('"working"'), 30_000)
      const { body } = await ask(at)
      oracle.set(`${at} ${hashIn(body)}`, body)
      asked++
    }
  }
  return { oracle, asked }
}

test('every acknowledged call is in the log exactly once, and no answer is wrong', async () => {
  const { oracle, asked } = await undisturbed()
  expect(oracle.size).toBe(asked)
  const acknowledged = new Set<string>()
  const wrong: string[] = []
  const statuses = new Map<number, number>()
  const hashes = new Set<string>()
  const begun = performance.now()
  const first = 1000
  let next = first
  const client = async () => {
    for (let at = next++; at < first + calls; at = next++) {
      const { status, body } = await ask(at)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status !== 200) {
        await sleep(20)
        continue
      }
      acknowledged.add(`ledger-${at}`)
      hashes.add(hashIn(body))
      if (body !== oracle.get(`${questionOf(at)} ${hashIn(body)}`)) wrong.push(body)
    }
  }
  const untilAsked = async (share: number) => {
    while (next < first + share * calls) await sleep(5)
  }
  const disturb = async () => {
    for (let turn = 0; turn < restarts; turn++) {
      await untilAsked((turn + 0.2) / restarts)
      await redis.restart()
      await untilAsked((turn + 0.5) / restarts)
      process.kill(database.pid, 'SIGKILL')
      await sleep(200)
      database = await restartPostgres(database)
      if (turn === 1) await publish(policies[1])
    }
  }
  await Promise.all([disturb(), ...Array.from({ length: clients }, client)])
  console.log(`${calls} calls in ${Math.round((performance.now() - begun) / 1000)} s, by status:`, statuses)
  expect(wrong).toEqual([])
  expect([...statuses.keys()].toSorted()).toEqual([200, 503])
  expect(acknowledged.size).toBeGreaterThan(calls / 4)
  expect(hashes.size).toBe(policies.length)
  await expectOnceInLog(acknowledged)
}, 600_000)

async function expectOnceInLog(acknowledged: ReadonlySet<string>): Promise<void> {
  const rows = await querySql(
    database.url,
    `SELECT request_id, count(*)::int AS times FROM audit_log WHERE outcome = 'ok' AND request_id LIKE 'ledger-%' GROUP BY 1`,
  )
  const times = new Map(rows.map((row) => [String(row.request_id), Number(row.times)]))
  expect([...acknowledged].filter((id) => times.get(id) !== 1)).toEqual([])
  const verified = await runShell(['audit-log', 'verify'], { ...replicas[0]?.env, DATA_DIR: join(folder, 'shell') })
  expect(verified).toMatchObject({ status: 0 })
}
