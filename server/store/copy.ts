// Moves an embedded store into PostgreSQL, table by table. Can be interrupted and run again; every table is compared in the end.

import { createHash, hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database as Sqlite } from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import { postgresSide, putRows } from './copy/postgres-side.ts'
import { sqliteSide } from './copy/sqlite-side.ts'
import { pagesOf, type Side, type Table, tables } from './copy/tables.ts'
import { onlyWriter } from './log-chain.ts'
import { type Connection, openPool, type PoolOptions } from './postgres/connection.ts'
import { asDatabaseError } from './postgres/errors.ts'
import { migrate } from './postgres/migrate.ts'
import { openDatabase } from './sqlite/connection.ts'
import { asStoreError } from './sqlite/errors.ts'
import { takeOwnership } from './sqlite/owner.ts'

export type CopiedTable = { readonly table: string; readonly rows: number; readonly isEqual: boolean }

export async function copyToPostgres(
  folder: string,
  target: PoolOptions,
  onTable: (copied: CopiedTable) => Promise<void>,
): Promise<void> {
  const path = join(folder, 'tagwarden.db')
  if (!existsSync(path)) {
    throw new AppError('not_found', `There is no store in ${folder}.`, {
      hint: 'Name the folder of the server, its DATA_DIR.',
    })
  }
  const owner = takeOwnership(folder)
  const db = openPool(target)
  let sqlite: Sqlite | undefined
  try {
    sqlite = openDatabase(path)
    await migrate(db)
    await refuseOtherData(sqlite, db)
    for (const table of tables) await onTable(await copyTable(sqliteSide(sqlite), db, table))
  } catch (cause) {
    throw asStoreError(asDatabaseError(cause), path)
  } finally {
    sqlite?.close()
    owner.release()
    await db.close()
  }
}

async function copyTable(source: Side, db: Connection, table: Table): Promise<CopiedTable> {
  for await (const rows of pagesOf(source, table)) await putRows(db, table, rows)
  const [own, copied] = [await digestOf(source, table), await digestOf(postgresSide(db), table)]
  return { table: table.name, rows: own.rows, isEqual: own.digest === copied.digest }
}

/** SHA-256 over all rows in the order of their keys. */
async function digestOf(side: Side, table: Table): Promise<{ readonly rows: number; readonly digest: string }> {
  const digest = createHash('sha256')
  let count = 0
  for await (const rows of pagesOf(side, table)) {
    for (const row of rows) digest.update(JSON.stringify(row.map(shortened))).update('\n')
    count += rows.length
  }
  return { rows: count, digest: digest.digest('hex') }
}

const shortened = (value: unknown): unknown => (value instanceof Uint8Array ? hash('sha256', value) : value)

/** The target is empty, or holds the beginning of the same log. */
async function refuseOtherData(sqlite: Sqlite, db: Connection): Promise<void> {
  const { rows } = await db.query<{ sequence: number; hash: string }>(
    'SELECT sequence, hash FROM audit_log WHERE writer = $1 ORDER BY sequence DESC LIMIT 1',
    [onlyWriter],
  )
  const [last] = rows
  const own = sqlite.prepare<[number], string>('SELECT hash FROM audit_log WHERE sequence = ?').pluck()
  const { rowCount: others } = await db.query('SELECT FROM snapshot LIMIT 1')
  if (last === undefined ? others === 0 : own.get(last.sequence) === last.hash) return
  throw new AppError('conflict', 'The database holds data of another store already.', {
    hint: 'Copy into an empty database, before any server uses it.',
  })
}
