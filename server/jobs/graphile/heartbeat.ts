// Shows that a worker lives, and frees the jobs of those that do not. Times are the database's, so no clock matters.

import type pg from 'pg'
import { schema } from './migrate.ts'

const table = `${schema}.worker_heartbeat`

export type Heartbeat = {
  readonly pool: pg.Pool
  readonly workerId: string
  /** For whoever looks at the table. */
  readonly replica: string
  readonly beatMs: number
  readonly deadAfterMs: number
  /** Others take this worker for dead, or soon will: what it runs is theirs. */
  readonly onLost: () => void
  readonly onError: (error: unknown) => void
}

export async function startHeartbeat(of: Heartbeat): Promise<{ readonly stop: () => Promise<void> }> {
  const { pool, workerId, replica, beatMs, deadAfterMs, onLost, onError } = of
  await pool.query(`INSERT INTO ${table} (worker_id, replica) VALUES ($1, $2)`, [workerId, replica])
  let lastBeatAt = performance.now()
  /** `null`: the last beat failed. */
  let beatingSince: number | null = lastBeatAt
  let beating: Promise<void> | null = null

  async function beat(): Promise<void> {
    try {
      const { rowCount } = await pool.query(`UPDATE ${table} SET beat_at = now() WHERE worker_id = $1`, [workerId])
      if (rowCount === 0) return onLost()
      lastBeatAt = performance.now()
      beatingSince ??= lastBeatAt
      // After a pause of the database nobody has beaten: the others get the time to do so.
      if (lastBeatAt - beatingSince >= deadAfterMs) await freeDead(pool, deadAfterMs)
    } catch (error) {
      beatingSince = null
      onError(error)
    }
  }

  const timer = setInterval(() => {
    if (performance.now() - lastBeatAt > deadAfterMs) onLost()
    beating ??= beat().finally(() => {
      beating = null
    })
  }, beatMs)
  return {
    async stop() {
      clearInterval(timer)
      await beating
      await pool.query(`DELETE FROM ${table} WHERE worker_id = $1`, [workerId])
    },
  }
}

/** In one statement, so that nobody dies in between. Also the locks of workers that died before their first beat. */
async function freeDead(pool: pg.Pool, deadAfterMs: number): Promise<void> {
  await pool.query(
    `WITH dead AS (
       DELETE FROM ${table} WHERE beat_at < now() - $1 * interval '1 millisecond' RETURNING worker_id
     ), strays AS (
       SELECT DISTINCT locked_by FROM ${schema}.jobs
       WHERE locked_at < now() - $1 * interval '1 millisecond'
         AND NOT EXISTS (SELECT FROM ${table} WHERE worker_id = locked_by)
     ), all_dead AS (SELECT worker_id FROM dead UNION SELECT locked_by FROM strays)
     SELECT ${schema}.force_unlock_workers(array_agg(worker_id)) FROM all_dead HAVING count(*) > 0`,
    [deadAfterMs],
  )
}
