// A folder for one test, and the contract's view of an SQLite store in it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import type { StoreUnderTest } from '../contracts/store.ts'

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'tagwarden-store-'))

/** Around the store: what a stranger with the file could do. */
export function execute(folder: string, ...statements: readonly string[]): void {
  const db = new Database(join(folder, 'tagwarden.db'))
  for (const statement of statements) db.exec(statement)
  db.close()
}

const guards = ['audit_log_is_not_changed', 'audit_log_is_not_shortened', 'audit_log_grows_at_its_end']

export async function openForContract(): Promise<StoreUnderTest> {
  const folder = newFolder()
  let store = await openSqliteStore(folder)
  return {
    ...{ store, writer: 'local', chainStart: '0'.repeat(64) },
    async reopen() {
      await store.close()
      store = await openSqliteStore(folder)
      return store
    },
    async tamper(...statements) {
      execute(folder, ...guards.map((trigger) => `DROP TRIGGER ${trigger}`), ...statements)
    },
    async remove() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}
