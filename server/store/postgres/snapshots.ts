import type { Checkpoint, Store } from '../../ports.ts'
import { packJson } from '../packed-json.ts'
import { boundsOf } from '../period.ts'
import { conflict, notFound } from '../refusals.ts'
import { type SnapshotRow, snapshotOf } from '../rows.ts'
import type { Connection, Database } from './connection.ts'

type SnapshotMethods = Pick<
  Store,
  | 'createSnapshot'
  | 'addPart'
  | 'cutParts'
  | 'saveCheckpoint'
  | 'checkpoint'
  | 'finishSnapshot'
  | 'snapshot'
  | 'snapshots'
  | 'part'
>

const columns = `id, estate, taken_at AS "takenAt", status, coverage, skipped,
  (SELECT count(*) FROM part WHERE snapshot_id = snapshot.id) AS parts,
  (SELECT coalesce(sum(resources), 0)::bigint FROM part WHERE snapshot_id = snapshot.id) AS resources`

// The lock keeps the snapshot from being finished while a part is added.
const putPart = `
  WITH collecting AS (SELECT id FROM snapshot WHERE id = $1 AND status = 'collecting' FOR SHARE)
  INSERT INTO part (snapshot_id, part_index, resources, packed) SELECT id, $2, $3, $4 FROM collecting
  ON CONFLICT (snapshot_id, part_index) DO UPDATE SET resources = excluded.resources, packed = excluded.packed`

export function snapshotMethods(db: Database): SnapshotMethods {
  return {
    async createSnapshot({ id, estate, takenAt }) {
      const { rowCount } = await db.query(
        `INSERT INTO snapshot (id, estate, taken_at, status) VALUES ($1, $2, $3, 'collecting') ON CONFLICT DO NOTHING`,
        [id, estate, takenAt],
      )
      if (rowCount === 0) throw conflict(`There is a snapshot "${id}" already.`)
    },

    async addPart(snapshotId, { index, resources, packed }) {
      const { rowCount } = await db.query(putPart, [snapshotId, index, resources, packed])
      if (rowCount === 0) refuseUnlessCollecting(snapshotId, await readSnapshot(db, snapshotId))
    },

    async cutParts(snapshotId, parts) {
      await db.transaction(async (connection) => {
        await lockCollecting(connection, snapshotId)
        await connection.query('DELETE FROM part WHERE snapshot_id = $1 AND part_index >= $2', [snapshotId, parts])
      })
    },

    async saveCheckpoint(snapshotId, { cursor, parts, resources }) {
      await db.transaction(async (connection) => {
        await lockCollecting(connection, snapshotId)
        await connection.query(
          `INSERT INTO checkpoint (snapshot_id, cursor, parts, resources) VALUES ($1, $2, $3, $4)
           ON CONFLICT (snapshot_id) DO UPDATE
           SET cursor = excluded.cursor, parts = excluded.parts, resources = excluded.resources`,
          [snapshotId, cursor, parts, resources],
        )
      })
    },

    async checkpoint(snapshotId) {
      const { rows } = await db.query<Checkpoint>(
        'SELECT cursor, parts, resources FROM checkpoint WHERE snapshot_id = $1',
        [snapshotId],
      )
      return rows[0] ?? null
    },

    async finishSnapshot(id, { status, coverage, skipped }) {
      await db.transaction(async (connection) => {
        const { parts } = await lockCollecting(connection, id)
        if (status === 'complete' && parts !== (await lastPart(connection, id)) + 1) {
          throw conflict(`The snapshot "${id}" lacks parts: it cannot be complete.`)
        }
        const end = [id, status, packJson(coverage), packJson(skipped)]
        await connection.query('UPDATE snapshot SET status = $2, coverage = $3, skipped = $4 WHERE id = $1', end)
        await connection.query('DELETE FROM checkpoint WHERE snapshot_id = $1', [id])
      })
    },

    async snapshot(id) {
      const row = await readSnapshot(db, id)
      return row ? snapshotOf(row) : null
    },

    async snapshots(estate, { limit, ...period }) {
      const { since, until } = boundsOf(period)
      const { rows } = await db.query<SnapshotRow>(
        `SELECT ${columns} FROM snapshot
         WHERE estate = $1 AND status = 'complete' AND taken_at >= $2 AND taken_at < $3
         ORDER BY taken_at DESC, id DESC LIMIT $4`,
        [estate, since, until, limit],
      )
      return rows.map(snapshotOf)
    },

    async part(snapshotId, index) {
      const { rows } = await db.query<{ resources: number; packed: Buffer }>(
        `SELECT part.resources, part.packed FROM part JOIN snapshot ON snapshot.id = snapshot_id
         WHERE snapshot_id = $1 AND part_index = $2 AND status <> 'removed'`,
        [snapshotId, index],
      )
      return rows[0] ? { index, ...rows[0] } : null
    },
  }
}

async function readSnapshot(db: Connection, id: string): Promise<SnapshotRow | undefined> {
  const { rows } = await db.query<SnapshotRow>(
    `SELECT ${columns} FROM snapshot WHERE id = $1 AND status <> 'removed'`,
    [id],
  )
  return rows[0]
}

/** Until the end of the transaction nobody else changes it. */
async function lockCollecting(connection: Connection, id: string): Promise<SnapshotRow> {
  await connection.query('SELECT FROM snapshot WHERE id = $1 FOR UPDATE', [id])
  return refuseUnlessCollecting(id, await readSnapshot(connection, id))
}

function refuseUnlessCollecting(id: string, row: SnapshotRow | undefined): SnapshotRow {
  if (row === undefined) throw notFound('snapshot', id)
  if (row.status !== 'collecting') throw conflict(`The snapshot "${id}" is ${row.status}: it does not change any more.`)
  return row
}

/** -1 where there is none. */
async function lastPart(db: Connection, id: string): Promise<number> {
  const { rows } = await db.query<{ last: number | null }>(
    'SELECT max(part_index) AS last FROM part WHERE snapshot_id = $1',
    [id],
  )
  return rows[0]?.last ?? -1
}
