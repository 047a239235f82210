// The rows of a table as records, page by page, from either database.

import { pagesOf, type Side, tables } from '../copy/tables.ts'

export type PolicyRow = { readonly hash: string; readonly document: string }
export type SnapshotRow = {
  readonly id: string
  readonly status: string
  readonly coverage: Uint8Array | null
  readonly skipped: Uint8Array | null
}
export type PartRow = {
  readonly snapshot_id: string
  readonly part_index: number
  readonly resources: number
  readonly packed: Uint8Array
}
export type AuditRow = {
  readonly id: string
  readonly snapshot_id: string
  readonly policy_hash: string
  readonly evaluated_at: string
  readonly summary: Uint8Array
}
export type RollupDayRow = {
  readonly estate: string
  readonly day: string
  readonly audit_id: string
  readonly policy_hash: string
}
export type RollupRow = {
  readonly estate: string
  readonly dimension: string
  readonly day: string
  readonly key: string
  readonly counts: string
  readonly cost_usd: string
}
type Rows = {
  readonly policy: PolicyRow
  readonly snapshot: SnapshotRow
  readonly part: PartRow
  readonly audit: AuditRow
  readonly rollup_day: RollupDayRow
  readonly rollup: RollupRow
}

export async function* rowsOf<Name extends keyof Rows>(side: Side, name: Name): AsyncGenerator<Rows[Name]> {
  const table = tables.find((one) => one.name === name)
  if (table === undefined) throw new Error(`no table ${name}`)
  for await (const page of pagesOf(side, table)) {
    for (const row of page) {
      const record = Object.fromEntries(table.columns.map(([column], at) => [column, row[at]]))
      // The types above name columns as the migrations do.
      yield record as Rows[Name]
    }
  }
}
