// The embedded store: one SQLite file on a local disk, owned by one process.

import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import type { Store } from '../ports.ts'
import { closedError, withSentences } from './refusals.ts'
import { auditMethods } from './sqlite/audits.ts'
import { openDatabase } from './sqlite/connection.ts'
import { asStoreError } from './sqlite/errors.ts'
import { type FileSystemType, refuseNetworkFileSystem } from './sqlite/file-system.ts'
import { jobMethods } from './sqlite/jobs.ts'
import { logMethods } from './sqlite/log.ts'
import { takeOwnership } from './sqlite/owner.ts'
import { pruneMethods } from './sqlite/prune.ts'
import { scheduleMethods } from './sqlite/schedules.ts'
import { snapshotMethods } from './sqlite/snapshots.ts'
import { spendingMethods } from './sqlite/spending.ts'

export type SqliteOptions = {
  /** Refuse a folder without a store instead of making one. */
  readonly mustExist?: boolean
  readonly fileSystemType?: FileSystemType
}

export async function openSqliteStore(folder: string, options: SqliteOptions = {}): Promise<Store> {
  const path = join(folder, 'tagwarden.db')
  if (options.mustExist && !existsSync(path)) {
    throw new AppError('not_found', `There is no store in ${folder}.`, {
      hint: 'Name the folder of the server, its DATA_DIR.',
    })
  }
  makeFolder(folder)
  await refuseNetworkFileSystem(folder, options.fileSystemType)
  const owner = takeOwnership(folder)
  try {
    const db = openDatabase(path)
    const store = storeOn(db, () => owner.release())
    return withSentences(store, (cause) => (db.open ? asStoreError(cause, 'The store') : closedError(cause)))
  } catch (cause) {
    owner.release()
    throw asStoreError(cause, path)
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw asStoreError(cause, folder)
  }
}

function storeOn(db: Database, release: () => void): Store {
  return {
    ...snapshotMethods(db),
    ...auditMethods(db),
    ...jobMethods(db),
    ...scheduleMethods(db),
    ...logMethods(db),
    ...spendingMethods(db),
    ...pruneMethods(db),
    async close() {
      // The turn in which waiting log entries are written.
      await nextTurn()
      try {
        db.close()
      } finally {
        release()
      }
    },
  }
}
