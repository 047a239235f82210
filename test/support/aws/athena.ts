// Athena over HTTP, counting with DuckDB: queries wait, run, end and are read page by page, as the SDK's types say.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DuckDBInstance } from '@duckdb/node-api'

type Query = { sql: string; looks: number; state: string }

export type AthenaTable = {
  /** The table as Athena names it, and the view of DuckDB that stands for it. */
  readonly name: string
  readonly select: string
  readonly columns: readonly (readonly [name: string, type: string])[]
}

export async function startAthena({ name, select, columns }: AthenaTable, rowsPerPage: number) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const queries = new Map<string, Query>()
  let isStuck = false
  let failing: string | null = null
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    const answer = await run(operation, JSON.parse(await readAll(request)))
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
  })

  async function run(operation: string, input: Record<string, string>): Promise<object> {
    const id = input.QueryExecutionId ?? `q${queries.size + 1}`
    const query = queries.get(id) ?? { sql: input.QueryString ?? '', looks: 0, state: 'QUEUED' }
    queries.set(id, query)
    if (operation === 'StartQueryExecution') return { QueryExecutionId: id }
    if (operation === 'StopQueryExecution') query.state = 'CANCELLED'
    if (operation === 'GetQueryExecution') return look(query)
    return operation === 'GetQueryResults' ? page(query.sql, Number(input.NextToken ?? 0)) : {}
  }

  function look(query: Query): object {
    query.looks += 1
    if (query.state !== 'CANCELLED' && !isStuck) query.state = query.looks < 3 ? 'RUNNING' : (failing ?? 'SUCCEEDED')
    return { QueryExecution: { Status: { State: query.state, StateChangeReason: 'as told' } } }
  }

  /** The first row holds the names. */
  async function page(sql: string, from: number): Promise<object> {
    const { names, rows } = sql.includes('information_schema') ? described() : await counted(sql)
    const all = [names, ...rows].map((row) => ({
      Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
    }))
    const more = from + rowsPerPage < all.length ? { NextToken: String(from + rowsPerPage) } : {}
    const ResultSetMetadata = { ColumnInfo: names.map((Name) => ({ Name, Type: 'varchar' })) }
    return { ResultSet: { Rows: all.slice(from, from + rowsPerPage), ResultSetMetadata }, ...more }
  }

  const described = () => ({ names: ['column_name', 'data_type'], rows: columns.map((one) => [...one]) })

  async function counted(sql: string) {
    const connection = await instance.connect()
    const reader = await connection.runAndReadAll(translated(sql, name, select))
    const rows = reader.getRowsJson().map((row) => row.map((value) => (value === null ? null : String(value))))
    connection.closeSync()
    return { names: reader.columnNames(), rows }
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    queries,
    stick: () => {
      isStuck = true
    },
    failWith: (state: string) => {
      failing = state
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      instance.closeSync()
    },
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** Athena's own functions in DuckDB's words. */
function translated(sql: string, name: string, select: string): string {
  return sql
    .replaceAll(name, `(${select}) AS bill`)
    .replaceAll(/element_at\((\S+), ('(?:[^']|'')*')\)/g, '$1[$2]')
    .replaceAll(
      /FROM (.*) CROSS JOIN UNNEST\(map_keys\((\S+)\)\) AS t\(key\)/gs,
      'FROM (SELECT unnest(map_keys($2)) AS key, * FROM $1)',
    )
}
