// What the role of the replicas may do: use the tables, change none of them, and only add to the log.

import pg from 'pg'
import type { Database } from './connection.ts'
import { type Login, makeLogin } from './login.ts'
import { lockMigrations } from './migrate.ts'

/** With a password the role is made, or gets that password. */
export type ApplicationRole = { readonly name: string; readonly password?: string }

const changed = 'snapshot, checkpoint, part, policy, audit, rollup_day, rollup, job, schedule, spend, kept_bill'
const onlyAdded = 'audit_log, policy_publication'

const hasPassword = (role: ApplicationRole): role is Login => role.password !== undefined

/** Any number of processes may try at once. */
export async function grantTo(db: Database, role: ApplicationRole): Promise<void> {
  const name = pg.escapeIdentifier(role.name)
  await db.transaction(async (connection) => {
    await lockMigrations(connection)
    if (hasPassword(role)) await makeLogin(connection, role)
    await connection.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${changed} TO ${name}`)
    await connection.query(`GRANT SELECT, INSERT ON ${onlyAdded} TO ${name}`)
    await connection.query(`GRANT SELECT, INSERT, UPDATE ON audit_log_head TO ${name}`)
    await connection.query(`GRANT SELECT ON migration TO ${name}`)
  })
}
