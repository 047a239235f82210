import type { PrunableSnapshot, Retention, Store } from '../../ports.ts'
import type { Connection, Database } from './connection.ts'

type PruneMethods = Pick<Store, 'prunable' | 'prune'>

/** Few enough that no statement comes near its time limit. */
const partsAtOnce = 200

export function pruneMethods(db: Database): PruneMethods {
  return {
    prunable: (retention) => findPrunable(db, retention),
    async prune(retention) {
      const count = await db.transaction((connection) => hide(connection, retention))
      // Also those whose removal a crash interrupted.
      const { rows } = await db.query<{ id: string }>(`SELECT id FROM snapshot WHERE status = 'removed'`)
      for (const { id } of rows) await remove(db, id)
      return count
    },
  }
}

async function findPrunable(
  db: Connection,
  { olderThan, keepAtLeast, abandonedBefore = olderThan }: Retention,
): Promise<PrunableSnapshot[]> {
  const { rows } = await db.query<PrunableSnapshot>(
    `SELECT id, estate, taken_at AS "takenAt", status,
       (SELECT coalesce(sum(resources), 0)::bigint FROM part WHERE snapshot_id = ranked.id) AS resources
     FROM (
       SELECT *, row_number() OVER (PARTITION BY estate, status ORDER BY taken_at DESC, id DESC) AS age
       FROM snapshot WHERE status <> 'removed'
     ) AS ranked
     WHERE CASE status
       WHEN 'complete' THEN taken_at < $1 AND age > $2
       ELSE taken_at < greatest($1, $3)
         AND NOT EXISTS (SELECT FROM job WHERE snapshot_id = ranked.id AND job.status = 'working')
     END
     ORDER BY estate, taken_at, id`,
    [olderThan, keepAtLeast, abandonedBefore],
  )
  return rows
}

/** With their audits. Two that prune at once share the work: each counts what it hid itself. */
async function hide(db: Connection, retention: Retention): Promise<number> {
  const ids = (await findPrunable(db, retention)).map(({ id }) => id)
  const { rows } = await db.query<{ id: string }>(
    `UPDATE snapshot SET status = 'removed' WHERE id = ANY ($1) AND status <> 'removed' RETURNING id`,
    [ids],
  )
  await db.query('DELETE FROM audit WHERE snapshot_id = ANY ($1)', [rows.map(({ id }) => id)])
  await removeUnused(db, retention)
  return rows.length
}

async function removeUnused(db: Connection, { olderThan }: Retention): Promise<void> {
  await db.query(`DELETE FROM job WHERE status <> 'working' AND updated_at < $1`, [olderThan])
  await db.query(
    `DELETE FROM policy WHERE saved_at < $1::timestamptz
       AND NOT EXISTS (SELECT FROM audit WHERE policy_hash = hash)
       AND NOT EXISTS (SELECT FROM rollup_day WHERE policy_hash = hash)
       AND NOT EXISTS (SELECT FROM policy_publication WHERE policy_hash = hash)`,
    [olderThan],
  )
}

async function remove(db: Connection, id: string): Promise<void> {
  for (let removed = 1; removed > 0; ) {
    const { rowCount } = await db.query(
      `DELETE FROM part WHERE snapshot_id = $1
         AND part_index IN (SELECT part_index FROM part WHERE snapshot_id = $1 LIMIT $2)`,
      [id, partsAtOnce],
    )
    removed = rowCount
  }
  await db.query(`DELETE FROM snapshot WHERE id = $1 AND status = 'removed'`, [id])
}
