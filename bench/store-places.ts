// The two databases: their store, the plain way with rows beside it, and what they take of CPU and disk.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import type { Resource } from '../server/core/resource.ts'
import type { Store } from '../server/ports.ts'
import { openPostgresStore } from '../server/store/postgres.ts'
import { openSqliteStore } from '../server/store/sqlite.ts'
import { startPostgres } from '../test/support/postgres.ts'
import { stopServer } from '../test/support/shared-server.ts'

/** Everything as rows, in one transaction. */
type RowWriter = {
  readonly resources: (resources: readonly Resource[]) => unknown
  readonly violations: (resources: readonly Resource[]) => unknown
}

export type Place = {
  readonly name: string
  readonly store: Store
  readonly rows: RowWriter
  /** Of the last audit: its summary and the rollups of its day. */
  readonly auditBytes: () => Promise<number>
  /** Of the database's own processes, where it has some. */
  readonly serverCpuMs: () => number
}

const resourceColumns = 'id text, type text, account text, region text, tags text, cost real, created text'
const violationColumns = 'audit text, resource text, tag text, rule text, severity text, found text'
const auditSize = `SELECT (SELECT length(summary) FROM audit LIMIT 1)
  + (SELECT sum(length(counts) + length(cost_usd) + 40) FROM rollup) AS bytes`

const cellsOf = ({ id, type, account, region, tags, monthlyCost, createdAt }: Resource) => [
  ...[id, type, account, region, JSON.stringify(tags), monthlyCost, createdAt],
]
const violationOf = ({ id }: Resource) => ['audit', id, 'CostCenter', 'missing', 'error', null]

export async function inSqlite<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-bench-store-'))
  const store = await openSqliteStore(folder)
  const db = new Database(join(folder, 'rows.db'))
  try {
    return await work({
      ...{ name: 'SQLite', store, rows: sqliteRows(db), serverCpuMs: () => 0 },
      async auditBytes() {
        const own = new Database(join(folder, 'tagwarden.db'), { readonly: true })
        const bytes = Number(own.prepare(auditSize).pluck().get())
        own.close()
        return bytes
      },
    })
  } finally {
    db.close()
    await store.close()
    rmSync(folder, { recursive: true })
  }
}

function sqliteRows(db: Database.Database): RowWriter {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(`CREATE TABLE resource (${resourceColumns})`)
  db.exec(`CREATE TABLE violation (${violationColumns})`)
  const resource = db.prepare('INSERT INTO resource VALUES (?, ?, ?, ?, ?, ?, ?)')
  const violation = db.prepare('INSERT INTO violation VALUES (?, ?, ?, ?, ?, ?)')
  const all = (statement: Database.Statement, toRow: (one: Resource) => unknown[]) =>
    db.transaction((resources: readonly Resource[]) => {
      for (const one of resources) statement.run(...toRow(one))
    })
  return { resources: all(resource, cellsOf), violations: all(violation, violationOf) }
}

/** A server of the bench's own: its processes are counted. */
export async function inPostgres<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const server = await startPostgres()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  const options = { url: server.url, poolSize: 4, statementTimeoutMs: 60_000, writer: 'bench', migrate: true }
  const store = await openPostgresStore(options)
  try {
    return await work({
      ...{ name: 'PostgreSQL', store, rows: await postgresRows(client), serverCpuMs: () => cpuBelow(server.pid) },
      auditBytes: async () => Number((await client.query(auditSize)).rows[0].bytes),
    })
  } finally {
    await client.end()
    await store.close()
    await stopServer(server)
  }
}

const rowsAtOnce = 10_000

async function postgresRows(client: pg.Client): Promise<RowWriter> {
  await client.query(`CREATE TABLE resource_row (${resourceColumns}); CREATE TABLE violation_row (${violationColumns})`)
  const all = (table: string, columns: string, toRow: (one: Resource) => unknown[]) => {
    const arrays = columns.split(', ').map((column, at) => `$${at + 1}::${column.split(' ')[1]}[]`)
    const insert = `INSERT INTO ${table} SELECT * FROM unnest(${arrays.join(', ')})`
    return async (resources: readonly Resource[]) => {
      await client.query('BEGIN')
      for (let from = 0; from < resources.length; from += rowsAtOnce) {
        const rows = resources.slice(from, from + rowsAtOnce).map(toRow)
        await client.query(
          insert,
          arrays.map((_, at) => rows.map((row) => row[at])),
        )
      }
      await client.query('COMMIT')
    }
  }
  return {
    resources: all('resource_row', resourceColumns, cellsOf),
    violations: all('violation_row', violationColumns, violationOf),
  }
}

/** User and system time of a process and of those it started; 100 ticks a second on Linux. */
function cpuBelow(pid: number): number {
  let ticks = 0
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const fields = statOf(entry)
    if (Number(entry) === pid || Number(fields[1]) === pid) ticks += Number(fields[11]) + Number(fields[12])
  }
  return ticks * 10
}

/** From the state on, since a program's name may hold blanks. */
function statOf(pid: string): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    // It has ended meanwhile.
    return []
  }
}
