// DuckDB over the files of an export. It counts in its own threads and within its own memory, so no request waits.

import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { AppError } from '../../core/errors.ts'
import { verdictColumns } from '../../core/verdict-lines.ts'
import { duckDb, quoted } from '../export/dialect.ts'
import type { BillEngine, Column, OpenExport, Row } from '../export/engine.ts'
import { formatOf } from '../export/format.ts'
import { byAge, type Delivery, deliveriesOf, newestByPath } from './deliveries.ts'
import { type ExportFile, isParquet } from './export-files.ts'

export type DuckDbOptions = {
  readonly files: (signal: AbortSignal) => Promise<readonly ExportFile[]>
  /** For what does not fit into memory. */
  readonly folder: string
  readonly memoryMb: number
  readonly threads: number
}

export function duckDbEngine({ files, folder, memoryMb, threads }: DuckDbOptions): BillEngine {
  let instance: Promise<DuckDBInstance> | null = null
  const query = async (sql: string, signal: AbortSignal): Promise<readonly Row[]> => {
    instance ??= openDuckDb(folder, memoryMb, threads)
    return runIn(await instance, sql, signal)
  }
  const describe = (from: string, signal: AbortSignal) => columnsOf(query, from, signal)
  return {
    dialect: duckDb,
    rows: (sql, { signal }) => query(sql, signal),
    verdictsIn: verdictsSql,
    async open({ signal }) {
      const deliveries = newestByPath(deliveriesOf(await files(signal)))
      return openDeliveries(deliveries, { query, describe }, signal)
    },
    async close() {
      const open = await instance?.catch(() => null)
      open?.closeSync()
      instance = null
    },
  }
}

async function openDuckDb(folder: string, memoryMb: number, threads: number): Promise<DuckDBInstance> {
  const [{ DuckDBInstance }] = await Promise.all([import('@duckdb/node-api'), mkdir(folder, { recursive: true })])
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${memoryMb}MB`,
    temp_directory: folder,
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  // Months of a bill are in UTC, wherever the server stands.
  await connection.run(`SET GLOBAL TimeZone = 'UTC'`)
  connection.closeSync()
  return instance
}

async function runIn(instance: DuckDBInstance, sql: string, signal: AbortSignal): Promise<readonly Row[]> {
  signal.throwIfAborted()
  const connection: DuckDBConnection = await instance.connect()
  const stop = () => connection.interrupt()
  signal.addEventListener('abort', stop)
  try {
    const reader = await connection.runAndReadAll(sql)
    const names = reader.columnNames()
    return reader.getRowsJson().map((row) => rowOf(names, row))
  } catch (cause) {
    signal.throwIfAborted()
    throw new AppError('unreadable', 'The bill cannot be read.', { hint: hintOf(cause), cause })
  } finally {
    signal.removeEventListener('abort', stop)
    connection.closeSync()
  }
}

/** DuckDB's own words name files and lines of the bill, and so stay in the log. */
const hintOf = (cause: unknown): string =>
  cause instanceof Error && cause.message.includes('Out of Memory')
    ? 'It needs more memory: raise COSTS_MEMORY_MB.'
    : 'Is every file a whole FOCUS or CUR 2.0 export? The log says more.'

const rowOf = (names: readonly string[], row: readonly unknown[]): Row =>
  Object.fromEntries(names.map((name, at) => [name, row[at] === null ? null : String(row[at])]))

type Query = (sql: string, signal: AbortSignal) => Promise<readonly Row[]>
type Tools = { readonly query: Query; readonly describe: (from: string, signal: AbortSignal) => Promise<Column[]> }

async function columnsOf(query: Query, from: string, signal: AbortSignal): Promise<Column[]> {
  const rows = await query(`DESCRIBE SELECT * FROM ${from}`, signal)
  return rows.map(({ column_name, column_type }) => ({ name: column_name ?? '', type: column_type ?? '' }))
}

async function openDeliveries(
  deliveries: readonly Delivery<ExportFile>[],
  tools: Tools,
  signal: AbortSignal,
): Promise<OpenExport> {
  const files = deliveries.flatMap((delivery) => delivery.files)
  const columns = await tools.describe(readSql(files), signal)
  const superseded = await supersededIn(deliveries, formatOf(columns).month, tools, signal)
  const version = createHash('sha256')
  for (const { name, bytes, modifiedMs } of files) version.update(JSON.stringify([name, bytes, modifiedMs]))
  return {
    columns,
    version: version.digest('hex'),
    from: superseded.length === 0 ? readSql(files) : without(superseded, files, formatOf(columns).month),
    notes: [],
  }
}

/** A quoted line break belongs to its field only where one thread reads. */
function verdictsSql(path: string): string {
  const columns = verdictColumns.map((name) => `${quoted(name)}: 'VARCHAR'`).join(', ')
  const quotes = `quote = '"', escape = '"', allow_quoted_nulls = false, parallel = false`
  return `read_csv(${quoted(path)}, auto_detect = false, header = false, delim = ',', ${quotes}, columns = {${columns}})`
}

type Superseded = { readonly month: string; readonly files: readonly ExportFile[] }

/** Where a path does not tell the months of a delivery, its lines do. */
async function supersededIn(
  deliveries: readonly Delivery<ExportFile>[],
  month: string,
  { query }: Tools,
  signal: AbortSignal,
): Promise<Superseded[]> {
  const series = Map.groupBy(deliveries, (delivery) => delivery.series)
  const found: Superseded[] = []
  for (const own of series.values()) {
    if (new Set(own.map(({ version }) => version)).size < 2) continue
    const taken = new Set<string>()
    for (const { files } of own.toSorted(byAge)) {
      const rows = await query(`SELECT DISTINCT ${month} AS month FROM ${readSql(files)}`, signal)
      const months = rows.map((row) => row.month ?? '')
      found.push(...months.filter((one) => taken.has(one)).map((one) => ({ month: one, files })))
      for (const one of months) taken.add(one)
    }
  }
  return found
}

function without(superseded: readonly Superseded[], files: readonly ExportFile[], month: string): string {
  const tests = superseded.map(({ month: one, files: old }) => `(${month} = ${one} AND filename IN (${listOf(old)}))`)
  return `(SELECT * FROM ${readSql(files, ', filename = true')} WHERE NOT (${tests.join(' OR ')})) AS newest`
}

const listOf = (files: readonly ExportFile[]): string => files.map(({ path }) => quoted(path)).join(', ')

function readSql(files: readonly ExportFile[], more = ''): string {
  const kinds = new Set(files.map(({ path }) => isParquet(path)))
  if (kinds.size > 1) throw new AppError('unreadable', 'The bill is in Parquet and in CSV: name one of both.')
  const list = `[${listOf(files)}]`
  if (kinds.has(true)) return `read_parquet(${list}, union_by_name = true, hive_partitioning = false${more})`
  return `read_csv(${list}, header = true, all_varchar = true, union_by_name = true, hive_partitioning = false${more})`
}
