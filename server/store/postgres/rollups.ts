// What trends are read from: all rows of a day come from the last audit of that day.

import type { Rollup, Store } from '../../ports.ts'
import type { Connection } from './connection.ts'

type Row = Pick<Rollup, 'day' | 'auditId' | 'policyHash' | 'completeness'> & {
  /** `null` where the day has nothing of the dimension; then so are the lists. */
  readonly keys: readonly string[] | null
  readonly counts: string | null
  readonly costUsd: string | null
}

/**
 * One row a day: thousands of small ones cost both sides more than all that is in them. Asked day by day, since a
 * planner that has no statistics yet would go through all cells for each day of a join.
 */
const read = `
  SELECT day, audit_id AS "auditId", policy_hash AS "policyHash", completeness, keys, counts, "costUsd"
  FROM rollup_day CROSS JOIN LATERAL (
    SELECT json_agg(key) AS keys, string_agg(counts, ',') AS counts, string_agg(cost_usd, ',') AS "costUsd"
    FROM (
      SELECT key, counts, cost_usd FROM rollup
      WHERE estate = $1 AND dimension = $2 AND day = rollup_day.day ORDER BY key
    ) AS cell
  ) AS cells
  WHERE estate = $1 AND day >= $3 AND day < $4
  ORDER BY day`

export function rollupMethods(db: Connection): Pick<Store, 'rollups'> {
  return {
    async rollups(estate, dimension, { since, until }) {
      const { rows } = await db.query<Row>(read, [estate, dimension, since, until])
      return rows.flatMap(({ keys, counts, costUsd, ...rest }) => {
        const day = { estate, dimension, ...rest }
        const [countsOf, costsOf] = [numbersIn(counts), numbersIn(costUsd)]
        return (keys ?? []).map((key, at) => ({
          ...day,
          key,
          counts: ofCell(countsOf, at),
          costUsd: ofCell(costsOf, at),
        }))
      })
    },
  }
}

type Numbers = readonly number[]

/** Lists as `replaceDay` writes them, with commas between. */
const numbersIn = (lists: string | null): readonly Numbers[] => JSON.parse(`[${lists ?? ''}]`)

function ofCell(lists: readonly Numbers[], at: number): Numbers {
  const found = lists[at]
  if (found === undefined) throw new Error(`rollup has no numbers for key ${at} of a day, which its columns require`)
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
