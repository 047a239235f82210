// What trends are read from: all rows of a day come from the last audit of that day.

import type { Database } from 'better-sqlite3'
import { type Period, type Rollup, type RollupDimension, rollupDimensions } from '../../ports.ts'

type Day = Pick<Rollup, 'estate' | 'day' | 'auditId' | 'policyHash' | 'completeness'>
type Cell = Pick<Rollup, 'estate' | 'dimension' | 'day' | 'key'> & { readonly counts: string; readonly costUsd: string }
type CellRow = [day: string, key: string, counts: string, costUsd: string]

export function rollupTable(db: Database) {
  const putDay = db.prepare<[Day & { evaluatedAt: string }]>(
    `INSERT INTO rollup_day (estate, day, audit_id, policy_hash, evaluated_at, completeness)
     VALUES (:estate, :day, :auditId, :policyHash, :evaluatedAt, :completeness)
     ON CONFLICT DO UPDATE SET audit_id = excluded.audit_id, policy_hash = excluded.policy_hash,
       evaluated_at = excluded.evaluated_at, completeness = excluded.completeness
     WHERE excluded.evaluated_at >= rollup_day.evaluated_at`,
  )
  const clear = db.prepare<[string, RollupDimension, string]>(
    'DELETE FROM rollup WHERE estate = ? AND dimension = ? AND day = ?',
  )
  const put = db.prepare<[Cell]>(
    `INSERT INTO rollup (estate, dimension, day, key, counts, cost_usd)
     VALUES (:estate, :dimension, :day, :key, :counts, :costUsd)`,
  )
  const readDays = db.prepare<[{ estate: string } & Period], Day>(
    `SELECT estate, day, audit_id AS auditId, policy_hash AS policyHash, completeness FROM rollup_day
     WHERE estate = :estate AND day >= :since AND day < :until`,
  )
  // Raw rows: a trend by type has thousands.
  const readCells = db
    .prepare<[{ estate: string; dimension: RollupDimension } & Period], CellRow>(
      `SELECT day, key, counts, cost_usd FROM rollup
       WHERE estate = :estate AND dimension = :dimension AND day >= :since AND day < :until ORDER BY day, key`,
    )
    .raw()

  return {
    /** Within the transaction of the audit. */
    replace(evaluatedAt: string, rollups: readonly Rollup[]): void {
      for (const day of Map.groupBy(rollups, ({ estate, day }) => JSON.stringify([estate, day])).values()) {
        const [first] = day
        if (first === undefined || putDay.run({ ...first, evaluatedAt }).changes === 0) continue
        for (const dimension of rollupDimensions) clear.run(first.estate, dimension, first.day)
        for (const { counts, costUsd, ...cell } of day) {
          put.run({ ...cell, counts: JSON.stringify(counts), costUsd: JSON.stringify(costUsd) })
        }
      }
    },

    read(estate: string, dimension: RollupDimension, period: Period): Rollup[] {
      const days = new Map(readDays.all({ estate, ...period }).map((day) => [day.day, day]))
      return readCells.all({ estate, dimension, ...period }).map(([day, key, counts, costUsd]) => {
        const { auditId, policyHash, completeness } = dayOf(days, day)
        const numbers = { counts: JSON.parse(counts), costUsd: JSON.parse(costUsd) }
        return { estate, day, dimension, key, auditId, policyHash, completeness, ...numbers }
      })
    },
  }
}

function dayOf(days: ReadonlyMap<string, Day>, day: string): Day {
  const found = days.get(day)
  if (found === undefined) throw new Error(`rollup_day lacks ${day}, which a foreign key holds`)
  return found
}
