import Database from 'better-sqlite3'
import { AppError } from '../../core/errors.ts'
import { type AppliedMigration, missingMigrations, readMigrations } from '../migrations.ts'

/** Opens the file and brings its schema up to date. */
export function openDatabase(path: string): Database.Database {
  const db = new Database(path, { timeout: 2000 })
  try {
    // Before the first table, else it has no effect.
    db.pragma('auto_vacuum = INCREMENTAL')
    if (db.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
      throw new AppError(
        'store_unavailable',
        `${path} cannot be used: its file system has no shared memory for SQLite.`,
        {
          hint: 'Set DATA_DIR to a folder on a local disk.',
        },
      )
    }
    // In WAL mode anything less may lose acknowledged entries of the audit log when the power fails.
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    migrate(db)
    return db
  } catch (cause) {
    db.close()
    throw cause
  }
}

function migrate(db: Database.Database): void {
  // Immediate even where nothing is missing: a file that is locked or read-only shows itself here, not in the first call.
  const apply = db.transaction(() => {
    db.exec(
      `CREATE TABLE IF NOT EXISTS migration (
         number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL
       ) STRICT`,
    )
    const applied = db.prepare<[], AppliedMigration>('SELECT number, name, checksum FROM migration ORDER BY number')
    const record = db.prepare<[AppliedMigration & { appliedAt: string }]>(
      'INSERT INTO migration VALUES (:number, :name, :checksum, :appliedAt)',
    )
    for (const migration of missingMigrations(readMigrations('sqlite'), applied.all())) {
      db.exec(migration.sql)
      record.run({ ...migration, appliedAt: new Date().toISOString() })
    }
  })
  apply.immediate()
}
