import type { Database } from 'better-sqlite3'
import type { Checkpoint, SnapshotRecord, Store, StoredPart } from '../../ports.ts'
import { packJson } from '../packed-json.ts'
import { type Bounds, boundsOf } from '../period.ts'
import { conflict, notFound } from '../refusals.ts'
import { type SnapshotRow as Row, snapshotOf as recordOf } from '../rows.ts'

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
type End = { id: string; status: string; coverage: Buffer; skipped: Buffer }

const columns = `id, estate, taken_at AS takenAt, status, coverage, skipped,
  (SELECT count(*) FROM part WHERE snapshot_id = snapshot.id) AS parts,
  (SELECT coalesce(sum(resources), 0) FROM part WHERE snapshot_id = snapshot.id) AS resources`

const statements = (db: Database) => ({
  create: db.prepare<[Pick<SnapshotRecord, 'id' | 'estate' | 'takenAt'>]>(
    `INSERT INTO snapshot (id, estate, taken_at, status) VALUES (:id, :estate, :takenAt, 'collecting')
     ON CONFLICT DO NOTHING`,
  ),
  putPart: db.prepare<[{ snapshotId: string } & StoredPart]>(
    `INSERT INTO part (snapshot_id, part_index, resources, packed) VALUES (:snapshotId, :index, :resources, :packed)
     ON CONFLICT DO UPDATE SET resources = excluded.resources, packed = excluded.packed`,
  ),
  cut: db.prepare<[string, number]>('DELETE FROM part WHERE snapshot_id = ? AND part_index >= ?'),
  putCheckpoint: db.prepare<[Checkpoint & { snapshotId: string }]>(
    `INSERT INTO checkpoint (snapshot_id, cursor, parts, resources) VALUES (:snapshotId, :cursor, :parts, :resources)
     ON CONFLICT DO UPDATE SET cursor = excluded.cursor, parts = excluded.parts, resources = excluded.resources`,
  ),
  checkpointOf: db.prepare<[string], Checkpoint>(
    'SELECT cursor, parts, resources FROM checkpoint WHERE snapshot_id = ?',
  ),
  removeCheckpoint: db.prepare<[string]>('DELETE FROM checkpoint WHERE snapshot_id = ?'),
  end: db.prepare<[End]>(
    'UPDATE snapshot SET status = :status, coverage = :coverage, skipped = :skipped WHERE id = :id',
  ),
  lastPart: db.prepare<[string], number | null>('SELECT max(part_index) FROM part WHERE snapshot_id = ?').pluck(),
  byId: db.prepare<[string], Row>(`SELECT ${columns} FROM snapshot WHERE id = ? AND status <> 'removed'`),
  newest: db.prepare<[Bounds & { estate: string; limit: number }], Row>(
    `SELECT ${columns} FROM snapshot
     WHERE estate = :estate AND status = 'complete' AND taken_at >= :since AND taken_at < :until
     ORDER BY taken_at DESC, id DESC LIMIT :limit`,
  ),
  partAt: db.prepare<[string, number], StoredPart>(
    `SELECT part_index AS "index", resources, packed FROM part
     WHERE snapshot_id = ? AND part_index = ?
       AND EXISTS (SELECT 1 FROM snapshot WHERE id = snapshot_id AND status <> 'removed')`,
  ),
})

export function snapshotMethods(db: Database): SnapshotMethods {
  const { create, putPart, cut, putCheckpoint, checkpointOf, removeCheckpoint, ...rest } = statements(db)
  const { end, lastPart, byId, newest, partAt } = rest

  const collecting = (id: string): Row => {
    const row = byId.get(id)
    if (row === undefined) throw notFound('snapshot', id)
    if (row.status !== 'collecting')
      throw conflict(`The snapshot "${id}" is ${row.status}: it does not change any more.`)
    return row
  }
  const addPart = db.transaction((snapshotId: string, part: StoredPart) => {
    collecting(snapshotId)
    putPart.run({ ...part, snapshotId })
  })
  const cutParts = db.transaction((snapshotId: string, parts: number) => {
    collecting(snapshotId)
    cut.run(snapshotId, parts)
  })
  const saveCheckpoint = db.transaction((snapshotId: string, checkpoint: Checkpoint) => {
    collecting(snapshotId)
    putCheckpoint.run({ ...checkpoint, snapshotId })
  })
  const finish = db.transaction((ending: End) => {
    const { id, parts } = collecting(ending.id)
    if (ending.status === 'complete' && parts !== (lastPart.get(id) ?? -1) + 1) {
      throw conflict(`The snapshot "${id}" lacks parts: it cannot be complete.`)
    }
    end.run(ending)
    removeCheckpoint.run(id)
  })

  return {
    async createSnapshot(snapshot) {
      if (create.run(snapshot).changes === 0) throw conflict(`There is a snapshot "${snapshot.id}" already.`)
    },
    async addPart(snapshotId, part) {
      addPart.immediate(snapshotId, part)
    },
    async cutParts(snapshotId, parts) {
      cutParts.immediate(snapshotId, parts)
    },
    async saveCheckpoint(snapshotId, checkpoint) {
      saveCheckpoint.immediate(snapshotId, checkpoint)
    },
    async checkpoint(snapshotId) {
      return checkpointOf.get(snapshotId) ?? null
    },
    async finishSnapshot(id, { status, coverage, skipped }) {
      finish.immediate({ id, status, coverage: packJson(coverage), skipped: packJson(skipped) })
    },
    async snapshot(id) {
      const row = byId.get(id)
      return row ? recordOf(row) : null
    },
    async snapshots(estate, { limit, ...period }) {
      return newest.all({ estate, limit, ...boundsOf(period) }).map(recordOf)
    },
    async part(snapshotId, index) {
      return partAt.get(snapshotId, index) ?? null
    },
  }
}
