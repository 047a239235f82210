import { describe, expect, test } from 'vitest'
import type { StoreUnderTest } from './store.ts'
import { job, schedule } from './store-examples.ts'

const later = '2026-06-01T12:00:01.000Z'

export function describeJobs(current: () => StoreUnderTest): void {
  describe('a job', () => {
    test('comes back as it was created', async () => {
      const { store, reopen } = current()
      expect(await store.createJob(job({ fraction: 0.25 }))).toEqual(job({ fraction: 0.25 }))
      const reopened = await reopen()
      expect(await reopened.job('job-1')).toEqual(job({ fraction: 0.25 }))
    })

    test('that does not exist is null, and cannot be updated', async () => {
      const { store } = current()
      expect(await store.job('none')).toBeNull()
      await expect(store.updateJob('none', { resources: 1 })).rejects.toMatchObject({ code: 'not_found' })
    })

    test('with the idempotency key of an earlier one is that one, whatever became of it', async () => {
      const { store } = current()
      await store.createJob(job({ idempotencyKey: 'monday' }))
      await store.updateJob('job-1', { status: 'completed', updatedAt: later })
      const again = await store.createJob(job({ id: 'job-2', idempotencyKey: 'monday' }))
      expect(again).toEqual(job({ idempotencyKey: 'monday', status: 'completed', updatedAt: later }))
      expect(await store.job('job-2')).toBeNull()
    })

    test('is another one for another caller', async () => {
      const { store } = current()
      await store.createJob(job({ idempotencyKey: 'monday' }))
      const other = job({ id: 'job-2', idempotencyKey: 'monday', startedBy: 'bob' })
      expect(await store.createJob(other)).toEqual(other)
    })

    test('without an idempotency key is always a new one', async () => {
      const { store } = current()
      await store.createJob(job())
      expect(await store.createJob(job({ id: 'job-2' }))).toEqual(job({ id: 'job-2' }))
    })

    test('is created once among equal requests at once', async () => {
      const { store } = current()
      const ids = ['a', 'b', 'c', 'd']
      const created = await Promise.all(ids.map((id) => store.createJob(job({ id, idempotencyKey: 'monday' }))))
      expect(new Set(created.map(({ id }) => id)).size).toBe(1)
      expect(await store.jobs('working')).toHaveLength(1)
    })

    test('does not take the id of another', async () => {
      const { store } = current()
      await store.createJob(job())
      await expect(store.createJob(job({ startedBy: 'bob' }))).rejects.toMatchObject({ code: 'conflict' })
      expect(await store.job('job-1')).toEqual(job())
    })

    test('keeps what an update does not name', async () => {
      const { store } = current()
      await store.createJob(job({ idempotencyKey: 'monday' }))
      expect(await store.updateJob('job-1', { resources: 50, fraction: 0.5, updatedAt: later })).toBe(true)
      expect(await store.updateJob('job-1', { fraction: null })).toBe(true)
      expect(await store.job('job-1')).toEqual(job({ idempotencyKey: 'monday', resources: 50, updatedAt: later }))
    })

    test('names its snapshot, and how often it was taken up', async () => {
      const { store, reopen } = current()
      await store.createJob(job({ snapshotId: 'snapshot-1' }))
      expect(await store.updateJob('job-1', { snapshotId: 'snapshot-2', attempts: 2 })).toBe(true)
      const reopened = await reopen()
      expect(await reopened.job('job-1')).toEqual(job({ snapshotId: 'snapshot-2', attempts: 2 }))
    })

    test('says why it failed', async () => {
      const { store } = current()
      const error = { code: 'source_denied', message: 'No access to eu-west-1.' }
      await store.createJob(job())
      await store.updateJob('job-1', { status: 'failed', error })
      expect(await store.job('job-1')).toEqual(job({ status: 'failed', error }))
    })

    test.each(['completed', 'failed', 'cancelled'] as const)('that is %s does not change any more', async (status) => {
      const { store } = current()
      await store.createJob(job())
      await store.updateJob('job-1', { status })
      expect(await store.updateJob('job-1', { status: 'working', resources: 9 })).toBe(false)
      expect(await store.job('job-1')).toEqual(job({ status }))
    })

    test('is listed by status, oldest first', async () => {
      const { store } = current()
      await store.createJob(job({ id: 'b', createdAt: '2026-06-02T00:00:00.000Z' }))
      await store.createJob(job({ id: 'a', createdAt: '2026-06-03T00:00:00.000Z' }))
      await store.createJob(job({ id: 'c', createdAt: '2026-06-01T00:00:00.000Z' }))
      await store.updateJob('b', { status: 'cancelled' })
      expect(await store.jobs('working')).toMatchObject([{ id: 'c' }, { id: 'a' }])
      expect(await store.jobs('cancelled')).toMatchObject([{ id: 'b' }])
      expect(await store.jobs('failed')).toEqual([])
    })

    test('that a process left working is still working for the next one', async () => {
      const { store, reopen } = current()
      await store.createJob(job())
      const reopened = await reopen()
      expect(await reopened.jobs('working')).toEqual([job()])
    })
  })

  describe('schedules', () => {
    test('come back as they were added, oldest first', async () => {
      const { store, reopen } = current()
      const younger = schedule({ id: 'a', createdAt: later, lastRunAt: later })
      await store.addSchedule(younger)
      await store.addSchedule(schedule())
      const reopened = await reopen()
      expect(await reopened.schedules()).toEqual([schedule(), younger])
    })

    test('are added once', async () => {
      const { store } = current()
      await store.addSchedule(schedule())
      await expect(store.addSchedule(schedule({ cron: '* * * * *' }))).rejects.toMatchObject({ code: 'conflict' })
      expect(await store.schedules()).toEqual([schedule()])
    })

    test('remember their runs', async () => {
      const { store } = current()
      const runs = { lastRunAt: '2026-06-08T04:00:00.000Z', nextRunAt: '2026-06-15T04:00:00.000Z' }
      await store.addSchedule(schedule())
      expect(await store.updateSchedule('schedule-1', runs, schedule().nextRunAt)).toBe(true)
      expect(await store.schedules()).toEqual([schedule(runs)])
    })

    test('change only from the next run that was expected', async () => {
      const { store } = current()
      await store.addSchedule(schedule())
      const changes = ['2026-06-15T04:00:00.000Z', '2026-06-22T04:00:00.000Z'].map((nextRunAt) =>
        store.updateSchedule('schedule-1', { lastRunAt: later, nextRunAt }, schedule().nextRunAt),
      )
      expect((await Promise.all(changes)).toSorted()).toEqual([false, true])
    })

    test('that are gone do not change', async () => {
      const { store } = current()
      const runs = { lastRunAt: later, nextRunAt: later }
      expect(await store.updateSchedule('none', runs, later)).toBe(false)
      expect(await store.schedules()).toEqual([])
    })

    test('are deleted once', async () => {
      const { store } = current()
      await store.addSchedule(schedule())
      expect(await store.deleteSchedule('schedule-1')).toBe(true)
      expect(await store.deleteSchedule('schedule-1')).toBe(false)
      expect(await store.schedules()).toEqual([])
    })
  })
}
