// The pool, as the rest of the store sees it.

import { readFileSync } from 'node:fs'
import pg from 'pg'
import { AppError } from '../../core/errors.ts'
import { rdsAuthoritiesFor } from './rds-authorities.ts'
import { watchForSilence } from './silence.ts'

/** Where a database is. */
export type DatabaseAddress = {
  readonly url: string
  /** Holds the password that the URL leaves out. */
  readonly passwordFile?: string | undefined
  /** The authority whose certificates are trusted, or `rds` for those of Amazon RDS; then the connection is TLS or none. */
  readonly caFile?: string | undefined
}

export type PoolOptions = DatabaseAddress & {
  readonly poolSize: number
  readonly statementTimeoutMs: number
  readonly onLostConnection?: (error: Error) => void
}

type Result<Row> = { readonly rows: Row[]; readonly rowCount: number }

export type Connection = {
  /** NUL, which PostgreSQL has no place for, becomes U+FFFD. */
  query<Row = unknown>(text: string, values?: readonly unknown[]): Promise<Result<Row>>
}

export type PoolCounts = { readonly total: number; readonly idle: number; readonly waiting: number }

export type Database = Connection & {
  /** All that `work` does happens, or nothing. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  isOpen(): boolean
  counts(): PoolCounts
  close(): Promise<void>
}

const connectTimeoutMs = 5000
const idleTimeoutMs = 30_000
const lookTimeoutMs = 4000

export function openPool(options: PoolOptions): Database {
  const pool = new pg.Pool(poolConfig(options))
  // An idle connection that breaks is replaced when it is needed; without a listener it would end the process.
  pool.on('error', options.onLostConnection ?? (() => {}))
  const onSilent = cutterOf(pool)
  const address = databaseAt(options)
  const silence = watchForSilence({ look: () => lookAt(address), onSilent })
  const { query } = connectionOn(pool)
  return {
    query: (text, values) => silence.watch(() => query(text, values)),
    transaction: (work) => silence.watch(() => inTransaction(pool, work)),
    isOpen: () => !pool.ending,
    counts: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close() {
      silence.close()
      return pool.end()
    },
  }
}

/** Breaks all connections there are; the pool makes new ones. */
function cutterOf(pool: pg.Pool): () => void {
  const clients = new Set<pg.PoolClient>()
  pool.on('connect', (client) => clients.add(client))
  pool.on('remove', (client) => clients.delete(client))
  return () => {
    for (const client of clients) client.connection.stream.destroy()
  }
}

async function lookAt(address: pg.ClientConfig): Promise<void> {
  const times = { connectionTimeoutMillis: lookTimeoutMs, query_timeout: lookTimeoutMs }
  const client = new pg.Client({ ...address, ...times, application_name: 'tagwarden look' })
  // Fails what waits for it too.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
  } finally {
    client.connection.stream.destroy()
  }
}

export function poolConfig({ poolSize, statementTimeoutMs, ...address }: PoolOptions): pg.PoolConfig {
  return {
    ...databaseAt(address),
    max: poolSize,
    application_name: 'tagwarden',
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: idleTimeoutMs,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    // The server's own limit does not help where the server cannot be heard any more.
    query_timeout: statementTimeoutMs + connectTimeoutMs,
    types: {
      getTypeParser: ((oid: number, format?: 'text') => typeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  }
}

/** Where a connection goes, and who vouches for what it finds there. */
export function databaseAt({ url, passwordFile, caFile }: DatabaseAddress): pg.ClientConfig {
  const whole = passwordFile === undefined ? url : withPassword(url, passwordFile)
  return caFile === undefined ? { connectionString: whole } : withAuthority(whole, caFile)
}

/** Into the URL, since the driver lets that win over a password beside it. */
function withPassword(url: string, passwordFile: string): string {
  const password = readFor('DATABASE_PASSWORD_FILE', passwordFile).trim()
  if (password === '') throw new AppError('invalid_config', `DATABASE_PASSWORD_FILE: ${passwordFile} is empty.`)
  const whole = new URL(url)
  whole.password = encodeURIComponent(password)
  return whole.href
}

/** What the URL says of TLS gives way: the driver would let it win over the authority. */
function withAuthority(url: string, caFile: string): pg.ClientConfig {
  const plain = new URL(url)
  for (const name of ['ssl', 'sslmode', 'sslrootcert']) plain.searchParams.delete(name)
  const ca = caFile === 'rds' ? rdsAuthoritiesFor(plain.hostname) : readFor('DATABASE_CA_FILE', caFile)
  return { connectionString: plain.href, ssl: { ca, rejectUnauthorized: true } }
}

function readFor(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AppError('invalid_config', `${path} cannot be read.`, { hint: `Check ${setting}.`, cause })
  }
}

const bigintOid = 20

/** Our sums and numbers of entries stay far below 2 ** 53. */
function typeParser(oid: number, format?: 'text') {
  return oid === bigintOid ? Number : pg.types.getTypeParser(oid, format)
}

function connectionOn(client: pg.Pool | pg.PoolClient): Connection {
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const { rows, rowCount } = await client.query(text, values.map(storable))
      // The statement names its columns as the caller's type does.
      return { rows: rows as Row[], rowCount: rowCount ?? 0 }
    },
  }
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value
  return Array.isArray(value) ? value.map(storable) : value
}

async function inTransaction<T>(pool: pg.Pool, work: (connection: Connection) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // Not while it waits for us: the next statement tells.
  const onError = () => {}
  client.on('error', onError)
  try {
    await client.query('BEGIN')
    const result = await work(connectionOn(client))
    await client.query('COMMIT')
    return result
  } catch (cause) {
    broken = await rollBack(client)
    throw cause
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

/** What kept it from rolling back: then the connection is thrown away, and the server rolls back. */
async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK')
    return undefined
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause))
  }
}
