// A server whose surroundings are not as it expects: a migration is under way, no connection is left, the clock jumps.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { lockMigrations } from '../../server/store/postgres/migrate.ts'
import { writeLargeEstate } from '../support/large-estate.ts'
import { executeSql, querySql, startPostgres } from '../support/postgres.ts'
import { type Product, processEnv, repository, runShell, runToEnd, startProduct } from '../support/product-process.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'

const patience = { timeout: 120_000, interval: 50 }
/** No answer takes longer, whatever is broken: a clock of the test's own says so, generously. */
const longestMs = 30_000
const day = 86_400_000

let folder: string
let database: OwnServer

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tagwarden-faults-'))
  database = await startPostgres('system', ['max_connections=30', 'superuser_reserved_connections=5'])
  await executeSql(database.url, 'CREATE ROLE owner LOGIN', 'CREATE DATABASE tagwarden OWNER owner')
})
afterEach(async () => {
  await stopServer(database)
  rmSync(folder, { recursive: true, force: true })
})

const ownUrl = () => database.url.replace('postgres@', 'owner@').replace(/postgres$/, 'tagwarden')
const envOf = (name: string, more: Readonly<Record<string, string>> = {}) => ({
  ...{ DATABASE_URL: ownUrl(), DATABASE_POOL_SIZE: '4', REPLICA_ID: name, DATA_DIR: join(folder, name), ...more },
})

async function start(name: string, more: Readonly<Record<string, string>> = {}): Promise<Product> {
  const product = await startProduct(envOf(name, more))
  onTestFinished(() => void product.stop())
  return product
}

const post = ({ url }: Product, tool: string, given: object = {}) =>
  fetch(`${url}/api/v1/tools/${tool}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(given),
    signal: AbortSignal.timeout(longestMs),
  })
const dataOf = async (response: Response) => ((await response.json()) as { data: Record<string, unknown> }).data
const readiness = async ({ url }: Product) =>
  (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(longestMs) })).status

async function session(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: ownUrl() })
  client.on('error', () => {})
  await client.connect()
  return client
}

test('started while another migrates: it waits however long that takes, or without the right says what is missing', async () => {
  const migrating = await session()
  await migrating.query('BEGIN')
  await lockMigrations({
    query: async (text, values) => ({
      rows: [],
      rowCount: (await migrating.query(text, [...(values ?? [])])).rowCount ?? 0,
    }),
  })
  const waiting = start('one', { DATABASE_STATEMENT_TIMEOUT_S: '1' })
  const port = { PORT: '0', METRICS_PORT: '0' }
  const refused = await runToEnd(
    process.execPath,
    ['server/main.ts'],
    processEnv(envOf('two', { ...port, MIGRATE: 'false' })),
  )
  expect(refused).toMatchObject({ status: 2, err: expect.stringContaining('MIGRATE=false forbids') })
  // Longer than any statement may take.
  await sleep(10_000)
  await migrating.query('COMMIT')
  await migrating.end()
  expect(await readiness(await waiting)).toBe(200)
})

test('no connection left: calls say so in a bounded time, and it recovers alone', async () => {
  const product = await start('one')
  const taken: pg.Client[] = []
  const takeAll = async () => {
    for (;;) {
      const one = await session().catch(() => null)
      if (one === null) return
      taken.push(one)
    }
  }
  const ofProduct = `FROM pg_stat_activity WHERE usename = 'owner' AND application_name <> ''`
  await vi.waitFor(async () => {
    await takeAll()
    await querySql(database.url, `SELECT pg_terminate_backend(pid) ${ofProduct}`)
    await takeAll()
    const [row] = await querySql(database.url, `SELECT count(*)::int AS left ${ofProduct}`)
    expect(row?.left).toBe(0)
  }, patience)
  const refused = await post(product, 'get_tagging_policy')
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).not.toBeNull()
  expect(await readiness(product)).toBe(503)
  for (const one of taken) await one.end()
  await vi.waitFor(async () => expect(await readiness(product)).toBe(200), patience)
  const { auditId } = await dataOf(await post(product, 'start_audit'))
  await vi.waitFor(async () => {
    expect(await dataOf(await post(product, 'get_audit', { auditId }))).toMatchObject({ status: 'completed' })
  }, patience)
  expect(await runShell(['audit-log', 'verify'], product.env)).toMatchObject({ status: 0 })
})

test('a clock that jumps days ahead and back: no job is lost or run twice, and schedules go on', async () => {
  const shift = join(folder, 'shift')
  const jump = (ms: number) => writeFileSync(shift, String(ms))
  jump(0)
  await writeLargeEstate(join(folder, 'large.ndjson'), 200_000)
  const ESTATE = join(folder, 'large.ndjson')
  const preload = pathToFileURL(join(repository, 'test/support/shifted-clock.js')).href
  const [jumping, steady] = [
    await start('jumping', { ESTATE, CLOCK_SHIFT_FILE: shift, NODE_OPTIONS: `--import ${preload}` }),
    await start('steady', { ESTATE }),
  ]
  const { created } = await dataOf(await post(steady, 'schedule_audit', { action: 'create' }))
  const { auditId } = await dataOf(await post(jumping, 'start_audit'))
  const runsOf = (id: unknown) =>
    querySql(ownUrl(), `SELECT status, attempts FROM job WHERE id = '${id}' OR started_by = '${id}'`)
  const once = [{ status: 'completed', attempts: 1 }]
  await sleep(300)
  jump(2 * day)
  await vi.waitFor(async () => expect(await runsOf(auditId)).toEqual(once), patience)
  jump(-2 * day)
  // Both look once a second, and nothing is due.
  await sleep(3000)
  expect(await runsOf(created)).toEqual([])
  await querySql(ownUrl(), `UPDATE schedule SET next_run_at = '2026-01-01T00:00:00.000Z'`)
  await vi.waitFor(async () => expect(await runsOf(created)).toEqual(once), patience)
  const [row] = await querySql(ownUrl(), 'SELECT next_run_at FROM schedule')
  const waits = Date.parse(String(row?.next_run_at)) - Date.now()
  expect([waits > 0, waits <= day]).toEqual([true, true])
  for (const product of [jumping, steady]) {
    const answer = await dataOf(await post(product, 'check_tag_compliance'))
    expect(answer).toMatchObject({ status: 'ready' })
    expect((answer.snapshot as { ageS: number }).ageS).toBeGreaterThanOrEqual(0)
  }
  expect(await runsOf(created)).toEqual(once)
  expect(await runShell(['audit-log', 'verify'], steady.env)).toMatchObject({ status: 0 })
})
