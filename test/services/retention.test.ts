import { expect, test } from 'vitest'
import { startServices } from '../support/services.ts'

const { ask, call, store } = await startServices()
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()

test('old snapshots go with their audits; trends stay, and an answer says what is gone', async () => {
  const [old] = await store.audits('demo', { until: daysAgo(100), limit: 1 })
  const trend = await ask('get_violation_history', { since: '2001-01-01' })
  const { changes, nextCursor: cursor } = await ask<{ changes: object[]; nextCursor: string }>('detect_tag_drift', {
    ...{ since: daysAgo(100), limit: 1 },
  })
  expect(changes).toHaveLength(1)

  expect(await store.prune({ olderThan: daysAgo(30), keepAtLeast: 5 })).toBeGreaterThan(80)

  expect(await ask('get_violation_history', { since: '2001-01-01' })).toEqual(trend)
  expect(await call('get_audit', { auditId: old?.id })).toMatchObject({ ok: false, code: 'not_found' })
  const gone = await call('detect_tag_drift', { since: daysAgo(100), limit: 1, cursor })
  expect(gone).toMatchObject({ ok: false, code: 'not_found', message: expect.stringContaining('pruned') })
  expect(await ask('check_tag_compliance')).toMatchObject({ status: 'ready' })
})

test('the newest stay, however old they are', async () => {
  await store.prune({ olderThan: new Date(Date.now() + 86_400_000).toISOString(), keepAtLeast: 3 })
  expect(await store.snapshots('demo', { limit: 10 })).toHaveLength(3)
})
