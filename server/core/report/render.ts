// An audit as text: for a terminal and as Markdown, from the same tables.

import type { CostAttribution } from '../cost.ts'
import type { Policy } from '../policy.ts'
import type { AuditSummary } from '../tally.ts'
import type { Trend } from '../trend.ts'
import { alignedLines, markdownCell, markdownTable, printable, type TextTable } from './columns-of-text.ts'
import { costTable, remedyTable, trendTable } from './extra-tables.ts'
import type { Remedy } from './remedies.ts'
import {
  type CostlyResource,
  completenessLine,
  costliestTable,
  groupTable,
  rulesTable,
  scoreLine,
  totalsTable,
  unseenTable,
  withoutDollars,
} from './summary.ts'

/** What is there beyond the audit itself is added where it is known. */
export type ReportSubject = AuditSummary & {
  readonly policy: Policy
  readonly evaluatedAt: string
  readonly skipped: number
  readonly costliest: readonly CostlyResource[]
  readonly snapshot?: { readonly id: string; readonly estate: string; readonly takenAt: string }
  readonly cost?: CostAttribution
  /** Its first series is drawn. */
  readonly trend?: Trend
  readonly remedies?: readonly Remedy[]
}

export function renderTable(subject: ReportSubject, colours: boolean): string {
  const strong = (text: string) => (colours ? `\u001b[1m${text}\u001b[0m` : text)
  const tables = tablesOf(subject).map((table) => {
    const [header = '', ...rows] = alignedLines(table)
    return [strong(header), ...rows].join('\n')
  })
  const head = headLines(subject).map(([label, text]) => `${label.padEnd(10)}${printable(text)}`)
  return `${[head.join('\n'), ...tables].join('\n\n')}\n`
}

export function renderMarkdown(subject: ReportSubject): string {
  const head = headLines(subject).map(([label, text]) => `- ${label}: ${markdownCell(text)}`)
  const tables = tablesOf(subject).map((table) => markdownTable(table).join('\n'))
  return `${['# Tagging audit', head.join('\n'), ...tables].join('\n\n')}\n`
}

function headLines(subject: ReportSubject): [label: string, text: string][] {
  const { policy, evaluatedAt, skipped } = subject
  return [
    ['Score', scoreLine(subject)],
    ['Seen', completenessLine(subject, skipped)],
    ['Policy', `version ${policy.document.version}, ${policy.hash}`],
    ['Judged', `as of ${evaluatedAt}`],
  ]
}

function tablesOf(subject: ReportSubject): TextTable[] {
  const offenders = [
    ...extraTables(subject),
    rulesTable(subject),
    groupTable(subject, 'type'),
    groupTable(subject, 'account'),
    costliestTable(subject.costliest),
    unseenTable(subject),
  ]
  const tables = [totalsTable(subject), ...offenders.filter(({ rows }) => rows.length > 0)]
  const isPriced = subject.cells.some(({ costUsd }) => costUsd.some((cost) => cost > 0))
  return isPriced ? tables : tables.map(withoutDollars)
}

function extraTables({ cost, trend, remedies }: ReportSubject): TextTable[] {
  return [
    ...(cost ? [costTable(cost)] : []),
    ...(trend ? [trendTable(trend)] : []),
    ...(remedies ? [remedyTable(remedies)] : []),
  ]
}
