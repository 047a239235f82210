// One server whose PostgreSQL goes away: nothing is answered that is not in the log, and it recovers alone.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { writeLargeEstate } from '../support/large-estate.ts'
import { executeSql, querySql, restartPostgres, startPostgres } from '../support/postgres.ts'
import { type Product, runShell, startProduct } from '../support/product-process.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'

const patience = { timeout: 120_000, interval: 50 }
const size = 200_000

let folder: string
let database: OwnServer
let product: Product

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tagwarden-lost-database-'))
  const ESTATE = join(folder, 'large.ndjson')
  await writeLargeEstate(ESTATE, size)
  database = await startPostgres()
  product = await startProduct({
    DATABASE_URL: database.url,
    DATA_DIR: join(folder, 'data'),
    REPLICA_ID: 'one',
    ESTATE,
  })
})

afterAll(async () => {
  await product?.stop()
  if (database) await stopServer(database)
  rmSync(folder, { recursive: true, force: true })
})

const post = (tool: string, given: object = {}, requestId = 'none') =>
  fetch(`${product.url}/api/v1/tools/${tool}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    body: JSON.stringify(given),
  })
const startAudit = async () => {
  const { data } = (await (await post('start_audit')).json()) as { data: { auditId: string } }
  return data.auditId
}
const statusOf = async (auditId: string) => {
  const body = (await (await post('get_audit', { auditId })).json()) as { data?: { status: string } }
  return body.data?.status
}
const readiness = async () => (await fetch(`${product.url}/health/ready`)).status
const untilReady = () => vi.waitFor(async () => expect(await readiness()).toBe(200), patience)
const logged = (requestId: string) =>
  querySql(database.url, `SELECT outcome FROM audit_log WHERE request_id = '${requestId}'`)
const untilCollecting = (auditId: string) =>
  vi.waitFor(async () => {
    const rows = await querySql(database.url, `SELECT resources FROM job WHERE id = '${auditId}'`)
    expect(Number(rows[0]?.resources)).toBeGreaterThan(8192)
  }, patience)
const expectWholeLog = async () => {
  const env = { ...product.env, DATA_DIR: join(folder, 'shell') }
  const verified = await runShell(['audit-log', 'verify'], env)
  expect(verified).toMatchObject({ status: 0 })
}

test('killed in the middle of a scan and started again: the scan is finished, and no call is lost', async () => {
  const auditId = await startAudit()
  await untilCollecting(auditId)
  process.kill(database.pid, 'SIGKILL')
  const refused = await post('get_tagging_policy', {}, 'while-lost')
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).not.toBeNull()
  expect(await readiness()).toBe(503)
  database = await restartPostgres(database)
  await untilReady()
  await vi.waitFor(async () => expect(await statusOf(auditId)).toBe('completed'), patience)
  const [row] = await querySql(
    database.url,
    `SELECT sum(part.resources)::int AS resources FROM part JOIN job USING (snapshot_id) WHERE job.id = '${auditId}'`,
  )
  expect(row?.resources).toBe(size)
  await vi.waitFor(async () => expect(await logged('while-lost')).toEqual([{ outcome: 'not_ready' }]), patience)
  await expectWholeLog()
})

test('read-only: no call is answered, and what was refused is in the log afterwards', async () => {
  const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'postgres'`
  await executeSql(database.url, 'ALTER DATABASE postgres SET default_transaction_read_only = on', others)
  await vi.waitFor(async () => expect((await post('get_tagging_policy', {}, 'read-only')).status).toBe(503), patience)
  await vi.waitFor(async () => expect(await readiness()).toBe(503), patience)
  await executeSql(
    database.url,
    'SET default_transaction_read_only = off',
    'ALTER DATABASE postgres RESET default_transaction_read_only',
    others,
  )
  await untilReady()
  expect((await post('get_tagging_policy', {}, 'writable')).status).toBe(200)
  expect(await logged('writable')).toEqual([{ outcome: 'ok' }])
  await vi.waitFor(async () => expect(await logged('read-only')).toContainEqual({ outcome: 'not_ready' }), patience)
  await expectWholeLog()
})

test('no connection left: calls are told so in a bounded time, and it recovers alone', async () => {
  const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'postgres'`
  await executeSql(database.url, 'CREATE DATABASE aside')
  const aside = database.url.replace(/postgres$/, 'aside')
  await executeSql(aside, 'ALTER DATABASE postgres ALLOW_CONNECTIONS false', others)
  await vi.waitFor(async () => expect((await post('get_tagging_policy')).status).toBe(503), patience)
  await vi.waitFor(async () => expect(await readiness()).toBe(503), patience)
  await executeSql(aside, 'ALTER DATABASE postgres ALLOW_CONNECTIONS true')
  await untilReady()
  expect((await post('get_tagging_policy')).status).toBe(200)
  await expectWholeLog()
})
