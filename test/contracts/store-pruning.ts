import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../server/ports.ts'
import type { StoreUnderTest } from './store.ts'
import { addAudit, addSnapshot, examplePolicy, job, logEntry, rollup } from './store-examples.ts'

const midJune = '2026-06-15T00:00:00.000Z'
const everything = { olderThan: '2027-01-01T00:00:00.000Z', keepAtLeast: 0 }

async function addDays(store: Store, estate: string, days: readonly string[]) {
  for (const day of days)
    await addSnapshot(store, { id: `${estate}-${day}`, estate, takenAt: `2026-06-${day}T10:00:00.000Z` })
}

const left = async (store: Store, estate: string) =>
  (await store.snapshots(estate, { limit: 99 })).map(({ id }) => id).toReversed()

export function describePruning(current: () => StoreUnderTest): void {
  describe('pruning', () => {
    test('removes snapshots that are older', async () => {
      const { store } = current()
      await addDays(store, 'demo', ['10', '14', '15', '20'])
      expect(await store.prune({ olderThan: midJune, keepAtLeast: 0 })).toBe(2)
      expect(await left(store, 'demo')).toEqual(['demo-15', 'demo-20'])
    })

    test('keeps the newest of each estate, however old', async () => {
      const { store } = current()
      await addDays(store, 'demo', ['01', '02', '03'])
      await addDays(store, 'aws', ['04', '20'])
      expect(await store.prune({ olderThan: midJune, keepAtLeast: 2 })).toBe(1)
      expect(await left(store, 'demo')).toEqual(['demo-02', 'demo-03'])
      expect(await left(store, 'aws')).toEqual(['aws-04', 'aws-20'])
    })

    test('counts only complete snapshots among those to keep, and removes the others by age alone', async () => {
      const { store } = current()
      await addDays(store, 'demo', ['01', '02'])
      await store.createSnapshot({ id: 'failed', estate: 'demo', takenAt: '2026-06-03T10:00:00.000Z' })
      await store.finishSnapshot('failed', { status: 'failed', coverage: [], skipped: [] })
      await store.createSnapshot({ id: 'abandoned', estate: 'demo', takenAt: '2026-06-04T10:00:00.000Z' })
      await store.createSnapshot({ id: 'collecting', estate: 'demo', takenAt: '2026-06-20T10:00:00.000Z' })
      expect(await store.prune({ olderThan: midJune, keepAtLeast: 1 })).toBe(3)
      expect(await left(store, 'demo')).toEqual(['demo-02'])
      expect(await store.snapshot('failed')).toBeNull()
      expect(await store.snapshot('abandoned')).toBeNull()
      expect(await store.snapshot('collecting')).not.toBeNull()
    })

    test('removes what was given up long before it removes what is old', async () => {
      const { store } = current()
      const abandonedBefore = '2026-06-10T00:00:00.000Z'
      for (const id of ['failed', 'abandoned', 'resumable', 'recent']) {
        const takenAt = `2026-06-${id === 'recent' ? '11' : '09'}T10:00:00.000Z`
        await store.createSnapshot({ id, estate: 'demo', takenAt })
      }
      await addDays(store, 'demo', ['09'])
      await store.finishSnapshot('failed', { status: 'failed', coverage: [], skipped: [] })
      await store.saveCheckpoint('abandoned', { cursor: 'a', parts: 0, resources: 0 })
      await store.createJob(job({ snapshotId: 'resumable' }))
      const retention = { olderThan: '2026-01-01T00:00:00.000Z', keepAtLeast: 1, abandonedBefore }
      expect((await store.prunable(retention)).map(({ id }) => id)).toEqual(['abandoned', 'failed'])
      expect(await store.prune(retention)).toBe(2)
      expect(await store.snapshot('resumable')).not.toBeNull()
      expect(await store.snapshot('recent')).not.toBeNull()
      expect(await left(store, 'demo')).toEqual(['demo-09'])
    })

    test('never removes the snapshot of a job that works', async () => {
      const { store } = current()
      await store.createSnapshot({ id: 'resumable', estate: 'demo', takenAt: '2026-06-01T00:00:00.000Z' })
      await store.createJob(job({ snapshotId: 'resumable' }))
      expect(await store.prune(everything)).toBe(0)
      expect(await store.snapshot('resumable')).not.toBeNull()
    })

    test('removes jobs that ended before', async () => {
      const { store } = current()
      for (const id of ['old', 'recent', 'working']) await store.createJob(job({ id }))
      await store.updateJob('old', { status: 'failed', updatedAt: '2026-06-14T00:00:00.000Z' })
      await store.updateJob('recent', { status: 'completed', updatedAt: midJune })
      await store.prune({ olderThan: midJune, keepAtLeast: 0 })
      expect(await store.job('old')).toBeNull()
      expect(await store.job('recent')).not.toBeNull()
      expect(await store.job('working')).not.toBeNull()
    })

    test('removes a policy that nothing refers to, unless it was saved since', async () => {
      const { store } = current()
      await store.savePolicy(examplePolicy)
      await store.prune({ olderThan: '2001-01-01T00:00:00.000Z', keepAtLeast: 0 })
      expect(await store.policy(examplePolicy.hash)).not.toBeNull()
      await store.prune({ olderThan: '9999-01-01T00:00:00.000Z', keepAtLeast: 0 })
      expect(await store.policy(examplePolicy.hash)).toBeNull()
    })

    test('keeps a policy that an audit or a trend refers to', async () => {
      const { store } = current()
      await addAudit(store, {}, [rollup()])
      await store.prune({ olderThan: '9999-01-01T00:00:00.000Z', keepAtLeast: 1 })
      expect(await store.policy(examplePolicy.hash)).not.toBeNull()
      await store.prune({ olderThan: '9999-01-01T00:00:00.000Z', keepAtLeast: 0 })
      expect(await store.policy(examplePolicy.hash)).not.toBeNull()
    })

    test('removes parts and audits with their snapshot, and leaves rollups and the log', async () => {
      const { store, reopen } = current()
      await addSnapshot(store, { parts: 40 })
      await addAudit(store, {}, [rollup()])
      await store.appendLog([logEntry()])
      expect(await store.prune(everything)).toBe(1)
      const reopened = await reopen()
      expect(await reopened.snapshot('snapshot-1')).toBeNull()
      expect(await reopened.part('snapshot-1', 0)).toBeNull()
      expect(await reopened.part('snapshot-1', 39)).toBeNull()
      expect(await reopened.audit('audit-1')).toBeNull()
      expect(await reopened.audits('demo', { limit: 9 })).toEqual([])
      expect(await reopened.rollups('demo', 'all', { since: '2026-06-01', until: '2026-06-02' })).toEqual([rollup()])
      expect(await reopened.verifyLog()).toEqual({ ok: true, entries: 1 })
    })

    test('hides the whole snapshot at once', async () => {
      const { store } = current()
      await addSnapshot(store, { parts: 40 })
      let isPruned = false
      const pruned = store.prune(everything).finally(() => {
        isPruned = true
      })
      while (!isPruned) {
        const snapshot = await store.snapshot('snapshot-1')
        const part = await store.part('snapshot-1', 39)
        // Asked one after the other: a part that is still there belongs to a snapshot that was.
        expect(part === null || snapshot !== null).toBe(true)
        await nextTurn()
      }
      expect(await pruned).toBe(1)
      expect(await store.snapshot('snapshot-1')).toBeNull()
    })

    test('finds nothing the second time', async () => {
      const { store } = current()
      await addSnapshot(store)
      expect(await store.prune(everything)).toBe(1)
      expect(await store.prune(everything)).toBe(0)
      expect(await store.prunable(everything)).toEqual([])
    })

    test('can be previewed, estate by estate, oldest first', async () => {
      const { store } = current()
      await addDays(store, 'demo', ['02', '01', '20'])
      await addDays(store, 'aws', ['03'])
      const preview = await store.prunable({ olderThan: midJune, keepAtLeast: 0 })
      expect(preview.map(({ id }) => id)).toEqual(['aws-03', 'demo-01', 'demo-02'])
      expect(preview[0]).toEqual({
        ...{ id: 'aws-03', estate: 'aws', takenAt: '2026-06-03T10:00:00.000Z', status: 'complete', resources: 10 },
      })
      expect(await left(store, 'demo')).toHaveLength(3)
    })

    test('lets a snapshot of the same id be taken again', async () => {
      const { store } = current()
      await addSnapshot(store)
      await store.prune(everything)
      await addSnapshot(store, { parts: 2 })
      expect(await store.snapshot('snapshot-1')).toMatchObject({ parts: 2 })
    })
  })

  test('a closed store says so', async () => {
    const { store } = current()
    await store.close()
    await expect(store.snapshot('snapshot-1')).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(store.appendLog([logEntry()])).rejects.toMatchObject({ code: 'store_unavailable' })
  })

  test('a store that is closed at once has written what it was given', async () => {
    const { store, reopen } = current()
    const appended = store.appendLog([logEntry()])
    await store.close()
    await appended
    const reopened = await reopen()
    expect(await reopened.verifyLog()).toEqual({ ok: true, entries: 1 })
  })
}
