// One clock for all who share a database, since each machine has its own, and some jump.

import type { Connection } from './connection.ts'

/** Milliseconds since 1970, by the clock of the database. */
export async function clockOf(db: Connection): Promise<number> {
  const { rows } = await db.query<{ now: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now')
  // A SELECT without FROM has one row.
  return Math.trunc(rows[0]?.now ?? Number.NaN)
}
