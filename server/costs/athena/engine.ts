// Athena over the table of an export, for bills that outgrow one machine.

import { setTimeout as wait } from 'node:timers/promises'
import type { AthenaClient, ResultSet } from '@aws-sdk/client-athena'
import { AppError } from '../../core/errors.ts'
import { athena, identifier, quoted } from '../export/dialect.ts'
import type { BillEngine, Column, Row } from '../export/engine.ts'

export type AthenaOptions = {
  readonly database: string
  readonly table: string
  readonly workgroup: string
  /** Where results are written, unless the workgroup says. */
  readonly output: string | undefined
  readonly region?: string
  readonly endpoint?: string
  readonly pollMs: number
  /** How long the facts of the table hold. */
  readonly freshForMs: number
  readonly now: () => number
}

export function athenaEngine(options: AthenaOptions): BillEngine {
  let opened: Promise<AthenaClient> | null = null
  let known: { readonly at: number; readonly columns: readonly Column[] } | null = null
  const rows = async (sql: string, signal: AbortSignal) => {
    opened ??= openClient(options)
    return runQuery(await opened, options, sql, signal)
  }
  return {
    dialect: athena,
    rows: (sql, { signal }) => rows(sql, signal),
    async open({ signal }) {
      const now = options.now()
      if (known === null || now - known.at > options.freshForMs) {
        known = { at: now, columns: columnsOf(await rows(columnsSql(options), signal), options) }
      }
      const from = `${identifier(options.database)}.${identifier(options.table)}`
      return { version: String(known.at), from, columns: known.columns, notes: [] }
    },
    async close() {
      const client = await opened?.catch(() => null)
      client?.destroy()
    },
  }
}

async function openClient({ region, endpoint }: AthenaOptions): Promise<AthenaClient> {
  const { AthenaClient } = await import('@aws-sdk/client-athena')
  return new AthenaClient({ ...(region ? { region } : {}), ...(endpoint ? { endpoint } : {}) })
}

const columnsSql = ({ database, table }: AthenaOptions): string =>
  `SELECT column_name, data_type FROM information_schema.columns
   WHERE table_schema = ${quoted(database.toLowerCase())} AND table_name = ${quoted(table.toLowerCase())}`

function columnsOf(rows: readonly Row[], { database, table }: AthenaOptions): Column[] {
  if (rows.length > 0)
    return rows.map(({ column_name, data_type }) => ({ name: column_name ?? '', type: data_type ?? '' }))
  throw new AppError('unreadable', `Athena has no table ${database}.${table}.`, {
    hint: 'Check ATHENA_DATABASE and ATHENA_TABLE.',
  })
}

async function runQuery(client: AthenaClient, options: AthenaOptions, sql: string, signal: AbortSignal) {
  try {
    const id = await start(client, options, sql, signal)
    await untilDone(client, id, options.pollMs, signal)
    return await resultOf(client, id, signal)
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof AppError) throw cause
    throw new AppError('unreadable', 'Athena cannot be asked.', {
      hint: 'The role needs athena:StartQueryExecution, GetQueryExecution, GetQueryResults and StopQueryExecution.',
      cause,
    })
  }
}

async function start(client: AthenaClient, options: AthenaOptions, sql: string, signal: AbortSignal): Promise<string> {
  const { StartQueryExecutionCommand } = await import('@aws-sdk/client-athena')
  const command = new StartQueryExecutionCommand({
    QueryString: sql,
    WorkGroup: options.workgroup,
    QueryExecutionContext: { Database: options.database },
    ...(options.output === undefined ? {} : { ResultConfiguration: { OutputLocation: options.output } }),
  })
  const { QueryExecutionId = '' } = await client.send(command, { abortSignal: signal })
  return QueryExecutionId
}

/** Whoever leaves stops the query: it is paid by what it reads. */
async function untilDone(client: AthenaClient, id: string, pollMs: number, signal: AbortSignal): Promise<void> {
  const { GetQueryExecutionCommand, StopQueryExecutionCommand } = await import('@aws-sdk/client-athena')
  try {
    for (;;) {
      const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }), {
        abortSignal: signal,
      })
      const { State, StateChangeReason } = QueryExecution?.Status ?? {}
      if (State === 'SUCCEEDED') return
      if (State === 'FAILED' || State === 'CANCELLED') throw failed(State, StateChangeReason)
      await wait(pollMs, undefined, { signal })
    }
  } catch (cause) {
    // The reason to stop is told to the caller; that stopping fails too changes nothing for them.
    if (signal.aborted) await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })).catch(() => null)
    throw cause
  }
}

const failed = (state: string, reason: string | undefined): AppError =>
  new AppError('unreadable', `Athena ended the query as ${state}.`, {
    hint: 'Is the table a FOCUS or CUR 2.0 export, and may the role read its bucket? The log says more.',
    cause: new Error(reason ?? state),
  })

/** The first row of the first page holds the names. */
async function resultOf(client: AthenaClient, id: string, signal: AbortSignal): Promise<Row[]> {
  const { paginateGetQueryResults } = await import('@aws-sdk/client-athena')
  const rows: Row[] = []
  let isFirst = true
  for await (const { ResultSet } of paginateGetQueryResults(
    { client },
    { QueryExecutionId: id },
    { abortSignal: signal },
  )) {
    rows.push(...rowsOf(ResultSet, isFirst))
    isFirst = false
  }
  return rows
}

function rowsOf(result: ResultSet | undefined, isFirst: boolean): Row[] {
  const names = (result?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '' }) => Name)
  const rows = isFirst ? (result?.Rows ?? []).slice(1) : (result?.Rows ?? [])
  return rows.map(({ Data = [] }) =>
    Object.fromEntries(names.map((name, at) => [name, Data[at]?.VarCharValue ?? null])),
  )
}
