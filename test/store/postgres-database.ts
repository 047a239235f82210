// A database for one test, and the contract's view of a PostgreSQL store in it.

import { createHash } from 'node:crypto'
import { openPostgresStore, type PostgresOptions } from '../../server/store/postgres.ts'
import type { StoreUnderTest } from '../contracts/store.ts'
import { executeSql, freshDatabase, type PostgresKind } from '../support/postgres.ts'

export const optionsFor = (url: string, fields: Partial<PostgresOptions> = {}): PostgresOptions => ({
  ...{ url, poolSize: 4, statementTimeoutMs: 10_000, writer: 'replica-1', migrate: true },
  ...fields,
})

export async function openForContract(kind: PostgresKind): Promise<StoreUnderTest> {
  const database = await freshDatabase(kind)
  let store = await openPostgresStore(optionsFor(database.url))
  return {
    ...{ store, writer: 'replica-1', chainStart: createHash('sha256').update('replica-1').digest('hex') },
    async reopen() {
      await store.close()
      store = await openPostgresStore(optionsFor(database.url))
      return store
    },
    tamper: (...statements) => executeSql(database.url, 'ALTER TABLE audit_log DISABLE TRIGGER USER', ...statements),
    async remove() {
      await store.close()
      await database.drop()
    },
  }
}
