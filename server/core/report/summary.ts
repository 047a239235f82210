// What an audit says in a few lines and tables; terminals and Markdown render the same ones.

import { type Verdict, type ViolationRule, verdicts } from '../evaluate.ts'
import { type AuditSummary, type CellTally, costOf, countOf } from '../tally.ts'
import { totalsField } from '../totals.ts'
import { printable, type TextTable } from './columns-of-text.ts'

export const offenderLimit = 8

const dollarTitle = '$ a month'

/** Where no cost is known, a column of zeros would claim that nothing costs anything. */
export function withoutDollars({ header, align, rows }: TextTable): TextTable {
  const others = <T>(cells: readonly T[]) => cells.filter((_, column) => header[column] !== dollarTitle)
  return { header: others(header), align: others(align), rows: rows.map(others) }
}

/** A table that shows only the worst says of how many. */
function titleOf(word: string, rows: readonly unknown[]): string {
  return rows.length <= offenderLimit ? word : `${word} (${offenderLimit} of ${count(rows.length)})`
}

export type CostlyResource = { readonly id: string; readonly type: string; readonly monthlyCost: number }

export const ruleWords: Readonly<Record<ViolationRule, string>> = {
  missing: 'missing',
  empty_value: 'empty',
  invalid_value: 'value not allowed',
  invalid_format: 'wrong format',
  deprecated_key: 'deprecated key used',
  key_case_mismatch: 'key spelled differently',
  duplicate_key_case: 'key there twice but for case',
  forbidden_key: 'forbidden key',
  naming: 'naming rules broken',
}

export function scoreLine({ score, scoreLow, scoreHigh, scoreReason, costScore, totals }: AuditSummary): string {
  if (score === null) return `none: ${reasonWords[scoreReason ?? 'no_resources_in_scope']}`
  const interval =
    totals.unknown > 0 ? `, between ${percent(scoreLow)} and ${percent(scoreHigh)} with the unknown ones` : ''
  const dollars = costScore === null ? '' : `; ${percent(costScore)} by dollars`
  return `${percent(score)} compliant${interval}${dollars}`
}

const reasonWords = {
  nothing_readable: 'no tags could be read',
  all_exempt_or_pending: 'everything is exempt or pending',
  no_resources_in_scope: 'no resources in scope',
} as const

export function completenessLine({ completeness, coverage }: AuditSummary, skipped: number): string {
  const unseen = coverage.filter(({ status }) => status !== 'ok').length
  const lines = skipped === 0 ? '' : `, ${count(skipped)} bad ${skipped === 1 ? 'line' : 'lines'} left out`
  if (completeness === null) return `unknown: nothing was reported as looked at${lines}`
  if (unseen === 0) return `every cell (account, region, type) was seen, ${count(coverage.length)} of them${lines}`
  return `${percent(completeness)}: ${count(unseen)} of ${count(coverage.length)} cells (account, region, type) not fully seen${lines}`
}

export const verdictWords: Readonly<Record<Verdict, string>> = {
  compliant: 'compliant',
  violating: 'violating',
  unknown: 'unknown (tags not readable)',
  exempt: 'exempt',
  pending: 'pending (too young)',
  not_applicable: 'not applicable',
}

export function totalsTable({ totals, cells }: AuditSummary): TextTable {
  const rows = verdicts.map((verdict) => [
    verdictWords[verdict],
    count(totals[totalsField[verdict]]),
    dollars(cells.reduce((sum, cell) => sum + costOf(cell, verdict), 0)),
  ])
  const all = cells.reduce((sum, cell) => sum + cell.costUsd.reduce((total, cost) => total + cost, 0), 0)
  return {
    header: ['Verdict', 'Resources', dollarTitle],
    align: ['left', 'right', 'right'],
    rows: [...rows, ['all', count(totals.resources), dollars(all)]],
  }
}

export function rulesTable({ rules }: AuditSummary): TextTable {
  return {
    header: [titleOf('Rule', rules), 'Severity', 'Violations', dollarTitle],
    align: ['left', 'left', 'right', 'right'],
    rows: rules
      .slice(0, offenderLimit)
      .map(({ tag, rule, severity, violations, costUsd }) => [
        tag === null ? ruleWords[rule] : `${printable(tag)}: ${ruleWords[rule]}`,
        severity,
        count(violations),
        dollars(costUsd),
      ]),
  }
}

export type ViolatingGroup = {
  readonly name: string
  readonly violating: number
  readonly compliant: number
  /** Of the violating ones. */
  readonly costUsd: number
}

/** Those with most violating resources first. */
export function violatingGroups({ cells }: Pick<AuditSummary, 'cells'>, by: 'type' | 'account'): ViolatingGroup[] {
  return [...Map.groupBy(cells, (cell) => cell[by])]
    .map(([name, members]) => ({ name, ...addUp(members) }))
    .filter(({ violating }) => violating > 0)
    .toSorted((a, b) => b.violating - a.violating || b.costUsd - a.costUsd)
}

export function groupTable(summary: AuditSummary, by: 'type' | 'account'): TextTable {
  const groups = violatingGroups(summary, by)
  return {
    header: [titleOf(by === 'type' ? 'Type' : 'Account', groups), 'Violating', 'Score', dollarTitle],
    align: ['left', 'right', 'right', 'right'],
    rows: groups
      .slice(0, offenderLimit)
      .map(({ name, violating, compliant, costUsd }) => [
        printable(name) || '(none)',
        count(violating),
        percent(compliant / (compliant + violating)),
        dollars(costUsd),
      ]),
  }
}

function addUp(cells: readonly CellTally[]) {
  const sum = (of: (cell: CellTally) => number) => cells.reduce((total, cell) => total + of(cell), 0)
  return {
    violating: sum((cell) => countOf(cell, 'violating')),
    compliant: sum((cell) => countOf(cell, 'compliant')),
    costUsd: sum((cell) => costOf(cell, 'violating')),
  }
}

/** The id comes last: it is as long as it likes, and may wrap. */
export function costliestTable(resources: readonly CostlyResource[]): TextTable {
  return {
    header: [dollarTitle, 'Type', 'Violating resource'],
    align: ['right', 'left', 'left'],
    rows: resources.map(({ id, type, monthlyCost }) => [dollars(monthlyCost), printable(type), printable(id)]),
  }
}

export function unseenTable({ coverage }: AuditSummary): TextTable {
  const unseen = coverage.filter(({ status }) => status !== 'ok')
  const shown = unseen.slice(0, offenderLimit * 2)
  const rest = unseen.length - shown.length
  return {
    header: ['Not fully seen', 'Resources', 'Account', 'Region', 'Type'],
    align: ['left', 'right', 'left', 'left', 'left'],
    rows: [
      ...shown.map(({ status, missingAction, account, region, type, resources }) => [
        missingAction === undefined ? status : `${status}: grant ${printable(missingAction)}`,
        count(resources),
        printable(account),
        printable(region),
        printable(type),
      ]),
      ...(rest > 0 ? [[`and ${count(rest)} more`, '', '', '', '']] : []),
    ],
  }
}

export const count = (number: number): string => number.toLocaleString('en-US')

/** Never rounded up to 100 % nor down to 0 %. */
export function percent(share: number | null): string {
  if (share === null) return '–'
  const tenths = Math.round(share * 1000)
  const honest = share < 1 ? Math.min(tenths, 999) : tenths
  return `${((share > 0 ? Math.max(honest, 1) : honest) / 10).toFixed(1)} %`
}

export const dollars = (amount: number): string => count(Math.round(amount))
