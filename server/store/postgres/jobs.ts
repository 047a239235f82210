import type { Job, Store } from '../../ports.ts'
import { conflict, notFound } from '../refusals.ts'
import { type JobRow, jobOf, jobRowOf } from '../rows.ts'
import type { Connection, Database } from './connection.ts'

type JobMethods = Pick<Store, 'createJob' | 'updateJob' | 'job' | 'jobs'>

const columns = `id, estate, status, idempotency_key AS "idempotencyKey", started_by AS "startedBy",
  created_at AS "createdAt", updated_at AS "updatedAt", resources, fraction, error_code AS "errorCode",
  error_message AS "errorMessage", snapshot_id AS "snapshotId", attempts`

export function jobMethods(db: Database): JobMethods {
  return {
    async createJob(job) {
      // Of equal ones at the same time the second waits here for the first.
      if (await insert(db, job)) return job
      const { rows } = await db.query<JobRow>(
        `SELECT ${columns} FROM job WHERE started_by = $1 AND idempotency_key = $2`,
        [job.startedBy, job.idempotencyKey],
      )
      if (rows[0]) return jobOf(rows[0])
      throw conflict(`There is a job "${job.id}" already.`)
    },

    async updateJob(id, change) {
      return db.transaction(async (connection) => {
        const { rows } = await connection.query<JobRow>(`SELECT ${columns} FROM job WHERE id = $1 FOR UPDATE`, [id])
        const [row] = rows
        if (row === undefined) throw notFound('job', id)
        if (row.status !== 'working') return false
        const next = jobRowOf({ ...jobOf(row), ...change })
        await connection.query(
          `UPDATE job SET status = $2, updated_at = $3, resources = $4, fraction = $5, error_code = $6,
             error_message = $7, snapshot_id = $8, attempts = $9 WHERE id = $1`,
          [
            ...[id, next.status, next.updatedAt, next.resources, next.fraction, next.errorCode, next.errorMessage],
            ...[next.snapshotId, next.attempts],
          ],
        )
        return true
      })
    },

    async job(id) {
      const { rows } = await db.query<JobRow>(`SELECT ${columns} FROM job WHERE id = $1`, [id])
      return rows[0] ? jobOf(rows[0]) : null
    },

    async jobs(status) {
      const { rows } = await db.query<JobRow>(`SELECT ${columns} FROM job WHERE status = $1 ORDER BY created_at, id`, [
        status,
      ])
      return rows.map(jobOf)
    },
  }
}

async function insert(db: Connection, job: Job): Promise<boolean> {
  const { id, estate, status, idempotencyKey, startedBy, createdAt, updatedAt, ...rest } = jobRowOf(job)
  const { rowCount } = await db.query(
    `INSERT INTO job (id, estate, status, idempotency_key, started_by, created_at, updated_at, resources, fraction,
       error_code, error_message, snapshot_id, attempts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`,
    [
      ...[id, estate, status, idempotencyKey, startedBy, createdAt, updatedAt],
      ...[rest.resources, rest.fraction, rest.errorCode, rest.errorMessage, rest.snapshotId, rest.attempts],
    ],
  )
  return rowCount > 0
}
