import { runMigrations } from 'graphile-worker'
import pg from 'pg'

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
  await lockedTransaction(pool, async (client) => {
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${schema}.worker_heartbeat (
         worker_id text NOT NULL PRIMARY KEY, replica text NOT NULL, beat_at timestamptz NOT NULL DEFAULT now()
       )`,
    )
  })
}

/** What replicas need that connect as this role and change no schema. Any number of processes may try at once. */
export async function grantJobs(pool: pg.Pool, role: string): Promise<void> {
  const name = pg.escapeIdentifier(role)
  await lockedTransaction(pool, async (client) => {
    await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${name}`)
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${name}`)
    await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${name}`)
    await openRows(client)
  })
}

/** graphile-worker closes the rows of its tables to all but their owner; grants say who sees them here. */
async function openRows(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', nspname, relname) AS name
     FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE nspname = $1 AND relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)`,
    [schema],
  )
  for (const { name } of rows) await client.query(`CREATE POLICY by_grants ON ${name} USING (true)`)
}

async function lockedTransaction(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock])
    await work(client)
    await client.query('COMMIT')
  } finally {
    // Also where it failed: the server rolls back what its connection left open.
    client.release(true)
  }
}
