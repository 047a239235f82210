import { runMigrations } from 'graphile-worker'
import type pg from 'pg'

export const schema = 'tagwarden_jobs'

/** Any number will do that no other program locks in this database. */
const migrationLock = 7_184_403

/** Any number of processes may try at once. Changes nothing where all is there. */
export async function migrateJobs(pool: pg.Pool): Promise<void> {
  // A connection that breaks is replaced when it is needed; without a listener it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  await runMigrations({ pgPool: pool, schema })
  const { rows } = await pool.query(`SELECT to_regclass('${schema}.worker_heartbeat') IS NOT NULL AS exists`)
  if (rows[0].exists) return
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock])
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${schema}.worker_heartbeat (
         worker_id text NOT NULL PRIMARY KEY, replica text NOT NULL, beat_at timestamptz NOT NULL DEFAULT now()
       )`,
    )
    await client.query('COMMIT')
  } finally {
    // Also where it failed: the server rolls back what its connection left open.
    client.release(true)
  }
}

/** What replicas need that connect as this role and change no schema. */
export async function grantJobs(pool: pg.Pool, role: string): Promise<void> {
  const name = `"${role.replaceAll('"', '""')}"`
  await pool.query(`GRANT USAGE ON SCHEMA ${schema} TO ${name}`)
  await pool.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${name}`)
  await pool.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${name}`)
}
