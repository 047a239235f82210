import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { memoryJobs } from '../../server/jobs/memory.ts'
import { createAudits } from '../../server/services/audits.ts'
import { newFolder } from '../support/demo-folder.ts'
import { bucket, largeEstate } from '../support/large-estate.ts'
import { openServices, startServices } from '../support/services.ts'

type Current = { readonly status: string; readonly auditId: string; readonly snapshot: { readonly id: string } }
type Handle = { readonly auditId: string; readonly status: string }
const estateOf = (text: string) => {
  const path = join(newFolder(), 'estate.ndjson')
  writeFileSync(path, text)
  return path
}

describe('without a snapshot', () => {
  test('the first question gets a handle, and then the answer', async () => {
    const { ask, untilEnded } = await openServices({ ESTATE: estateOf(bucket('one')) })
    const first = await ask<Current>('check_tag_compliance')
    expect(first).toEqual({ status: 'working', auditId: expect.any(String), pollAfterMs: 1000 })
    expect(await untilEnded(first.auditId)).toBe('completed')
    expect(await ask<Current>('check_tag_compliance')).toMatchObject({ status: 'ready', auditId: first.auditId })
  })

  test('questions at the same time get the same handle', async () => {
    const { ask, store } = await openServices({ ESTATE: estateOf(bucket('one')) })
    const asked = ['check_tag_compliance', 'find_untagged_resources', 'get_cost_attribution_gap', 'export_violations']
    const answers = await Promise.all(asked.map((tool) => ask<Current>(tool)))
    expect(new Set(answers.map(({ auditId }) => auditId)).size).toBe(1)
    expect(await store.jobs('working')).toHaveLength(1)
  })
})

describe('a snapshot that is too old', () => {
  test('is answered from and refreshed once, however many ask', async () => {
    const server = await startServices()
    const { store, services, policy, events } = server
    const later = () => Date.now() + 2 * 3_600_000
    const jobs = memoryJobs({ onError: (error) => expect.unreachable(String(error)) })
    const audits = createAudits({
      ...{ store, events, jobs, work: services.work, policy, estate: 'demo', maxAgeS: 3600, now: later },
      onBackgroundError: (error) => expect.unreachable(String(error)),
      onJobEnd: () => {},
    })
    await audits.open()
    const [before] = await store.audits('demo', { limit: 1 })
    const answers = await Promise.all(Array.from({ length: 5 }, () => audits.current('tests')))
    expect(answers.map((one) => one.status === 'ready' && one.audit.id)).toEqual(Array(5).fill(before?.id))
    await vi.waitFor(async () => expect(await store.jobs('working')).toHaveLength(1))
    await vi.waitFor(async () => expect(await store.jobs('completed')).toHaveLength(2), { timeout: 10_000 })
    expect(await store.jobs('completed')).toMatchObject([{}, { startedBy: 'refresh' }])
    await audits.close()
  })

  test('is not refreshed while it is young', async () => {
    const { ask, store } = await startServices()
    await ask('check_tag_compliance')
    expect(await store.jobs('working')).toEqual([])
  })
})

test('equal questions at the same time share one judging', async () => {
  const POLICY_FILE = join(newFolder(), 'policy.json')
  writeFileSync(POLICY_FILE, JSON.stringify({ version: '2', required_tags: [{ name: 'Owner' }] }))
  const server = await openServices({ POLICY_FILE })
  const answers = await Promise.all(Array.from({ length: 4 }, () => server.ask<Current>('check_tag_compliance')))
  expect(new Set(answers.map(({ auditId }) => auditId)).size).toBe(1)
})

describe('a source that fails', () => {
  test('gives a failed audit that says why', async () => {
    const missing = join(newFolder(), 'no-such.ndjson')
    const { ask, untilEnded } = await openServices({ ESTATE: missing })
    const { auditId } = await ask<Handle>('start_audit')
    expect(await untilEnded(auditId)).toBe('failed')
    expect(await ask('get_audit', { auditId })).toMatchObject({ error: expect.stringContaining('no-such.ndjson') })
  })

  test('is not asked again for every question, and the refusal says why', async () => {
    const { ask, call, untilEnded } = await openServices({ ESTATE: join(newFolder(), 'no-such.ndjson') })
    await untilEnded((await ask<Handle>('start_audit')).auditId)
    const refusal = await call('check_tag_compliance')
    expect(refusal).toMatchObject({ ok: false, code: 'not_ready', retryAfterS: 60 })
    expect(refusal.ok || refusal.message).toContain('no-such.ndjson')
  })

  test('is asked again by start_audit, and then all is well', async () => {
    const path = join(newFolder(), 'late.ndjson')
    const { ask, untilEnded } = await openServices({ ESTATE: path })
    await untilEnded((await ask<Handle>('start_audit')).auditId)
    writeFileSync(path, bucket('one'))
    expect(await untilEnded((await ask<Handle>('start_audit')).auditId)).toBe('completed')
    expect(await ask('check_tag_compliance')).toMatchObject({ status: 'ready' })
  })

  test('leaves the last good snapshot in use', async () => {
    const path = estateOf(bucket('one'))
    const { ask, untilEnded } = await startServices({ ESTATE: path })
    const before = await ask<Current>('check_tag_compliance')
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00, 0x01]))
    expect(await untilEnded((await ask<Handle>('start_audit')).auditId)).toBe('failed')
    expect((await ask<Current>('check_tag_compliance')).snapshot.id).toBe(before.snapshot.id)
  })

  test('with bad lines only leaves those out', async () => {
    const { ask } = await startServices({ ESTATE: estateOf(`${bucket('one')}\nnot json\n${bucket('two')}`) })
    expect(await ask('check_tag_compliance')).toMatchObject({ totals: { resources: 2 } })
  })
})

test('a collection is cancelled in the middle, and nothing of it is seen', async () => {
  const estate = await largeEstate(300_000)
  const { ask, store } = await openServices({ ESTATE: estate })
  const { auditId } = await ask<Handle>('start_audit')
  await vi.waitFor(async () => expect((await store.job(auditId))?.resources).toBeGreaterThan(0), { timeout: 20_000 })
  expect(await ask('cancel_audit', { auditId })).toEqual({ auditId, status: 'cancelled' })
  expect((await store.job(auditId))?.resources).toBeLessThan(300_000)
  expect(await store.snapshots(estate, { limit: 1 })).toEqual([])
})

test('what was answered before a restart is answered again', async () => {
  const first = await startServices()
  const { auditId } = await first.ask<Current>('check_tag_compliance')
  await first.close()
  const again = await startServices({ DATA_DIR: first.folder })
  expect((await again.ask<Current>('check_tag_compliance')).auditId).toBe(auditId)
})
