// One process owns the folder for as long as it lives: the lock ends with it, even on SIGKILL.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../../core/errors.ts'
import { asStoreError } from './errors.ts'

/**
 * The lock is an open transaction on a database of its own, so that backups may still read the real one.
 * No code of this process may open and close the file by other means: POSIX would drop the lock.
 */
export function takeOwnership(folder: string): { release(): void } {
  const path = join(folder, 'owner.db')
  try {
    const lock = new Database(path, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    return { release: () => lock.close() }
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError) || !cause.code.startsWith('SQLITE_BUSY'))
      throw asStoreError(cause, path)
    throw new AppError('store_in_use', `DATA_DIR is in use by another Tagwarden: ${folder}.`, {
      hint: 'Stop that one, or give this one another folder.',
      cause,
    })
  }
}
