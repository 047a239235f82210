import { describe, expect, test } from 'vitest'
import type { StoreUnderTest } from './store.ts'
import { addSnapshot, part } from './store-examples.ts'

const taken = { id: 'snapshot-1', estate: 'demo', takenAt: '2026-06-01T10:00:00.000Z' }
const coverage = [{ account: '111122223333', region: 'eu-west-1', type: 'rds:db', status: 'denied' } as const]
const skipped = [{ line: 7, reason: 'no id: "\u0000😀"' }]

export function describeSnapshots(current: () => StoreUnderTest): void {
  describe('a snapshot', () => {
    test('counts its parts and resources while it is collected', async () => {
      const { store } = current()
      await store.createSnapshot(taken)
      await store.addPart('snapshot-1', part(0, { resources: 8192 }))
      await store.addPart('snapshot-1', part(1, { resources: 3 }))
      expect(await store.snapshot('snapshot-1')).toEqual({
        ...{ ...taken, status: 'collecting', resources: 8195, parts: 2 },
        ...{ coverage: [], skipped: [] },
      })
    })

    test('is cut where a collection goes on', async () => {
      const { store } = current()
      await store.createSnapshot(taken)
      for (const index of [0, 1, 2, 3]) await store.addPart('snapshot-1', part(index))
      await store.cutParts('snapshot-1', 2)
      expect(await store.snapshot('snapshot-1')).toMatchObject({ parts: 2, resources: 20 })
      expect(await store.part('snapshot-1', 1)).toMatchObject({ index: 1 })
      expect(await store.part('snapshot-1', 2)).toBeNull()
    })

    test('keeps its last checkpoint while it is collected, also when opened again', async () => {
      const { store, reopen } = current()
      await store.createSnapshot(taken)
      expect(await store.checkpoint('snapshot-1')).toBeNull()
      await store.saveCheckpoint('snapshot-1', { cursor: 'eu-west-1', parts: 1, resources: 10 })
      const last = { cursor: 'eu-west-2 "😀', parts: 3, resources: 25 }
      await store.saveCheckpoint('snapshot-1', last)
      const reopened = await reopen()
      expect(await reopened.checkpoint('snapshot-1')).toEqual(last)
      await reopened.finishSnapshot('snapshot-1', { status: 'failed', coverage: [], skipped: [] })
      expect(await reopened.checkpoint('snapshot-1')).toBeNull()
    })

    test('that is complete is not cut, nor given a checkpoint', async () => {
      const { store } = current()
      await addSnapshot(store, { parts: 2 })
      const checkpoint = { cursor: 'a', parts: 1, resources: 10 }
      await expect(store.cutParts('snapshot-1', 1)).rejects.toMatchObject({ code: 'conflict' })
      await expect(store.saveCheckpoint('snapshot-1', checkpoint)).rejects.toMatchObject({ code: 'conflict' })
      await expect(store.cutParts('none', 1)).rejects.toMatchObject({ code: 'not_found' })
      expect(await store.snapshot('snapshot-1')).toMatchObject({ parts: 2 })
    })

    test('keeps coverage and skipped lines as they were reported, also when opened again', async () => {
      const { store, reopen } = current()
      await store.createSnapshot(taken)
      await store.finishSnapshot('snapshot-1', { status: 'complete', coverage, skipped })
      const reopened = await reopen()
      expect(await reopened.snapshot('snapshot-1')).toEqual({
        ...{ ...taken, status: 'complete', resources: 0, parts: 0 },
        ...{ coverage, skipped },
      })
    })

    test('gives each part back to the byte', async () => {
      const { store } = current()
      const packed = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7919) >>> 3)
      await store.createSnapshot(taken)
      await store.addPart('snapshot-1', part(0, { packed }))
      const stored = await store.part('snapshot-1', 0)
      expect(stored).toMatchObject({ index: 0, resources: 10 })
      expect(Buffer.compare(stored?.packed ?? Buffer.of(), packed)).toBe(0)
    })

    test('takes parts in any order', async () => {
      const { store } = current()
      await store.createSnapshot(taken)
      await store.addPart('snapshot-1', part(1))
      await store.addPart('snapshot-1', part(0))
      await store.finishSnapshot('snapshot-1', { status: 'complete', coverage: [], skipped: [] })
      expect(await store.snapshot('snapshot-1')).toMatchObject({ status: 'complete', parts: 2 })
    })

    test('takes the later of two parts with one index', async () => {
      const { store } = current()
      await store.createSnapshot(taken)
      await store.addPart('snapshot-1', part(0, { resources: 10 }))
      await store.addPart('snapshot-1', part(0, { resources: 4, packed: Uint8Array.of(4) }))
      expect(await store.snapshot('snapshot-1')).toMatchObject({ parts: 1, resources: 4 })
      expect([...((await store.part('snapshot-1', 0))?.packed ?? [])]).toEqual([4])
    })

    test('is collected on by the next process', async () => {
      const { store, reopen } = current()
      await store.createSnapshot(taken)
      await store.addPart('snapshot-1', part(0))
      const reopened = await reopen()
      await reopened.addPart('snapshot-1', part(1))
      await reopened.finishSnapshot('snapshot-1', { status: 'complete', coverage: [], skipped: [] })
      expect(await reopened.snapshot('snapshot-1')).toMatchObject({ status: 'complete', parts: 2 })
    })

    test('is not complete while a part is missing', async () => {
      const { store } = current()
      await store.createSnapshot(taken)
      await store.addPart('snapshot-1', part(1))
      const finished = store.finishSnapshot('snapshot-1', { status: 'complete', coverage: [], skipped: [] })
      await expect(finished).rejects.toMatchObject({ code: 'conflict' })
      expect(await store.snapshot('snapshot-1')).toMatchObject({ status: 'collecting' })
    })

    test('may fail with parts missing', async () => {
      const { store } = current()
      await store.createSnapshot(taken)
      await store.addPart('snapshot-1', part(1))
      await store.finishSnapshot('snapshot-1', { status: 'failed', coverage: [], skipped: [] })
      expect(await store.snapshot('snapshot-1')).toMatchObject({ status: 'failed', parts: 1 })
    })

    test('does not change once it is finished', async () => {
      const { store } = current()
      await addSnapshot(store)
      await expect(store.addPart('snapshot-1', part(1))).rejects.toMatchObject({ code: 'conflict' })
      const again = store.finishSnapshot('snapshot-1', { status: 'failed', coverage: [], skipped: [] })
      await expect(again).rejects.toMatchObject({ code: 'conflict' })
      expect(await store.snapshot('snapshot-1')).toMatchObject({ status: 'complete', parts: 1 })
    })

    test('is created once', async () => {
      const { store } = current()
      await store.createSnapshot(taken)
      await expect(store.createSnapshot({ ...taken, estate: 'aws' })).rejects.toMatchObject({ code: 'conflict' })
      expect(await store.snapshot('snapshot-1')).toMatchObject({ estate: 'demo' })
    })

    test('that does not exist is null, and takes nothing', async () => {
      const { store } = current()
      expect(await store.snapshot('none')).toBeNull()
      expect(await store.part('none', 0)).toBeNull()
      await expect(store.addPart('none', part(0))).rejects.toMatchObject({ code: 'not_found' })
      const finished = store.finishSnapshot('none', { status: 'failed', coverage: [], skipped: [] })
      await expect(finished).rejects.toMatchObject({ code: 'not_found' })
    })

    test('has no part beyond its last', async () => {
      const { store } = current()
      await addSnapshot(store, { parts: 2 })
      expect(await store.part('snapshot-1', 2)).toBeNull()
    })
  })

  describe('the snapshots of an estate', () => {
    test('are the complete ones, newest first, at most as many as asked for', async () => {
      const { store } = current()
      await addSnapshot(store, { id: 'b', takenAt: '2026-06-02T10:00:00.000Z' })
      await addSnapshot(store, { id: 'c', takenAt: '2026-06-03T10:00:00.000Z' })
      await addSnapshot(store, { id: 'a', takenAt: '2026-06-01T10:00:00.000Z' })
      await addSnapshot(store, { id: 'other', estate: 'aws', takenAt: '2026-06-04T10:00:00.000Z' })
      await store.createSnapshot({ id: 'collecting', estate: 'demo', takenAt: '2026-06-05T10:00:00.000Z' })
      await store.createSnapshot({ id: 'failed', estate: 'demo', takenAt: '2026-06-06T10:00:00.000Z' })
      await store.finishSnapshot('failed', { status: 'failed', coverage: [], skipped: [] })
      expect(await store.snapshots('demo', { limit: 2 })).toMatchObject([{ id: 'c' }, { id: 'b' }])
      expect(await store.snapshots('nowhere', { limit: 2 })).toEqual([])
    })

    test('of one moment are in the reverse order of their ids', async () => {
      const { store } = current()
      for (const id of ['b', 'a', 'c']) await addSnapshot(store, { id })
      expect(await store.snapshots('demo', { limit: 9 })).toMatchObject([{ id: 'c' }, { id: 'b' }, { id: 'a' }])
    })

    test('of a period include its beginning and not its end', async () => {
      const { store } = current()
      await addSnapshot(store, { id: 'a', takenAt: '2026-06-01T00:00:00.000Z' })
      await addSnapshot(store, { id: 'b', takenAt: '2026-06-02T00:00:00.000Z' })
      await addSnapshot(store, { id: 'c', takenAt: '2026-06-03T00:00:00.000Z' })
      const whole = { since: '2026-06-01T00:00:00.000Z', until: '2026-06-03T00:00:00.000Z', limit: 9 }
      expect(await store.snapshots('demo', whole)).toMatchObject([{ id: 'b' }, { id: 'a' }])
      expect(await store.snapshots('demo', { until: '2026-06-02', limit: 9 })).toMatchObject([{ id: 'a' }])
      expect(await store.snapshots('demo', { since: '2026-06-03', limit: 9 })).toMatchObject([{ id: 'c' }])
    })

    test('are those of exactly this name', async () => {
      const { store } = current()
      const estate = `./data/it's "Ünïcode" 😀%_.ndjson`
      await addSnapshot(store, { estate })
      expect(await store.snapshots(estate, { limit: 1 })).toMatchObject([{ estate }])
      expect(await store.snapshots('./data/%', { limit: 1 })).toEqual([])
    })
  })
}
