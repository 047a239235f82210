import type { Database } from 'better-sqlite3'
import type { Schedule, Store } from '../../ports.ts'
import { conflict } from '../refusals.ts'

type ScheduleMethods = Pick<Store, 'addSchedule' | 'schedules' | 'updateSchedule' | 'deleteSchedule'>

export function scheduleMethods(db: Database): ScheduleMethods {
  const insert = db.prepare<[Schedule]>(
    `INSERT INTO schedule (id, estate, cron, time_zone, created_by, created_at, last_run_at, next_run_at)
     VALUES (:id, :estate, :cron, :timeZone, :createdBy, :createdAt, :lastRunAt, :nextRunAt) ON CONFLICT DO NOTHING`,
  )
  const all = db.prepare<[], Schedule>(
    `SELECT id, estate, cron, time_zone AS timeZone, created_by AS createdBy, created_at AS createdAt,
       last_run_at AS lastRunAt, next_run_at AS nextRunAt FROM schedule ORDER BY created_at, id`,
  )
  const update = db.prepare<[Pick<Schedule, 'id' | 'lastRunAt' | 'nextRunAt'> & { expected: string }]>(
    `UPDATE schedule SET last_run_at = :lastRunAt, next_run_at = :nextRunAt
     WHERE id = :id AND next_run_at = :expected`,
  )
  const remove = db.prepare<[string]>('DELETE FROM schedule WHERE id = ?')

  return {
    async addSchedule(schedule) {
      if (insert.run(schedule).changes === 0) throw conflict(`There is a schedule "${schedule.id}" already.`)
    },
    async schedules() {
      return all.all()
    },
    async updateSchedule(id, { lastRunAt, nextRunAt }, expected) {
      return update.run({ id, lastRunAt, nextRunAt, expected }).changes > 0
    },
    async deleteSchedule(id) {
      return remove.run(id).changes > 0
    },
  }
}
