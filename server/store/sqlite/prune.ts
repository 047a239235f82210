import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import type { PrunableSnapshot, Retention, Store } from '../../ports.ts'

type PruneMethods = Pick<Store, 'prunable' | 'prune'>

/** Few enough that a request in between does not wait noticeably. */
const partsAtOnce = 16
const pagesAtOnce = 1000

export function pruneMethods(db: Database): PruneMethods {
  const prunable = db.prepare<[Required<Retention>], PrunableSnapshot>(
    `SELECT id, estate, taken_at AS takenAt, status,
       (SELECT coalesce(sum(resources), 0) FROM part WHERE snapshot_id = ranked.id) AS resources
     FROM (
       SELECT *, row_number() OVER (PARTITION BY estate, status ORDER BY taken_at DESC, id DESC) AS age
       FROM snapshot WHERE status <> 'removed'
     ) AS ranked
     WHERE CASE status
       WHEN 'complete' THEN taken_at < :olderThan AND age > :keepAtLeast
       ELSE taken_at < max(:olderThan, :abandonedBefore)
         AND NOT EXISTS (SELECT 1 FROM job WHERE snapshot_id = ranked.id AND job.status = 'working')
     END
     ORDER BY estate, taken_at, id`,
  )
  const removeAudits = db.prepare<[string]>('DELETE FROM audit WHERE snapshot_id = ?')
  const hide = db.prepare<[string]>(`UPDATE snapshot SET status = 'removed' WHERE id = ?`)
  // Also those whose removal a crash interrupted.
  const hidden = db.prepare<[], string>(`SELECT id FROM snapshot WHERE status = 'removed'`).pluck()
  const removeParts = db.prepare<[string, number]>(
    'DELETE FROM part WHERE rowid IN (SELECT rowid FROM part WHERE snapshot_id = ? LIMIT ?)',
  )
  const remove = db.prepare<[string]>('DELETE FROM snapshot WHERE id = ?')

  const removeJobs = db.prepare<[Retention]>(`DELETE FROM job WHERE status <> 'working' AND updated_at < :olderThan`)
  const removePolicies = db.prepare<[Retention]>(
    `DELETE FROM policy WHERE saved_at < :olderThan
       AND NOT EXISTS (SELECT 1 FROM audit WHERE policy_hash = hash)
       AND NOT EXISTS (SELECT 1 FROM rollup_day WHERE policy_hash = hash)`,
  )

  const find = (retention: Retention) => prunable.all({ abandonedBefore: retention.olderThan, ...retention })
  const hideAll = db.transaction((retention: Retention): number => {
    const snapshots = find(retention)
    for (const { id } of snapshots) {
      removeAudits.run(id)
      hide.run(id)
    }
    removeJobs.run(retention)
    removePolicies.run(retention)
    return snapshots.length
  })

  return {
    async prunable(retention) {
      return find(retention)
    },
    async prune(retention) {
      const count = hideAll.immediate(retention)
      for (const id of hidden.all()) {
        while (removeParts.run(id, partsAtOnce).changes > 0) await nextTurn()
        remove.run(id)
      }
      await giveSpaceBack(db)
      return count
    },
  }
}

/** In small steps, where `VACUUM` would copy the whole file while everyone waits. */
async function giveSpaceBack(db: Database): Promise<void> {
  const freePages = () => Number(db.pragma('freelist_count', { simple: true }))
  for (let steps = Math.ceil(freePages() / pagesAtOnce); steps > 0; steps--) {
    db.pragma(`incremental_vacuum(${pagesAtOnce})`)
    await nextTurn()
  }
}
