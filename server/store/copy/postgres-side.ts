import { onlyWriter } from '../log-chain.ts'
import type { Connection } from '../postgres/connection.ts'
import { pageSql, type Side, type Table } from './tables.ts'

export function postgresSide(db: Connection): Side {
  return {
    async page(table, after) {
      const { key, columns, ofOnlyWriter } = table
      const beyond = after === null ? [] : [`(${key.join(', ')}) > (${key.map((_, at) => `$${at + 1}`).join(', ')})`]
      const conditions = [...beyond, ...(ofOnlyWriter ? [`writer = '${onlyWriter}'`] : [])]
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
      const { rows } = await db.query<Record<string, unknown>>(pageSql(table, where), after ?? [])
      return rows.map((row) => columns.map(([name]) => row[name]))
    },
  }
}

/** A row that is there already becomes what it is in the source; an entry of the log never changes. */
export async function putRows(db: Connection, table: Table, rows: readonly unknown[][]): Promise<void> {
  const { name, columns, ofOnlyWriter } = table
  const names = columns.map(([column]) => column)
  const key = [...(ofOnlyWriter ? ['writer'] : []), ...table.key]
  const changes = names.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`)
  const action = name === 'audit_log' ? 'NOTHING' : `UPDATE SET ${changes.join(', ')}`
  const arrays = columns.map(([, type], at) => `$${at + 1}::${type}[]`)
  await db.query(
    `INSERT INTO ${name} (${[...(ofOnlyWriter ? ['writer'] : []), ...names].join(', ')})
     SELECT ${ofOnlyWriter ? `'${onlyWriter}', ` : ''}* FROM unnest(${arrays.join(', ')})
     ON CONFLICT (${key.join(', ')}) DO ${action}`,
    columns.map((_, at) => rows.map((row) => row[at])),
  )
}
