import type { Database } from 'better-sqlite3'
import type { Policy } from '../../core/policy.ts'
import type { AuditRecord, Store } from '../../ports.ts'
import { packJson } from '../packed-json.ts'
import { type Bounds, boundsOf } from '../period.ts'
import { conflict, notFound } from '../refusals.ts'
import { type AuditRow as Row, auditOf as unpacked } from '../rows.ts'
import { rollupTable } from './rollups.ts'

type AuditMethods = Pick<Store, 'savePolicy' | 'policy' | 'saveAudit' | 'audit' | 'auditOf' | 'audits' | 'rollups'>

const columns = `id, snapshot_id AS snapshotId, estate, policy_hash AS policyHash, evaluated_at AS evaluatedAt, summary`

export function auditMethods(db: Database): AuditMethods {
  const rollups = rollupTable(db)
  const putPolicy = db.prepare<[string, string]>(
    `INSERT INTO policy (hash, document, saved_at) VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
     ON CONFLICT DO UPDATE SET saved_at = excluded.saved_at`,
  )
  const policyDocument = db.prepare<[string], string>('SELECT document FROM policy WHERE hash = ?').pluck()
  const hasSnapshot = db.prepare<[string]>(`SELECT 1 FROM snapshot WHERE id = ? AND status <> 'removed'`)
  const put = db.prepare<[Row]>(
    `INSERT INTO audit (id, snapshot_id, estate, policy_hash, evaluated_at, summary)
     VALUES (:id, :snapshotId, :estate, :policyHash, :evaluatedAt, :summary) ON CONFLICT DO NOTHING`,
  )
  const byId = db.prepare<[string], Row>(`SELECT ${columns} FROM audit WHERE id = ?`)
  const lastOf = db.prepare<[string, string], Row>(
    `SELECT ${columns} FROM audit WHERE snapshot_id = ? AND policy_hash = ? ORDER BY evaluated_at DESC, id DESC LIMIT 1`,
  )
  const newest = db.prepare<[Bounds & { estate: string; limit: number }], Row>(
    `SELECT ${columns} FROM audit WHERE estate = :estate AND evaluated_at >= :since AND evaluated_at < :until
     ORDER BY evaluated_at DESC, id DESC LIMIT :limit`,
  )

  const save = db.transaction((audit: Row, days: Parameters<typeof rollups.replace>[1]) => {
    if (!hasSnapshot.get(audit.snapshotId)) throw notFound('snapshot', audit.snapshotId)
    if (policyDocument.get(audit.policyHash) === undefined) throw notFound('policy', audit.policyHash)
    if (put.run(audit).changes === 0) throw conflict(`There is an audit "${audit.id}" already.`)
    rollups.replace(audit.evaluatedAt, days)
  })

  return {
    async savePolicy({ hash, document }) {
      putPolicy.run(hash, JSON.stringify(document))
    },
    async policy(hash) {
      const document = policyDocument.get(hash)
      // Written by `savePolicy`.
      return document === undefined ? null : { hash, document: JSON.parse(document) as Policy['document'] }
    },
    async saveAudit(audit, days) {
      save.immediate({ ...audit, summary: packJson(audit.summary) }, days)
    },
    async audit(id) {
      return recordOf(byId.get(id))
    },
    async auditOf(snapshotId, policyHash) {
      return recordOf(lastOf.get(snapshotId, policyHash))
    },
    async audits(estate, { limit, ...period }) {
      return newest.all({ estate, limit, ...boundsOf(period) }).map((row) => unpacked(row))
    },
    async rollups(estate, dimension, period) {
      return rollups.read(estate, dimension, period)
    },
  }
}

const recordOf = (row: Row | undefined): AuditRecord | null => (row ? unpacked(row) : null)
