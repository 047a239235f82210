// The shared store: one PostgreSQL database for any number of replicas.

import { AppError } from '../core/errors.ts'
import type { PolicyPublications, Store } from '../ports.ts'
import { auditMethods } from './postgres/audits.ts'
import { type Database, openPool, type PoolCounts, type PoolOptions } from './postgres/connection.ts'
import { asDatabaseError } from './postgres/errors.ts'
import { grantTo } from './postgres/grants.ts'
import { jobMethods } from './postgres/jobs.ts'
import { openLog } from './postgres/log.ts'
import { migrate, refuseOldSchema } from './postgres/migrate.ts'
import { pruneMethods } from './postgres/prune.ts'
import { publicationMethods } from './postgres/publications.ts'
import { rollupMethods } from './postgres/rollups.ts'
import { scheduleMethods } from './postgres/schedules.ts'
import { snapshotMethods } from './postgres/snapshots.ts'
import { closedError, withSentences } from './refusals.ts'

export type PostgresOptions = PoolOptions & {
  /** Whose chain of the log this process writes. */
  readonly writer: string
  /** Bring an old schema up to date, or refuse it. */
  readonly migrate: boolean
}

export type PostgresStore = Store & PolicyPublications & { readonly poolCounts: () => PoolCounts }

export async function openPostgresStore(options: PostgresOptions): Promise<PostgresStore> {
  const db = openPool(options)
  try {
    await refuseOtherEncodings(db)
    await (options.migrate ? migrate(db) : refuseOldSchema(db))
  } catch (cause) {
    await db.close()
    throw asDatabaseError(cause)
  }
  const store = withSentences(storeOn(db, options.writer), (cause) =>
    db.isOpen() ? asDatabaseError(cause) : closedError(cause),
  )
  return { ...store, poolCounts: () => db.counts() }
}

/** What `store migrate` does: the names of what was applied. The role is granted what replicas need. */
export async function migratePostgres(options: PoolOptions, applicationRole?: string): Promise<readonly string[]> {
  const db = openPool(options)
  try {
    await refuseOtherEncodings(db)
    const applied = await migrate(db)
    if (applicationRole !== undefined) await grantTo(db, applicationRole)
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

function storeOn(db: Database, writer: string): Store & PolicyPublications {
  const log = openLog(db, writer)
  return {
    ...snapshotMethods(db),
    ...auditMethods(db),
    ...rollupMethods(db),
    ...jobMethods(db),
    ...scheduleMethods(db),
    ...log.methods,
    ...pruneMethods(db),
    ...publicationMethods(db),
    async close() {
      if (!db.isOpen()) return
      await log.settled()
      await db.close()
    },
  }
}
