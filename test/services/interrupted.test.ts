import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { bucket, largeEstate } from '../support/large-estate.ts'
import { openServices } from '../support/services.ts'

type Totals = { readonly totals: { readonly resources: number } }
type Services = Awaited<ReturnType<typeof openServices>>

const size = 150_000
const estate = await largeEstate(size)

/** Stopped in the middle of its collection, some parts of which are stored. */
async function interrupted(ESTATE = estate) {
  const first = await openServices({ ESTATE })
  const { auditId } = await first.ask<{ auditId: string }>('start_audit')
  const snapshotId = (await first.store.job(auditId))?.snapshotId ?? ''
  const partsOf = async ({ store }: Services) => (await store.snapshot(snapshotId))?.parts ?? 0
  await vi.waitFor(async () => expect(await partsOf(first)).toBeGreaterThan(2), { timeout: 20_000, interval: 5 })
  await first.close()
  return { auditId, snapshotId, partsOf, folder: first.folder }
}

test('closing leaves what runs working, with the parts it has', async () => {
  const { auditId, partsOf, folder } = await interrupted()
  const again = await openServices({ ESTATE: estate, DATA_DIR: folder })
  expect(await again.store.job(auditId)).toMatchObject({ status: 'working', attempts: 1 })
  expect(await partsOf(again)).toBeGreaterThan(2)
  expect(await partsOf(again)).toBeLessThan(size / 8192)
})

test('the next start goes on, writes no part twice and finds the same', async () => {
  const { auditId, folder } = await interrupted()
  const db = new Database(join(folder, 'tagwarden.db'))
  db.exec(`CREATE TRIGGER no_part_twice BEFORE UPDATE ON part BEGIN SELECT RAISE(ABORT, 'written twice'); END`)
  db.close()
  const again = await openServices({ ESTATE: estate, DATA_DIR: folder })
  await again.open()
  expect(await again.untilEnded(auditId)).toBe('completed')
  const { audit } = await again.services.audits.byId(auditId)
  const undisturbed = await openServices({ ESTATE: estate })
  const { auditId: other } = await undisturbed.ask<{ auditId: string }>('start_audit')
  expect(await undisturbed.untilEnded(other)).toBe('completed')
  expect(audit.summary).toEqual((await undisturbed.services.audits.byId(other)).audit.summary)
})

test('a file that grew meanwhile is read as it is now', async () => {
  const growing = await largeEstate(100_000)
  const { auditId, folder } = await interrupted(growing)
  appendFileSync(growing, `${bucket('late')}\n`)
  const again = await openServices({ ESTATE: growing, DATA_DIR: folder })
  await again.open()
  expect(await again.untilEnded(auditId)).toBe('completed')
  expect(await again.ask<Totals>('check_tag_compliance')).toMatchObject({ totals: { resources: 100_001 } })
})

test('a file that was replaced by a smaller one leaves nothing of the first', async () => {
  const replaced = await largeEstate(100_000)
  const { auditId, folder } = await interrupted(replaced)
  writeFileSync(replaced, `${bucket('only')}\n`)
  const again = await openServices({ ESTATE: replaced, DATA_DIR: folder })
  await again.open()
  expect(await again.untilEnded(auditId)).toBe('completed')
  expect(await again.ask<Totals>('check_tag_compliance')).toMatchObject({ totals: { resources: 1 } })
})

test('a job that was never handed over is run by the next start', async () => {
  const server = await openServices()
  const at = new Date().toISOString()
  const left = {
    id: 'aud_left-1',
    estate: 'demo',
    status: 'working',
    idempotencyKey: null,
    startedBy: 'tests',
  } as const
  const progress = { createdAt: at, updatedAt: at, resources: 5, fraction: null, error: null }
  await server.store.createJob({ ...left, ...progress, snapshotId: null, attempts: 0 })
  await server.start()
  expect(await server.untilEnded(left.id)).toBe('completed')
})

test('a job that brought its process down again and again is given up', async () => {
  const server = await openServices()
  const at = new Date().toISOString()
  const left = {
    id: 'aud_left-1',
    estate: 'demo',
    status: 'working',
    idempotencyKey: null,
    startedBy: 'tests',
  } as const
  const progress = { createdAt: at, updatedAt: at, resources: 5, fraction: null, error: null }
  await server.store.createJob({ ...left, ...progress, snapshotId: null, attempts: 20 })
  await server.start()
  expect(await server.untilEnded(left.id)).toBe('failed')
  expect(await server.ask('get_audit', { auditId: left.id })).toMatchObject({
    error: expect.stringContaining('stopped 20 times'),
  })
})
