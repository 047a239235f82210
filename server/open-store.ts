// Which store the settings name: PostgreSQL with DATABASE_URL, else SQLite in DATA_DIR.

import { mkdir } from 'node:fs/promises'
import type { Config } from './config.ts'
import { AppError } from './core/errors.ts'
import type { Store } from './ports.ts'
import type { PostgresStore } from './store/postgres.ts'

export type OpenedStore =
  | { readonly kind: 'sqlite'; readonly store: Store; readonly place: string }
  | { readonly kind: 'postgres'; readonly store: PostgresStore; readonly place: string }

type Settings = Pick<
  Config,
  | 'DATABASE_URL'
  | 'DATABASE_PASSWORD_FILE'
  | 'DATABASE_CA_FILE'
  | 'DATABASE_READ_URL'
  | 'DATABASE_READ_MAX_LAG_S'
  | 'DATABASE_POOL_SIZE'
  | 'DATABASE_STATEMENT_TIMEOUT_S'
  | 'MIGRATE'
  | 'REPLICA_ID'
  | 'DATA_DIR'
>

/** Either driver is loaded only where it is used. */
export async function openStore(config: Settings, onLostConnection?: (error: Error) => void): Promise<OpenedStore> {
  if (config.DATABASE_URL === undefined) {
    const { openSqliteStore } = await import('./store/sqlite.ts')
    const store = await openSqliteStore(config.DATA_DIR)
    return { kind: 'sqlite', store, place: `SQLite in ${config.DATA_DIR}` }
  }
  const { openPostgresStore } = await import('./store/postgres.ts')
  // SQLite makes it itself; artifacts and the address of this server are in it either way.
  await mkdir(config.DATA_DIR, { recursive: true, mode: 0o700 })
  const lost = onLostConnection === undefined ? {} : { onLostConnection }
  const options = {
    ...poolOptionsOf(config),
    ...standbyOf(config),
    ...lost,
    writer: config.REPLICA_ID,
    migrate: config.MIGRATE,
  }
  return { kind: 'postgres', store: await openPostgresStore(options), place: `PostgreSQL, as ${config.REPLICA_ID}` }
}

function standbyOf({ DATABASE_READ_URL: url, DATABASE_READ_MAX_LAG_S }: Settings) {
  return url === undefined ? {} : { standby: { url, maxLagMs: DATABASE_READ_MAX_LAG_S * 1000 } }
}

export function poolOptionsOf(config: Settings) {
  if (config.DATABASE_URL === undefined) {
    throw new AppError('bad_usage', 'DATABASE_URL is not set.', {
      hint: 'Set it to postgres://user@host:5432/database; SQLite brings its schema up to date when it is opened.',
    })
  }
  return {
    url: config.DATABASE_URL,
    passwordFile: config.DATABASE_PASSWORD_FILE,
    caFile: config.DATABASE_CA_FILE,
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_S * 1000,
  }
}
