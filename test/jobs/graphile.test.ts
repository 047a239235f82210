import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openGraphileJobs } from '../../server/jobs/graphile.ts'
import type { Jobs } from '../../server/ports.ts'
import { describeJobs, recorder } from '../contracts/jobs.ts'
import { describeWithPostgres, freshDatabase, querySql } from '../support/postgres.ts'

const rhythm = { beatMs: 100, deadAfterMs: 600, pollMs: 100 }
const patience = { timeout: 30_000, interval: 20 }

async function replica(url: string, onError: (error: unknown) => void = () => {}): Promise<Jobs> {
  const pool = new pg.Pool({ connectionString: url, max: 6 })
  return openGraphileJobs({ pool, replica: 'one', onError, rhythm })
}

async function replicas(count: number) {
  const { url, drop } = await freshDatabase()
  const all = await Promise.all(Array.from({ length: count }, () => replica(url)))
  onTestFinished(async () => {
    await Promise.all(all.map((one) => one.close()))
    await drop()
  })
  return { url, all }
}

describeWithPostgres()('graphile-worker', () => {
  describeJobs('jobs of one replica on PostgreSQL', async () => {
    const reported: unknown[] = []
    const { url, drop } = await freshDatabase()
    const jobs = await replica(url, (error) => reported.push(error))
    return {
      ...{ jobs, reported },
      async remove() {
        await jobs.close()
        await drop()
      },
    }
  })

  test('ten replicas may begin on an empty database at once', async () => {
    const { all } = await replicas(10)
    const { ran, run } = recorder()
    for (const one of all) await one.open(run)
    await all[0]?.enqueue('a', 'queue')
    await vi.waitFor(() => expect(ran).toEqual(['a']), patience)
  })

  test('a queue runs one job at a time over all replicas, each job once', async () => {
    const { all } = await replicas(3)
    const { ran, run, most } = recorder(30)
    for (const one of all) await one.open(run)
    const ids = Array.from({ length: 12 }, (_, at) => `job-${at}`)
    await Promise.all(ids.map((id, at) => all[at % 3]?.enqueue(id, 'queue')))
    await vi.waitFor(() => expect(ran.toSorted()).toEqual(ids.toSorted()), patience)
    expect(most()).toBe(1)
  })

  test('what a replica that closes leaves is run by another at once', async () => {
    const { all } = await replicas(2)
    const [first, second] = all as [Jobs, Jobs]
    const events: string[] = []
    await first.open(async (id, signal) => {
      events.push(`first has ${id}`)
      await sleep(60_000, undefined, { signal })
    })
    await first.enqueue('a', 'queue')
    await vi.waitFor(() => expect(events).toEqual(['first has a']), patience)
    await first.close()
    await second.open(async (id) => void events.push(`second has ${id}`))
    await vi.waitFor(() => expect(events).toEqual(['first has a', 'second has a']), patience)
  })

  test('a worker that others took for dead stops what it runs, and it is run again once', async () => {
    const { url, all } = await replicas(2)
    const events: string[] = []
    const run = async (id: string, signal: AbortSignal) => {
      events.push(`${id} begun`)
      if (events.length > 1) return
      await sleep(60_000, undefined, { signal }).catch(() => {})
      events.push(`${id} stopped`)
      throw new Error('it was aborted')
    }
    for (const one of all) await one.open(run)
    await all[0]?.enqueue('a', 'queue')
    await vi.waitFor(() => expect(events).toEqual(['a begun']), patience)
    // As others do once it has been silent for too long.
    await querySql(
      url,
      `DELETE FROM tagwarden_jobs.worker_heartbeat
      WHERE worker_id = (SELECT locked_by FROM tagwarden_jobs.jobs WHERE key = 'a')`,
    )
    await vi.waitFor(() => expect(events.toSorted()).toEqual(['a begun', 'a begun', 'a stopped']), patience)
    await vi.waitFor(async () => expect(await querySql(url, 'SELECT * FROM tagwarden_jobs.jobs')).toEqual([]), patience)
    expect(events).toHaveLength(3)
  })
})
