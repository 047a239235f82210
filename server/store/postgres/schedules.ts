import type { Schedule, Store } from '../../ports.ts'
import { conflict } from '../refusals.ts'
import type { Connection } from './connection.ts'

type ScheduleMethods = Pick<Store, 'addSchedule' | 'schedules' | 'updateSchedule' | 'deleteSchedule'>

export function scheduleMethods(db: Connection): ScheduleMethods {
  return {
    async addSchedule({ id, estate, cron, timeZone, createdBy, createdAt, lastRunAt, nextRunAt }) {
      const { rowCount } = await db.query(
        `INSERT INTO schedule (id, estate, cron, time_zone, created_by, created_at, last_run_at, next_run_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
        [id, estate, cron, timeZone, createdBy, createdAt, lastRunAt, nextRunAt],
      )
      if (rowCount === 0) throw conflict(`There is a schedule "${id}" already.`)
    },

    async schedules() {
      const { rows } = await db.query<Schedule>(
        `SELECT id, estate, cron, time_zone AS "timeZone", created_by AS "createdBy", created_at AS "createdAt",
           last_run_at AS "lastRunAt", next_run_at AS "nextRunAt" FROM schedule ORDER BY created_at, id`,
      )
      return rows
    },

    async updateSchedule(id, { lastRunAt, nextRunAt }, expectedNextRunAt) {
      const { rowCount } = await db.query(
        'UPDATE schedule SET last_run_at = $2, next_run_at = $3 WHERE id = $1 AND next_run_at = $4',
        [id, lastRunAt, nextRunAt, expectedNextRunAt],
      )
      return rowCount > 0
    },

    async deleteSchedule(id) {
      const { rowCount } = await db.query('DELETE FROM schedule WHERE id = $1', [id])
      return rowCount > 0
    },
  }
}
