import { describeStore } from '../contracts/store.ts'
import { describeWithPostgres, type PostgresKind } from '../support/postgres.ts'
import { openForContract } from './postgres-database.ts'

const kinds: PostgresKind[] = ['system', 'embedded']
for (const kind of kinds) {
  describeWithPostgres(kind)(`PostgreSQL, ${kind}`, () => {
    describeStore('the PostgreSQL store', () => openForContract(kind))
  })
}
