import type { Policy } from '../../core/policy.ts'
import type { Store } from '../../ports.ts'
import { packJson } from '../packed-json.ts'
import { boundsOf } from '../period.ts'
import { conflict, notFound } from '../refusals.ts'
import { type AuditRow, auditOf } from '../rows.ts'
import type { Database } from './connection.ts'
import { replaceRollups } from './rollups.ts'

type AuditMethods = Pick<Store, 'savePolicy' | 'policy' | 'saveAudit' | 'audit' | 'auditOf' | 'audits'>

const columns = `id, snapshot_id AS "snapshotId", estate, policy_hash AS "policyHash", evaluated_at AS "evaluatedAt",
  summary`

export function auditMethods(db: Database): AuditMethods {
  return {
    async savePolicy({ hash, document }) {
      const row = [hash, JSON.stringify(document)]
      await db.query(
        `INSERT INTO policy (hash, document, saved_at) VALUES ($1, $2, now())
         ON CONFLICT (hash) DO UPDATE SET saved_at = excluded.saved_at`,
        row,
      )
    },

    async policy(hash) {
      const { rows } = await db.query<{ document: string }>('SELECT document FROM policy WHERE hash = $1', [hash])
      // Written by `savePolicy`.
      return rows[0] ? { hash, document: JSON.parse(rows[0].document) as Policy['document'] } : null
    },

    async saveAudit({ id, snapshotId, estate, policyHash, evaluatedAt, summary }, rollups) {
      await db.transaction(async (connection) => {
        // Held until the end, so that pruning does not take the snapshot away from under its audit.
        const snapshot = await connection.query(
          `SELECT FROM snapshot WHERE id = $1 AND status <> 'removed' FOR SHARE`,
          [snapshotId],
        )
        if (snapshot.rowCount === 0) throw notFound('snapshot', snapshotId)
        const policy = await connection.query('SELECT FROM policy WHERE hash = $1', [policyHash])
        if (policy.rowCount === 0) throw notFound('policy', policyHash)
        const { rowCount } = await connection.query(
          `INSERT INTO audit (id, snapshot_id, estate, policy_hash, evaluated_at, summary)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
          [id, snapshotId, estate, policyHash, evaluatedAt, packJson(summary)],
        )
        if (rowCount === 0) throw conflict(`There is an audit "${id}" already.`)
        await replaceRollups(connection, evaluatedAt, rollups)
      })
    },

    async audit(id) {
      const { rows } = await db.query<AuditRow>(`SELECT ${columns} FROM audit WHERE id = $1`, [id])
      return rows[0] ? auditOf(rows[0]) : null
    },

    async auditOf(snapshotId, policyHash) {
      const { rows } = await db.query<AuditRow>(
        `SELECT ${columns} FROM audit WHERE snapshot_id = $1 AND policy_hash = $2
         ORDER BY evaluated_at DESC, id DESC LIMIT 1`,
        [snapshotId, policyHash],
      )
      return rows[0] ? auditOf(rows[0]) : null
    },

    async audits(estate, { limit, ...period }) {
      const { since, until } = boundsOf(period)
      const { rows } = await db.query<AuditRow>(
        `SELECT ${columns} FROM audit WHERE estate = $1 AND evaluated_at >= $2 AND evaluated_at < $3
         ORDER BY evaluated_at DESC, id DESC LIMIT $4`,
        [estate, since, until, limit],
      )
      return rows.map(auditOf)
    },
  }
}
