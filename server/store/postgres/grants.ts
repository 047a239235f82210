// What the role of the replicas may do: use the tables, change none of them, and only add to the log.

import pg from 'pg'
import type { Database } from './connection.ts'

const changed = 'snapshot, checkpoint, part, policy, audit, rollup_day, rollup, job, schedule, spend, kept_bill'
const onlyAdded = 'audit_log, policy_publication'

export async function grantTo(db: Database, role: string): Promise<void> {
  const name = pg.escapeIdentifier(role)
  await db.transaction(async (connection) => {
    await connection.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${changed} TO ${name}`)
    await connection.query(`GRANT SELECT, INSERT ON ${onlyAdded} TO ${name}`)
    await connection.query(`GRANT SELECT, INSERT, UPDATE ON audit_log_head TO ${name}`)
    await connection.query(`GRANT SELECT ON migration TO ${name}`)
  })
}
