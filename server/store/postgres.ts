// The shared store: one PostgreSQL database for any number of replicas.

import { AppError } from '../core/errors.ts'
import type { PolicyPublications, Store } from '../ports.ts'
import { auditMethods } from './postgres/audits.ts'
import { clockOf } from './postgres/clock.ts'
import { type Database, openPool, type PoolCounts, type PoolOptions } from './postgres/connection.ts'
import { asDatabaseError } from './postgres/errors.ts'
import { type ApplicationRole, grantTo } from './postgres/grants.ts'
import { historyOn, type StandbyOptions } from './postgres/history.ts'
import { jobMethods } from './postgres/jobs.ts'
import { openLog } from './postgres/log.ts'
import { migrate, refuseOldSchema } from './postgres/migrate.ts'
import { pruneMethods } from './postgres/prune.ts'
import { publicationMethods } from './postgres/publications.ts'
import { rollupMethods } from './postgres/rollups.ts'
import { scheduleMethods } from './postgres/schedules.ts'
import { snapshotMethods } from './postgres/snapshots.ts'
import { spendingMethods } from './postgres/spending.ts'
import { closedError, withSentences } from './refusals.ts'

export type PostgresOptions = PoolOptions & {
  /** Whose chain of the log this process writes. */
  readonly writer: string
  /** Bring an old schema up to date, or refuse it. */
  readonly migrate: boolean
  /** A standby from which trends are read while it lags no more than this. */
  readonly standby?: { readonly url: string; readonly maxLagMs: number }
}

type SharedStore = Store &
  PolicyPublications & {
    /** Of all replicas, in milliseconds. */
    readonly clock: () => Promise<number>
  }

export type PostgresStore = SharedStore & { readonly poolCounts: () => PoolCounts }

export async function openPostgresStore(options: PostgresOptions): Promise<PostgresStore> {
  if (options.migrate) await migratePostgres(options)
  const db = openPool(options)
  try {
    await refuseOtherEncodings(db)
    await refuseOldSchema(db)
  } catch (cause) {
    await db.close()
    throw asDatabaseError(cause)
  }
  const standby = standbyOf(options)
  const store = withSentences(storeOn(db, options.writer, standby), (cause) =>
    db.isOpen() ? asDatabaseError(cause) : closedError(cause),
  )
  return { ...store, poolCounts: () => db.counts() }
}

/** A large table takes its time, and so does whoever migrates first. */
const migrationTimeoutMs = 24 * 3_600_000

/** What `store migrate` does: the names of what was applied. The role is granted what replicas need. */
export async function migratePostgres(options: PoolOptions, role?: ApplicationRole): Promise<readonly string[]> {
  const db = openPool({ ...options, poolSize: 1, statementTimeoutMs: migrationTimeoutMs })
  try {
    await refuseOtherEncodings(db)
    const applied = await migrate(db)
    if (role !== undefined) await grantTo(db, role)
    return applied
  } catch (cause) {
    throw asDatabaseError(cause)
  } finally {
    await db.close()
  }
}

async function refuseOtherEncodings(db: Database): Promise<void> {
  const { rows } = await db.query<{ server_encoding: string }>('SHOW server_encoding')
  const encoding = rows[0]?.server_encoding
  if (encoding === 'UTF8') return
  throw new AppError('store_unavailable', `The database is encoded in ${encoding}, not in UTF8.`, {
    hint: 'Create one with: CREATE DATABASE tagwarden ENCODING UTF8 TEMPLATE template0',
  })
}

function standbyOf({ standby, ...options }: PostgresOptions): StandbyOptions | undefined {
  return standby && { standby: openPool({ ...options, url: standby.url }), maxLagMs: standby.maxLagMs, now: Date.now }
}

function storeOn(db: Database, writer: string, standby: StandbyOptions | undefined): SharedStore {
  const log = openLog(db, writer)
  return {
    ...snapshotMethods(db),
    ...auditMethods(db),
    ...rollupMethods(standby ? historyOn(db, standby) : db),
    ...jobMethods(db),
    ...scheduleMethods(db),
    ...log.methods,
    ...pruneMethods(db),
    ...publicationMethods(db),
    ...spendingMethods(db),
    clock: () => clockOf(db),
    async close() {
      if (!db.isOpen()) return
      await log.settled()
      await standby?.standby.close()
      await db.close()
    },
  }
}
