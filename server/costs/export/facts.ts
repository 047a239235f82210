// What is read once of an export, until it changes: its format, its months, how it spells tag keys.

import { AppError } from '../../core/errors.ts'
import { byText } from '../../core/order.ts'
import type { CostAsk } from '../../ports.ts'
import type { BillEngine, OpenExport, Row } from './engine.ts'
import { type Format, formatOf } from './format.ts'
import { monthsSql, someKeysSql } from './queries.ts'
import { spellingOf, type TagSpelling } from './tag-spelling.ts'

export type ExportMonth = { readonly month: string; readonly isFinal: boolean }

export type ExportFacts = {
  readonly from: string
  readonly format: Format
  readonly spelling: TagSpelling
  /** Whether any line names the resource that was used. */
  readonly hasResources: boolean
  /** Newest first. */
  readonly months: readonly ExportMonth[]
  readonly currency: string
  readonly notes: readonly string[]
}

export function exportFacts(engine: BillEngine): (ask: CostAsk) => Promise<ExportFacts> {
  let known: { readonly version: string; readonly facts: ExportFacts } | null = null
  return async (ask) => {
    const opened = await engine.open(ask)
    if (known?.version === opened.version) return known.facts
    const facts = await readFacts(engine, opened, ask)
    known = { version: opened.version, facts }
    return facts
  }
}

async function readFacts(engine: BillEngine, { from, columns, notes }: OpenExport, ask: CostAsk): Promise<ExportFacts> {
  const format = formatOf(columns)
  const rows = await engine.rows(monthsSql(format, from), ask)
  const { tags } = format
  const keys = tags === null ? [] : await engine.rows(someKeysSql(engine.dialect, tags, from), ask)
  const spelling = spellingOf(keys.map(({ key }) => key ?? ''))
  const lost =
    spelling === 'user_' ? ['The export writes tag keys in small letters: keys that differ in case are one.'] : []
  return {
    hasResources: rows.some(({ resources }) => Number(resources) > 0),
    ...{ from, format, spelling, currency: currencyOf(rows), notes: [...notes, ...lost] },
    months: rows.map(monthOf).toSorted((a, b) => byText(b.month, a.month)),
  }
}

function monthOf({ month, open }: Row): ExportMonth {
  const digits = month ?? ''
  return { month: `${digits.slice(0, 4)}-${digits.slice(4)}`, isFinal: Number(open) === 0 }
}

function currencyOf(rows: readonly Row[]): string {
  const all = new Set(rows.flatMap(({ currency, other }) => [currency, other].filter((one) => one !== null)))
  const [first = 'USD', ...rest] = all
  if (rest.length === 0) return first
  throw new AppError('unreadable', `The bill is in several currencies: ${[...all].join(', ')}.`, {
    hint: 'Amounts of different currencies are never added up: export one of them.',
  })
}
