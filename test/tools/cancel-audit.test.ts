import { expect, test } from 'vitest'
import { startServices } from '../support/services.ts'

const { ask, call, untilEnded } = await startServices()
const start = (given: object = {}) => ask<{ auditId: string }>('start_audit', given)

test('stops a running audit, and says so as often as asked', async () => {
  const { auditId } = await start()
  const cancelled = { auditId, status: 'cancelled' }
  expect(await ask('cancel_audit', { auditId })).toEqual(cancelled)
  expect(await ask('cancel_audit', { auditId })).toEqual(cancelled)
  expect(await ask('get_audit', { auditId })).toMatchObject({ ...cancelled, pollAfterMs: null })
})

test('leaves what everybody asks about: the audit before', async () => {
  const before = await ask<{ auditId: string }>('check_tag_compliance')
  const { auditId } = await start()
  await ask('cancel_audit', { auditId })
  expect((await ask<{ auditId: string }>('check_tag_compliance')).auditId).toBe(before.auditId)
})

test('leaves one that has ended as it is', async () => {
  const { auditId } = await start()
  await untilEnded(auditId)
  expect(await ask('cancel_audit', { auditId })).toEqual({ auditId, status: 'completed' })
})

test('of two that share a snapshot the other one goes on', async () => {
  const one = await start({ idempotencyKey: 'one' })
  const other = await start({ idempotencyKey: 'other' })
  expect(await ask('cancel_audit', { auditId: one.auditId })).toMatchObject({ status: 'cancelled' })
  expect(await untilEnded(other.auditId)).toBe('completed')
})

test('refuses a handle that is none', async () => {
  expect(await call('cancel_audit', { auditId: 'aud_0-0' })).toMatchObject({ ok: false, code: 'not_found' })
})
