import type { Database } from 'better-sqlite3'
import { pageSql, type Side } from './tables.ts'

export function sqliteSide(db: Database): Side {
  return {
    async page(table, after) {
      const marks = table.key.map(() => '?').join(', ')
      const where = after === null ? '' : `WHERE (${table.key.join(', ')}) > (${marks})`
      return db
        .prepare<unknown[], unknown[]>(pageSql(table, where))
        .raw()
        .all(...(after ?? []))
    },
  }
}
