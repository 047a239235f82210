import type { Database } from 'better-sqlite3'
import type { Job, JobStatus, Store } from '../../ports.ts'
import { conflict, notFound } from '../refusals.ts'
import { jobOf, type JobRow as Row, jobRowOf as rowOf } from '../rows.ts'

type JobMethods = Pick<Store, 'createJob' | 'updateJob' | 'job' | 'jobs'>

const columns = `id, estate, status, idempotency_key AS idempotencyKey, started_by AS startedBy, created_at AS createdAt,
  updated_at AS updatedAt, resources, fraction, error_code AS errorCode, error_message AS errorMessage,
  snapshot_id AS snapshotId, attempts`

export function jobMethods(db: Database): JobMethods {
  const insert = db.prepare<[Row]>(
    `INSERT INTO job (id, estate, status, idempotency_key, started_by, created_at, updated_at, resources, fraction,
       error_code, error_message, snapshot_id, attempts)
     VALUES (:id, :estate, :status, :idempotencyKey, :startedBy, :createdAt, :updatedAt, :resources, :fraction,
       :errorCode, :errorMessage, :snapshotId, :attempts)`,
  )
  const put = db.prepare<[Row]>(
    `UPDATE job SET status = :status, updated_at = :updatedAt, resources = :resources, fraction = :fraction,
       error_code = :errorCode, error_message = :errorMessage, snapshot_id = :snapshotId, attempts = :attempts
     WHERE id = :id`,
  )
  const byId = db.prepare<[string], Row>(`SELECT ${columns} FROM job WHERE id = ?`)
  const byKey = db.prepare<[string, string | null], Row>(
    `SELECT ${columns} FROM job WHERE started_by = ? AND idempotency_key = ?`,
  )
  const byStatus = db.prepare<[JobStatus], Row>(`SELECT ${columns} FROM job WHERE status = ? ORDER BY created_at, id`)

  const create = db.transaction((job: Job): Job => {
    const known = byKey.get(job.startedBy, job.idempotencyKey)
    if (known) return jobOf(known)
    if (byId.get(job.id)) throw conflict(`There is a job "${job.id}" already.`)
    insert.run(rowOf(job))
    return job
  })
  const update = db.transaction((id: string, change: Partial<Job>): boolean => {
    const row = byId.get(id)
    if (row === undefined) throw notFound('job', id)
    if (row.status !== 'working') return false
    put.run(rowOf({ ...jobOf(row), ...change }))
    return true
  })

  return {
    async createJob(job) {
      return create.immediate(job)
    },
    async updateJob(id, change) {
      return update.immediate(id, change)
    },
    async job(id) {
      const row = byId.get(id)
      return row ? jobOf(row) : null
    },
    async jobs(status) {
      return byStatus.all(status).map(jobOf)
    },
  }
}
