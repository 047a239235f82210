// A bill from an export: exact for any number of keys, because every line carries the tags it had when it was spent.

import { AppError } from '../../core/errors.ts'
import { sumOf, toMicros, toUsd } from '../../core/money.ts'
import {
  type Bounds,
  type KeyGap,
  openBounds,
  type SpentColumn,
  spentColumns,
  type TagGap,
  tagGapFigures,
  tagGapRows,
  taggableOf,
} from '../../core/tag-gap.ts'
import type { Bill, CostAsk, CostLine, CostSource, TagGapQuestion } from '../../ports.ts'
import { keysWithoutDollars } from './absent-keys.ts'
import { byVerdictSql, missingOf, postingsOf } from './by-verdict.ts'
import type { BillEngine, Row } from './engine.ts'
import { type ExportFacts, exportFacts } from './facts.ts'
import { billSql, gapSql, type LackingRow } from './queries.ts'
import { rankedOf, rankingSql } from './ranking.ts'
import { spelled } from './tag-spelling.ts'

/** Bits of a whole number that every engine adds up exactly. */
const mostKeys = 30

export function costsFromExport(engine: BillEngine, now: () => number): CostSource & Pick<BillEngine, 'close'> {
  const factsOf = exportFacts(engine)
  return {
    async months(ask) {
      const { months } = await factsOf(ask)
      const current = new Date(now()).toISOString().slice(0, 7)
      return months.filter(({ month }) => month < current).map(({ month }) => month)
    },
    async bill(months, ask) {
      const facts = await factsOf(ask)
      const rows = months.length === 0 ? [] : await engine.rows(billSql(facts.format, facts.from, { months }), ask)
      return { ...provenance(facts, months), lines: rows.map(lineOf) }
    },
    async tagGap(question, ask) {
      const facts = await factsOf(ask)
      const rows = await spentRows(engine, facts, question, ask)
      return gapOf(facts, question, rows, await keysWithoutDollars(engine, facts, question, rows, ask))
    },
    async rank(question, ask) {
      const facts = await factsOf(ask)
      const found = rankedOf(await engine.rows(rankingSql(facts.format, facts.from, question), ask))
      return {
        ...{ ...provenance(facts, question.months), ...found, method: 'bill_export', notes: facts.notes },
        periods: question.months.toSorted().map(periodOf),
      }
    },
    ...(engine.verdictsIn === undefined ? {} : { byVerdict: spentByVerdict(engine, engine.verdictsIn, factsOf) }),
    close: () => engine.close(),
  }
}

const spentByVerdict =
  (
    engine: BillEngine,
    verdictsIn: (path: string) => string,
    factsOf: (ask: CostAsk) => Promise<ExportFacts>,
  ): NonNullable<CostSource['byVerdict']> =>
  async (months, verdicts, ask) => {
    const facts = await factsOf(ask)
    if (!facts.hasResources) return null
    const sql = byVerdictSql(facts.format, facts.from, verdictsIn(await verdicts()), months)
    const rows = await engine.rows(sql, ask)
    const { currency, estimated } = provenance(facts, months)
    return { months: months.toSorted(), postings: postingsOf(rows), missing: missingOf(rows), currency, estimated }
  }

function provenance({ months, currency }: ExportFacts, asked: readonly string[]): Omit<Bill, 'lines'> {
  const estimated = months.some(({ month, isFinal }) => asked.includes(month) && !isFinal)
  return { method: 'bill_export', currency, estimated, paidRequests: 0, paidUsd: 0 }
}

async function spentRows(
  engine: BillEngine,
  facts: ExportFacts,
  { keys, by, ...where }: TagGapQuestion,
  ask: CostAsk,
): Promise<readonly LackingRow[]> {
  if (keys.length > mostKeys) throw new AppError('invalid_arguments', `At most ${mostKeys} keys at once.`)
  const written = keys.map((key) => spelled(key, facts.spelling))
  const sql = gapSql({ ...facts, dialect: engine.dialect }, written, by, where)
  return (await engine.rows(sql, ask)).map((row) => ({
    group: text(row, 'spender'),
    column: columnOf(text(row, 'kind')),
    lacks: Number(text(row, 'lacks')),
    micros: toMicros(Number(text(row, 'usd'))),
  }))
}

function gapOf(
  facts: ExportFacts,
  { months, keys, by }: TagGapQuestion,
  rows: readonly LackingRow[],
  absent: ReadonlyMap<string, string>,
): TagGap {
  const measured = keys.reduce((bits, key, at) => (absent.has(key) ? bits : bits + 2 ** at), 0)
  const lacking = (own: readonly LackingRow[], bits: number) =>
    sumOf(own.flatMap(({ lacks, micros }) => ((lacks & bits) === 0 ? [] : [micros])))
  const bounds = (own: readonly LackingRow[]): Bounds => {
    const gap = lacking(own, measured)
    return absent.size === 0 ? { low: gap, high: gap } : openBounds({ low: gap, high: gap }, taggableOf(own))
  }
  const byGroup = Map.groupBy(rows, ({ group }) => group)
  const { method: _, ...origin } = provenance(facts, months)
  return {
    ...{ method: 'bill_export', basis: 'tags_at_usage', metric: 'effective_cost', ...origin },
    periods: months.toSorted().map(periodOf),
    confidence: absent.size === 0 ? 'exact' : 'bounds',
    figures: tagGapFigures(rows, bounds(rows)),
    keys: keys.map((key, at): KeyGap => {
      const note = absent.get(key) ?? null
      return { key, gapUsd: note === null ? toUsd(lacking(rows, 2 ** at)) : null, note }
    }),
    groups: by === null ? [] : tagGapRows(rows, (group) => bounds(byGroup.get(group) ?? [])),
    notes: facts.notes,
  }
}

function periodOf(month: string): { readonly start: string; readonly end: string } {
  const start = new Date(`${month}-01T00:00:00Z`)
  const end = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1))
  return { start: start.toISOString().slice(0, 10), end: end.toISOString().slice(0, 10) }
}

function lineOf(row: Row): CostLine {
  const column = columnOf(text(row, 'kind'))
  return {
    month: monthText(text(row, 'month')),
    account: text(row, 'account'),
    region: text(row, 'region'),
    service: text(row, 'service'),
    usd: Number(text(row, 'usd')),
    kind: column === 'taggable' || column === 'untaggable' ? 'usage' : column,
  }
}

const text = (row: Row, name: string): string => row[name] ?? ''
const monthText = (digits: string): string => `${digits.slice(0, 4)}-${digits.slice(4)}`

function columnOf(code: string): SpentColumn {
  const column = spentColumns[Number(code)]
  if (code === '' || column === undefined) throw new AppError('unreadable', 'The bill has a line of no known kind.')
  return column
}
