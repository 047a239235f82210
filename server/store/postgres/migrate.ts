// Brings the schema up to date. Any number of processes may try at once: one does it, the others find it done.

import { AppError } from '../../core/errors.ts'
import { type AppliedMigration, type Migration, missingMigrations, readMigrations } from '../migrations.ts'
import type { Connection, Database } from './connection.ts'

/** Any number will do that no other program locks in this database. */
const migrationLock = 7_184_402

/** The names of what was applied now. */
export async function migrate(db: Database): Promise<readonly string[]> {
  if ((await missing(db)).length === 0) return []
  return db.transaction(async (connection) => {
    await lockMigrations(connection)
    await connection.query(
      `CREATE TABLE IF NOT EXISTS migration (
         number integer NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at text NOT NULL
       )`,
    )
    const todo = await missing(connection)
    for (const migration of todo) await apply(connection, migration)
    return todo.map(({ name }) => name)
  })
}

/** Until the end of the transaction. Whoever comes second waits for the first. */
export async function lockMigrations(connection: Connection): Promise<void> {
  await connection.query('SELECT pg_advisory_xact_lock($1)', [migrationLock])
}

/** For processes that may not change the schema. */
export async function refuseOldSchema(db: Connection): Promise<void> {
  const todo = await missing(db)
  if (todo.length === 0) return
  const names = todo.map(({ name }) => name).join(', ')
  throw new AppError('store_unavailable', `The database lacks ${names}, and MIGRATE=false forbids to apply it.`, {
    hint: 'Run as the owner of the tables: npm run -s tagwarden -- store migrate',
  })
}

async function missing(db: Connection): Promise<readonly Migration[]> {
  const { rows: found } = await db.query<{ exists: boolean }>(`SELECT to_regclass('migration') IS NOT NULL AS exists`)
  if (!found[0]?.exists) return readMigrations('postgres')
  const { rows } = await db.query<AppliedMigration>('SELECT number, name, checksum FROM migration ORDER BY number')
  return missingMigrations(readMigrations('postgres'), rows)
}

async function apply(connection: Connection, { number, name, sql, checksum }: Migration): Promise<void> {
  await connection.query(sql)
  const row = [number, name, checksum, new Date().toISOString()]
  await connection.query('INSERT INTO migration VALUES ($1, $2, $3, $4)', row)
}
