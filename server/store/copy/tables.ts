// The tables that both databases have, in an order in which each finds what it refers to.

export type Table = {
  readonly name: string
  /** Leading columns of `columns`. */
  readonly key: readonly string[]
  /** Name and PostgreSQL's type. */
  readonly columns: readonly (readonly [name: string, type: string])[]
  /** Rows a statement: few where they are large. */
  readonly atOnce: number
  /** Of the embedded store; it has no writers, and one end of one chain. */
  readonly ofOnlyWriter?: true
}

const texts = (...names: string[]) => names.map((name) => [name, 'text'] as const)

export const tables: readonly Table[] = [
  // First, so that a copy that goes on recognises what it began.
  {
    ...{ name: 'audit_log', key: ['sequence'], atOnce: 1000, ofOnlyWriter: true },
    columns: [
      ['sequence', 'bigint'],
      ...texts('at', 'caller', 'transport', 'tool', 'arguments_hash', 'arguments', 'outcome'),
      ['duration_ms', 'double precision'],
      ...texts('result_digest', 'request_id', 'hash'),
    ],
  },
  {
    ...{ name: 'audit_log_head', key: [], atOnce: 1, ofOnlyWriter: true },
    columns: [['sequence', 'bigint'], ...texts('hash')],
  },
  { name: 'policy', key: ['hash'], atOnce: 100, columns: texts('hash', 'document') },
  {
    ...{ name: 'snapshot', key: ['id'], atOnce: 100 },
    columns: [...texts('id', 'estate', 'taken_at', 'status'), ['coverage', 'bytea'], ['skipped', 'bytea']],
  },
  {
    ...{ name: 'checkpoint', key: ['snapshot_id'], atOnce: 100 },
    columns: [...texts('snapshot_id', 'cursor'), ['parts', 'integer'], ['resources', 'bigint']],
  },
  {
    ...{ name: 'part', key: ['snapshot_id', 'part_index'], atOnce: 16 },
    columns: [...texts('snapshot_id'), ['part_index', 'integer'], ['resources', 'integer'], ['packed', 'bytea']],
  },
  {
    ...{ name: 'audit', key: ['id'], atOnce: 50 },
    columns: [...texts('id', 'snapshot_id', 'estate', 'policy_hash', 'evaluated_at'), ['summary', 'bytea']],
  },
  {
    ...{ name: 'rollup_day', key: ['estate', 'day'], atOnce: 1000 },
    columns: [
      ...texts('estate', 'day', 'audit_id', 'policy_hash', 'evaluated_at'),
      ['completeness', 'double precision'],
    ],
  },
  {
    ...{ name: 'rollup', key: ['estate', 'dimension', 'day', 'key'], atOnce: 1000 },
    columns: texts('estate', 'dimension', 'day', 'key', 'counts', 'cost_usd'),
  },
  {
    ...{ name: 'job', key: ['id'], atOnce: 1000 },
    columns: [
      ...texts('id', 'estate', 'status', 'idempotency_key', 'started_by', 'created_at', 'updated_at'),
      ...[['resources', 'bigint'] as const, ['fraction', 'double precision'] as const],
      ...texts('error_code', 'error_message', 'snapshot_id'),
      ['attempts', 'integer'],
    ],
  },
  {
    ...{ name: 'schedule', key: ['id'], atOnce: 1000 },
    columns: texts(...['id', 'estate', 'cron', 'time_zone', 'created_by', 'created_at', 'last_run_at', 'next_run_at']),
  },
  {
    ...{ name: 'spend', key: ['id'], atOnce: 1000 },
    columns: [...texts('id', 'at', 'day', 'caller', 'operation'), ['requests', 'integer'], ['micros', 'bigint']],
  },
  { name: 'kept_bill', key: ['key'], atOnce: 50, columns: texts('key', 'answer') },
]

/** Rows after a key, by their key, each as a list of values in the order of the columns. */
export type Side = { readonly page: (table: Table, after: readonly unknown[] | null) => Promise<unknown[][]> }

export const pageSql = ({ name, key, columns, atOnce }: Table, where: string): string =>
  `SELECT ${columns.map(([column]) => column).join(', ')} FROM ${name} ${where}
   ${key.length === 0 ? '' : `ORDER BY ${key.join(', ')}`} LIMIT ${atOnce}`

export async function* pagesOf(side: Side, table: Table): AsyncGenerator<unknown[][]> {
  let page = await side.page(table, null)
  while (page.length > 0) {
    yield page
    if (table.key.length === 0 || page.length < table.atOnce) return
    page = await side.page(table, page.at(-1)?.slice(0, table.key.length) ?? null)
  }
}
