// Three servers on one PostgreSQL behind a proxy that sends every request to the next one.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { writeLargeEstate } from '../support/large-estate.ts'
import { executeSql, querySql, startPostgres } from '../support/postgres.ts'
import { type Product, runShell, startProduct } from '../support/product-process.ts'
import { type RoundRobin, roundRobin } from '../support/round-robin.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'

type Answer = Record<string, unknown>
const patience = { timeout: 120_000, interval: 50 }
const size = 200_000

let folder: string
let database: OwnServer
let replicas: Product[]
let proxy: RoundRobin
const dead = new Set<Product>()

const start = (name: string): Promise<Product> =>
  startProduct({
    ...{ DATABASE_URL: database.url, DATABASE_POOL_SIZE: '5', REPLICA_ID: name, DATA_DIR: join(folder, name) },
    ESTATE: join(folder, 'large.ndjson'),
  })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tagwarden-replicas-'))
  await writeLargeEstate(join(folder, 'large.ndjson'), size)
  database = await startPostgres()
  replicas = await Promise.all(['one', 'two', 'three'].map(start))
  proxy = await roundRobin(() => replicas.filter((one) => !dead.has(one)).map(({ url }) => url))
})

afterAll(async () => {
  await proxy?.close()
  await Promise.all((replicas ?? []).filter((one) => !dead.has(one)).map((one) => one.stop()))
  if (database) await stopServer(database)
  rmSync(folder, { recursive: true, force: true })
})

async function ask(tool: string, given: object = {}, base = proxy.url): Promise<Answer> {
  const response = await fetch(`${base}/api/v1/tools/${tool}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(given),
  })
  const body = (await response.json()) as { data?: Answer; error?: unknown }
  if (body.data === undefined) throw new Error(`${tool}: ${JSON.stringify(body.error)}`)
  return body.data
}

const statusOf = async (auditId: unknown) => (await ask('get_audit', { auditId })).status
const untilCompleted = (auditId: unknown) =>
  vi.waitFor(async () => expect(await statusOf(auditId)).toBe('completed'), patience)
const partsOf = async (auditId: unknown) =>
  querySql(
    database.url,
    `SELECT part_index, part.xmin::text AS written_by, md5(packed) FROM part
     JOIN job ON job.snapshot_id = part.snapshot_id WHERE job.id = '${auditId}' ORDER BY part_index`,
  )

describe('a handle', () => {
  test('that one replica gave is read and finished through the others', async () => {
    const { auditId } = await ask('start_audit')
    await untilCompleted(auditId)
    for (const { url } of replicas) {
      expect(await ask('get_audit', { auditId }, url)).toMatchObject({ auditId, status: 'completed' })
    }
  })

  test('is shared by all who ask at the same time, whichever replica they meet', async () => {
    const handles = await Promise.all(Array.from({ length: 9 }, () => ask('start_audit', { idempotencyKey: 'nine' })))
    expect(new Set(handles.map(({ auditId }) => auditId)).size).toBe(1)
    await untilCompleted(handles[0]?.auditId)
  })

  test('is cancelled from any replica, whoever runs it', async () => {
    for (const { url } of replicas) {
      const { auditId } = await ask('start_audit')
      await vi.waitFor(async () => expect((await partsOf(auditId)).length).toBeGreaterThan(0), patience)
      expect(await ask('cancel_audit', { auditId }, url)).toEqual({ auditId, status: 'cancelled' })
      await vi.waitFor(async () => {
        const [row] = await querySql(
          database.url,
          `SELECT snapshot.status FROM snapshot JOIN job ON snapshot_id = snapshot.id WHERE job.id = '${auditId}'`,
        )
        expect(row?.status).toBe('failed')
      }, patience)
      expect(await statusOf(auditId)).toBe('cancelled')
    }
  })
})

test('a schedule fires once, though every replica looks for what is due', async () => {
  const { created } = await ask('schedule_audit', { action: 'create' })
  await executeSql(database.url, `UPDATE schedule SET next_run_at = '2026-01-01T00:00:00.000Z'`)
  const started = () => querySql(database.url, `SELECT id, status FROM job WHERE started_by = '${created}'`)
  await vi.waitFor(async () => expect(await started()).toMatchObject([{ status: 'completed' }]), patience)
  expect(await started()).toHaveLength(1)
})

test('a policy that is published is in force on all of them', async () => {
  const env = { ...replicas[0]?.env, DATABASE_URL: database.url }
  const published = await runShell(['policy', 'publish', 'policies/examples/minimal.json', '--by', 'tests'], env)
  const hash = /sha256:[0-9a-f]{64}/.exec(published.out)?.[0]
  await vi.waitFor(async () => {
    const seen = await Promise.all(replicas.map(({ url }) => ask('get_tagging_policy', {}, url)))
    expect(seen.map((one) => JSON.stringify(one).includes(hash ?? 'none'))).toEqual([true, true, true])
  }, patience)
})

test('a worker that is killed in the middle is followed by another from its last part', async () => {
  const undisturbed = await ask('start_audit', { idempotencyKey: 'undisturbed' })
  await untilCompleted(undisturbed.auditId)
  const { auditId } = await ask('start_audit', { idempotencyKey: 'disturbed' })
  await vi.waitFor(async () => expect((await partsOf(auditId)).length).toBeGreaterThan(4), { ...patience, interval: 5 })
  const runner = await runnerOf(auditId)
  process.kill(runner.pid, 'SIGKILL')
  dead.add(runner)
  const before = await partsOf(auditId)
  expect(before.length).toBeLessThan(size / 8192)
  await untilCompleted(auditId)
  const after = await partsOf(auditId)
  expect(after.slice(0, before.length)).toEqual(before)
  const summaries = await querySql(
    database.url,
    `SELECT DISTINCT md5(summary) FROM audit WHERE id IN ('${auditId}', '${undisturbed.auditId}')`,
  )
  expect(summaries).toHaveLength(1)
  const [row] = await querySql(database.url, `SELECT attempts FROM job WHERE id = '${auditId}'`)
  expect(row?.attempts).toBe(2)
})

async function runnerOf(auditId: unknown): Promise<Product> {
  const [worker] = await querySql(
    database.url,
    `SELECT replica FROM tagwarden_jobs.worker_heartbeat
     JOIN tagwarden_jobs.jobs ON locked_by = worker_id WHERE key = '${auditId}'`,
  )
  const found = replicas.find(({ env }) => env.REPLICA_ID === worker?.replica)
  if (found === undefined) throw new Error('no replica runs it')
  return found
}
