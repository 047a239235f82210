// Where the lines of a bill lie and what can count them: DuckDB over files, or Athena over a table.

import type { CostAsk } from '../../ports.ts'
import type { Dialect } from './dialect.ts'

export type Column = { readonly name: string; readonly type: string }

/** Every value as text, the way all engines can give it. */
export type Row = Readonly<Record<string, string | null>>

export type OpenExport = {
  /** Changes when the data does. */
  readonly version: string
  /** What to select from. */
  readonly from: string
  readonly columns: readonly Column[]
  readonly notes: readonly string[]
}

export type BillEngine = {
  readonly dialect: Dialect
  open(ask: CostAsk): Promise<OpenExport>
  /** Verdicts in a file, as something to select from; absent where only what is far away can be read. */
  verdictsIn?(path: string): string
  rows(sql: string, ask: CostAsk): Promise<readonly Row[]>
  close(): Promise<void>
}
