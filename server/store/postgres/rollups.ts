// What trends are read from: all rows of a day come from the last audit of that day.

import type { Rollup, Store } from '../../ports.ts'
import type { Connection } from './connection.ts'

type Day = Pick<Rollup, 'day' | 'auditId' | 'policyHash' | 'completeness'>
type Row = Day & { readonly key: string; readonly counts: string | null; readonly costUsd: string | null }

/** Days and cells side by side: joined, a planner that has no statistics yet goes through all days for each cell. */
const read = `
  SELECT day, '' COLLATE "C" AS key, audit_id AS "auditId", policy_hash AS "policyHash", completeness,
    NULL AS counts, NULL AS "costUsd"
  FROM rollup_day WHERE estate = $1 AND day >= $3 AND day < $4
  UNION ALL
  SELECT day, key, NULL, NULL, NULL, counts, cost_usd
  FROM rollup WHERE estate = $1 AND dimension = $2 AND day >= $3 AND day < $4
  ORDER BY day, key`

export function rollupMethods(db: Connection): Pick<Store, 'rollups'> {
  return {
    async rollups(estate, dimension, { since, until }) {
      const { rows } = await db.query<Row>(read, [estate, dimension, since, until])
      const days = new Map(rows.flatMap((row) => (row.counts === null ? [[row.day, row] as const] : [])))
      return rows.flatMap(({ day, key, counts, costUsd }) => {
        if (counts === null || costUsd === null) return []
        const { auditId, policyHash, completeness } = dayOf(days, day)
        const numbers = { counts: JSON.parse(counts), costUsd: JSON.parse(costUsd) }
        return [{ estate, day, dimension, key, auditId, policyHash, completeness, ...numbers }]
      })
    },
  }
}

function dayOf(days: ReadonlyMap<string, Day>, day: string): Day {
  const found = days.get(day)
  if (found === undefined) throw new Error(`rollup_day lacks ${day}, which a foreign key holds`)
  return found
}

/** Within the transaction of the audit. */
export async function replaceRollups(db: Connection, evaluatedAt: string, rollups: readonly Rollup[]): Promise<void> {
  const days = Map.groupBy(rollups, ({ estate, day }) => JSON.stringify([estate, day]))
  // Always in this order, so that two audits that share days do not wait for each other.
  for (const name of [...days.keys()].toSorted()) await replaceDay(db, evaluatedAt, days.get(name) ?? [])
}

async function replaceDay(db: Connection, evaluatedAt: string, rollups: readonly Rollup[]): Promise<void> {
  const [first] = rollups
  if (first === undefined) return
  const { estate, day, auditId, policyHash, completeness } = first
  const { rowCount } = await db.query(
    `INSERT INTO rollup_day (estate, day, audit_id, policy_hash, evaluated_at, completeness)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (estate, day) DO UPDATE SET audit_id = excluded.audit_id, policy_hash = excluded.policy_hash,
       evaluated_at = excluded.evaluated_at, completeness = excluded.completeness
     WHERE excluded.evaluated_at >= rollup_day.evaluated_at`,
    [estate, day, auditId, policyHash, evaluatedAt, completeness],
  )
  if (rowCount === 0) return
  await db.query('DELETE FROM rollup WHERE estate = $1 AND day = $2', [estate, day])
  await db.query(
    `INSERT INTO rollup (estate, day, dimension, key, counts, cost_usd)
     SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[])`,
    [
      ...[estate, day, rollups.map(({ dimension }) => dimension), rollups.map(({ key }) => key)],
      ...[rollups.map(({ counts }) => JSON.stringify(counts)), rollups.map(({ costUsd }) => JSON.stringify(costUsd))],
    ],
  )
}
