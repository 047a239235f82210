// Jobs of any number of replicas, kept by graphile-worker in a schema of its own. It frees the jobs of a dead worker
// only after hours, so each worker shows every few seconds that it lives, and whoever does unlocks those that do not.

import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Jobs } from '../ports.ts'
import { migrateJobs, schema } from './graphile/migrate.ts'
import { beginLife, type Life, type Rhythm, taskName } from './graphile/worker-life.ts'
import type { RunJob } from './run-until-done.ts'

export type GraphileOptions = {
  /** Closed with the jobs. */
  readonly pool: pg.Pool
  readonly replica: string
  readonly onError: (error: unknown) => void
  readonly rhythm?: Rhythm
}

/** So that a job that died with its worker is run elsewhere within 30 s. */
const usualRhythm: Rhythm = { beatMs: 5000, deadAfterMs: 15_000, pollMs: 2000 }
const retryMs = 1000

export async function openGraphileJobs({
  pool,
  replica,
  onError,
  rhythm = usualRhythm,
}: GraphileOptions): Promise<Jobs> {
  await migrateJobs(pool)
  const closing = new AbortController()
  let life: Life | null = null
  let living: Promise<void> = Promise.resolve()

  /** A life ends when the database was lost for long, or another replica took this one for dead; then comes the next. */
  async function live(run: RunJob): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        life = await beginLife({ pool, replica, run, onError, rhythm })
        if (closing.signal.aborted) break
        await life.lost
        await life.end()
      } catch (error) {
        onError(error)
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
  }

  return {
    async open(run) {
      living = live(run)
    },
    async enqueue(id, queue) {
      if (closing.signal.aborted) return
      await pool.query(
        `SELECT FROM ${schema}.add_job($1, json_build_object('id', $2::text), queue_name := $3, max_attempts := 10000,
           job_key := $2, job_key_mode := 'unsafe_dedupe')`,
        [taskName, id, queueName(queue)],
      )
    },
    async close() {
      if (closing.signal.aborted) return
      closing.abort()
      life?.close()
      await living
      await life?.end()
      await pool.end()
    },
  }
}

/** An estate may be a long path, and a name of a queue has 128 characters. */
const queueName = (queue: string): string => createHash('sha256').update(queue).digest('hex')
