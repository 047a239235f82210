import { expect, test } from 'vitest'
import { startServices } from '../support/services.ts'

const { ask, call, untilEnded, store } = await startServices()

type Handle = { readonly auditId: string; readonly status: string; readonly pollAfterMs: number }
const start = (given: object = {}) => ask<Handle>('start_audit', given)

test('answers at once with a handle, and the audit comes of it', async () => {
  const { auditId, status, pollAfterMs } = await start()
  expect([status, pollAfterMs]).toEqual(['working', 1000])
  expect(await untilEnded(auditId)).toBe('completed')
  expect(await ask('check_tag_compliance')).toMatchObject({ auditId })
})

test('who asks while one runs shares it', async () => {
  const [one, other] = await Promise.all([start(), start()])
  expect(one.auditId).toBe(other.auditId)
  await untilEnded(one.auditId)
})

test('the same key gives the same audit, also when it is over', async () => {
  const first = await start({ idempotencyKey: 'monday' })
  expect((await start({ idempotencyKey: 'monday' })).auditId).toBe(first.auditId)
  await untilEnded(first.auditId)
  expect(await start({ idempotencyKey: 'monday' })).toMatchObject({ auditId: first.auditId, status: 'completed' })
})

test('the same key gives the same audit, also when another one runs', async () => {
  const first = await start({ idempotencyKey: 'tuesday' })
  await untilEnded(first.auditId)
  const other = await start()
  expect((await start({ idempotencyKey: 'tuesday' })).auditId).toBe(first.auditId)
  await untilEnded(other.auditId)
})

test('another key gives another audit, of the snapshot that is being taken', async () => {
  const one = await start({ idempotencyKey: 'a' })
  const other = await start({ idempotencyKey: 'b' })
  expect(other.auditId).not.toBe(one.auditId)
  expect(await Promise.all([untilEnded(one.auditId), untilEnded(other.auditId)])).toEqual(['completed', 'completed'])
  expect((await store.audit(other.auditId))?.snapshotId).toBe((await store.audit(one.auditId))?.snapshotId)
})

test('refuses an empty key', async () => {
  expect(await call('start_audit', { idempotencyKey: '' })).toMatchObject({ code: 'invalid_arguments' })
})
