import { describe, expect, test } from 'vitest'
import type { StoreUnderTest } from './store.ts'
import { addAudit, addSnapshot, audit, examplePolicy, rollup } from './store-examples.ts'

const june = { since: '2026-06-01', until: '2026-07-01' }

export function describeAudits(current: () => StoreUnderTest): void {
  describe('a policy', () => {
    test('comes back by its hash as it was saved', async () => {
      const { store, reopen } = current()
      await store.savePolicy(examplePolicy)
      const reopened = await reopen()
      expect(await reopened.policy(examplePolicy.hash)).toEqual(examplePolicy)
    })

    test('may be saved again', async () => {
      const { store } = current()
      await store.savePolicy(examplePolicy)
      await store.savePolicy(examplePolicy)
      expect(await store.policy(examplePolicy.hash)).toEqual(examplePolicy)
    })

    test('that was never saved is null', async () => {
      expect(await current().store.policy('sha256:none')).toBeNull()
    })
  })

  describe('an audit', () => {
    test('comes back as it was saved', async () => {
      const { store, reopen } = current()
      await addAudit(store)
      const reopened = await reopen()
      expect(await reopened.audit('audit-1')).toEqual(audit())
    })

    test('that does not exist is null', async () => {
      const { store } = current()
      expect(await store.audit('none')).toBeNull()
      expect(await store.auditOf('none', examplePolicy.hash)).toBeNull()
    })

    test('needs its snapshot and its policy', async () => {
      const { store } = current()
      await store.savePolicy(examplePolicy)
      await expect(store.saveAudit(audit(), [])).rejects.toMatchObject({ code: 'not_found' })
      await addSnapshot(store)
      const unknownPolicy = store.saveAudit(audit({ policyHash: 'sha256:none' }), [])
      await expect(unknownPolicy).rejects.toMatchObject({ code: 'not_found' })
    })

    test('is saved once, and a second one leaves no rollups behind', async () => {
      const { store } = current()
      await addAudit(store, {}, [rollup()])
      const second = store.saveAudit(audit({ estate: 'aws' }), [rollup({ counts: [9], day: '2026-06-02' })])
      await expect(second).rejects.toMatchObject({ code: 'conflict' })
      expect(await store.audit('audit-1')).toEqual(audit())
      expect(await store.rollups('demo', 'all', june)).toEqual([rollup()])
    })

    test('of a snapshot and a policy is the last evaluated one', async () => {
      const { store } = current()
      await addAudit(store, { id: 'noon', evaluatedAt: '2026-06-01T12:00:00.000Z' })
      await addAudit(store, { id: 'evening', evaluatedAt: '2026-06-01T20:00:00.000Z' })
      await addAudit(store, { id: 'morning', evaluatedAt: '2026-06-01T08:00:00.000Z' })
      expect(await store.auditOf('snapshot-1', examplePolicy.hash)).toMatchObject({ id: 'evening' })
    })

    test('is listed newest first, by estate, period and limit', async () => {
      const { store } = current()
      await addAudit(store, { id: 'a', evaluatedAt: '2026-06-01T00:00:00.000Z' })
      await addAudit(store, { id: 'c', evaluatedAt: '2026-06-03T00:00:00.000Z' })
      await addAudit(store, { id: 'b', evaluatedAt: '2026-06-02T00:00:00.000Z' })
      await addAudit(store, { id: 'other', estate: 'aws', evaluatedAt: '2026-06-02T00:00:00.000Z' })
      expect(await store.audits('demo', { limit: 2 })).toMatchObject([{ id: 'c' }, { id: 'b' }])
      const period = { since: '2026-06-01', until: '2026-06-03' }
      expect(await store.audits('demo', { ...period, limit: 9 })).toMatchObject([{ id: 'b' }, { id: 'a' }])
    })
  })

  describe('rollups', () => {
    test('come back by day, then key', async () => {
      const { store } = current()
      const days = [
        rollup({ day: '2026-06-02', dimension: 'type', key: 's3:bucket' }),
        rollup({ day: '2026-06-02', dimension: 'type', key: 'ec2:instance', completeness: null }),
        rollup({ day: '2026-06-01', dimension: 'type', key: 'Zeta' }),
        rollup({ day: '2026-06-01', dimension: 'type', key: 'älter 😀' }),
        rollup({ day: '2026-06-01', dimension: 'type', key: 'alpha' }),
      ]
      await addAudit(store, {}, days)
      const found = await store.rollups('demo', 'type', june)
      expect(found.map(({ day, key }) => `${day} ${key}`)).toEqual([
        '2026-06-01 Zeta',
        '2026-06-01 alpha',
        '2026-06-01 älter 😀',
        '2026-06-02 ec2:instance',
        '2026-06-02 s3:bucket',
      ])
    })

    test('come back as they were saved', async () => {
      const { store, reopen } = current()
      await addAudit(store, {}, [rollup(), rollup({ dimension: 'account', key: '111122223333' })])
      const reopened = await reopen()
      expect(await reopened.rollups('demo', 'all', june)).toEqual([rollup()])
      expect(await reopened.rollups('demo', 'account', june)).toEqual([
        rollup({ dimension: 'account', key: '111122223333' }),
      ])
    })

    test('keep every key with its own numbers, whatever it is made of', async () => {
      const { store } = current()
      const days = [
        rollup({ dimension: 'type', key: '"],[\\', counts: [1], costUsd: [1e-9] }),
        rollup({ dimension: 'type', key: 'a,b\n\u0001', counts: [], costUsd: [] }),
        rollup({ dimension: 'type', key: 'null', counts: [2], costUsd: [1e21] }),
        rollup({ day: '2026-06-02', dimension: 'type', key: '', counts: [3] }),
      ]
      await addAudit(store, {}, days)
      expect(await store.rollups('demo', 'type', june)).toEqual(days)
    })

    test('of a day that lacks the dimension are none', async () => {
      const { store } = current()
      const types = [rollup({ dimension: 'type', key: 's3:bucket' }), rollup({ day: '2026-06-02' })]
      await addAudit(store, {}, types)
      expect(await store.rollups('demo', 'type', june)).toEqual(types.slice(0, 1))
    })

    test('keep completeness null where nothing could be seen', async () => {
      const { store } = current()
      await addAudit(store, {}, [rollup({ completeness: null })])
      expect(await store.rollups('demo', 'all', june)).toEqual([rollup({ completeness: null })])
    })

    test('of a later audit replace all of the day, vanished keys included', async () => {
      const { store } = current()
      await addAudit(store, {}, [
        rollup(),
        rollup({ dimension: 'type', key: 'ec2:instance' }),
        rollup({ dimension: 'type', key: 's3:bucket' }),
        rollup({ dimension: 'region', key: 'eu-west-1' }),
      ])
      const later = rollup({ dimension: 'type', key: 's3:bucket', auditId: 'audit-2', counts: [7] })
      await addAudit(store, { id: 'audit-2', evaluatedAt: '2026-06-01T20:00:00.000Z' }, [later])
      expect(await store.rollups('demo', 'type', june)).toEqual([later])
      expect(await store.rollups('demo', 'region', june)).toEqual([])
    })

    test('of an earlier audit do not replace those of a later one', async () => {
      const { store } = current()
      await addAudit(store, { evaluatedAt: '2026-06-01T20:00:00.000Z' }, [rollup()])
      const earlier = [rollup({ auditId: 'audit-2', counts: [7] }), rollup({ dimension: 'type', key: 'ec2:instance' })]
      await addAudit(store, { id: 'audit-2', evaluatedAt: '2026-06-01T08:00:00.000Z' }, earlier)
      expect(await store.rollups('demo', 'all', june)).toEqual([rollup()])
      expect(await store.rollups('demo', 'type', june)).toEqual([])
      expect(await store.audit('audit-2')).not.toBeNull()
    })

    test('of other days and estates stay', async () => {
      const { store } = current()
      const others = [rollup({ day: '2026-06-02' }), rollup({ estate: 'aws' })]
      await addAudit(store, {}, others)
      await addAudit(store, { id: 'audit-2', evaluatedAt: '2026-06-01T20:00:00.000Z' }, [rollup()])
      expect(await store.rollups('demo', 'all', june)).toEqual([rollup(), rollup({ day: '2026-06-02' })])
      expect(await store.rollups('aws', 'all', june)).toEqual([rollup({ estate: 'aws' })])
    })

    test('of a period include its first day and not its last', async () => {
      const { store } = current()
      await addAudit(store, {}, [rollup(), rollup({ day: '2026-06-02' }), rollup({ day: '2026-06-03' })])
      const found = await store.rollups('demo', 'all', { since: '2026-06-01', until: '2026-06-03' })
      expect(found).toEqual([rollup(), rollup({ day: '2026-06-02' })])
    })
  })
}
