// What every way of running jobs promises. `open` makes another replica of the same queue.

import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Jobs } from '../../server/ports.ts'

export type JobsUnderTest = {
  readonly jobs: Jobs
  /** Errors that were reported and nobody waits for. */
  readonly reported: readonly unknown[]
  readonly remove: () => Promise<void>
}

const patience = { timeout: 30_000, interval: 20 }
type Run = Parameters<Jobs['open']>[0]

export function describeJobs(name: string, start: () => Promise<JobsUnderTest>): void {
  describe(name, () => {
    let started: JobsUnderTest
    beforeEach(async () => {
      started = await start()
    })
    afterEach(() => started.remove())

    test('a job is run by its id', async () => {
      const { ran, run } = recorder()
      await started.jobs.open(run)
      await started.jobs.enqueue('one', 'queue')
      await vi.waitFor(() => expect(ran).toEqual(['one']), patience)
    })

    test('jobs of one queue run one after the other, in their order', async () => {
      const { ran, run, most } = recorder(30)
      await started.jobs.open(run)
      for (const id of ['a', 'b', 'c', 'd']) await started.jobs.enqueue(id, 'queue')
      await vi.waitFor(() => expect(ran).toEqual(['a', 'b', 'c', 'd']), patience)
      expect(most()).toBe(1)
    })

    test('jobs of two queues run at the same time', async () => {
      const both = Promise.withResolvers<void>()
      const begun = new Set<string>()
      await started.jobs.open(async (id) => {
        begun.add(id)
        if (begun.size === 2) both.resolve()
        await both.promise
      })
      await started.jobs.enqueue('a', 'one')
      await started.jobs.enqueue('b', 'two')
      await vi.waitFor(() => expect(begun).toEqual(new Set(['a', 'b'])), patience)
    })

    test('a job that waits or runs stays one', async () => {
      const { ran, run } = recorder(50)
      await started.jobs.open(run)
      for (const id of ['a', 'b', 'a', 'b', 'c']) await started.jobs.enqueue(id, 'queue')
      await vi.waitFor(() => expect(ran.at(-1)).toBe('c'), patience)
      expect(ran).toEqual(['a', 'b', 'c'])
    })

    test('a job that fails is run again, and the failure reported', async () => {
      let attempts = 0
      const failure = new Error('the store is lost')
      await started.jobs.open(async () => {
        attempts += 1
        if (attempts < 3) throw failure
      })
      await started.jobs.enqueue('a', 'queue')
      await vi.waitFor(() => expect(attempts).toBe(3), patience)
      expect(started.reported).toEqual([failure, failure])
    })

    test('closing aborts what runs, and waits for it', async () => {
      const events: string[] = []
      await started.jobs.open(async (_id, signal) => {
        events.push('begun')
        await sleep(60_000, undefined, { signal }).catch(() => {})
        await sleep(30)
        events.push('ended')
      })
      await started.jobs.enqueue('a', 'queue')
      await vi.waitFor(() => expect(events).toEqual(['begun']), patience)
      await started.jobs.close()
      expect(events).toEqual(['begun', 'ended'])
    })

    test('nothing begins once it is closed', async () => {
      const { ran, run } = recorder()
      await started.jobs.open(run)
      await started.jobs.close()
      await started.jobs.enqueue('a', 'queue')
      await sleep(50)
      expect(ran).toEqual([])
    })

    test('can be closed without having been opened', async () => {
      await started.jobs.enqueue('a', 'queue')
      await started.jobs.close()
    })
  })
}

/** What ended, in its order, and how many ran at once at the most. */
export function recorder(takesMs = 0) {
  const ran: string[] = []
  let now = 0
  let most = 0
  const run: Run = async (id) => {
    now += 1
    most = Math.max(most, now)
    await sleep(takesMs)
    now -= 1
    ran.push(id)
  }
  return { ran, run, most: () => most }
}
