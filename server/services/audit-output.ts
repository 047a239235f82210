// The forms in which an audit is printed. Resources pass by once, so what is listed comes before what is added up.

import type { Part } from '../core/columns.ts'
import { type ListedResource, type ListingOptions, listResources } from '../core/listing.ts'
import type { JudgedPart, PartJudge } from '../core/part-judge.ts'
import type { PolicyWarning } from '../core/policy-problems.ts'
import { Costliest } from '../core/report/costliest.ts'
import { csvLine } from '../core/report/csv.ts'
import { renderMarkdown, renderTable } from '../core/report/render.ts'
import type { AuditResult } from './audit.ts'

export const formats = ['table', 'json', 'ndjson', 'csv', 'markdown'] as const
export type Format = (typeof formats)[number]

export type AuditOutput = {
  readonly begin: () => string
  readonly part: (part: Part, judged: JudgedPart, judge: PartJudge) => Iterable<string>
  readonly end: (result: AuditResult) => string
}

export type OutputOptions = ListingOptions & {
  readonly warnings: readonly PolicyWarning[]
  readonly colours: boolean
}

export function auditOutput(format: Format, options: OutputOptions): AuditOutput {
  switch (format) {
    case 'table':
    case 'markdown':
      return summaryOutput(format, options)
    case 'json':
      return jsonOutput(options)
    case 'ndjson':
      return ndjsonOutput(options)
    case 'csv':
      return csvOutput(options)
    default:
      return format satisfies never
  }
}

function summaryOutput(
  format: 'table' | 'markdown',
  { rules: { policy }, severity, colours }: OutputOptions,
): AuditOutput {
  const costliest = new Costliest()
  return {
    begin: () => '',
    part(part, judged) {
      costliest.add(part, judged)
      return []
    },
    end(result) {
      const rules = result.rules.filter((rule) => severity === null || rule.severity === severity)
      const subject = { ...result, policy, rules, skipped: result.skipped.length, costliest: costliest.list() }
      return format === 'table' ? renderTable(subject, colours) : renderMarkdown(subject)
    },
  }
}

function jsonOutput(options: OutputOptions): AuditOutput {
  let separator = '\n'
  return {
    begin: () => `{"resources":[`,
    *part(part, judged, judge) {
      for (const resource of listResources(part, judged, judge, options)) {
        yield `${separator}${JSON.stringify(resource)}`
        separator = ',\n'
      }
    },
    end: (result) => `\n],${JSON.stringify(summaryOf(result, options)).slice(1)}\n`,
  }
}

function ndjsonOutput(options: OutputOptions): AuditOutput {
  return {
    begin: () => '',
    *part(part, judged, judge) {
      for (const resource of listResources(part, judged, judge, options)) yield `${JSON.stringify(resource)}\n`
    },
    end: (result) => `${JSON.stringify({ summary: summaryOf(result, options) })}\n`,
  }
}

function summaryOf(result: AuditResult, { rules: { policy }, warnings }: OutputOptions) {
  const { evaluatedAt, score, scoreLow, scoreHigh, scoreReason, costScore, completeness, skipped, totals, coverage } =
    result
  return {
    policy: { hash: policy.hash, version: policy.document.version, warnings },
    ...{ evaluatedAt, score, scoreLow, scoreHigh, scoreReason, costScore, completeness, skipped, totals, coverage },
  }
}

const csvColumns = [
  'id',
  'type',
  'account',
  'region',
  'verdict',
  'tag',
  'rule',
  'severity',
  'found',
  'foundKey',
  'expected',
  'suggestion',
  'detail',
  'exemption',
  'exemptionExpired',
] as const

/** A row a violation, and one for a resource without any. */
function csvOutput(options: OutputOptions): AuditOutput {
  return {
    begin: () => csvLine(csvColumns),
    *part(part, judged, judge) {
      for (const resource of listResources(part, judged, judge, options)) yield csvRows(resource)
    },
    end: () => '',
  }
}

function csvRows({ violations, ...resource }: ListedResource): string {
  const rows = violations.length === 0 ? [{}] : violations
  return rows
    .map((violation) => {
      const cells: Readonly<Record<string, unknown>> = { ...violation, ...resource }
      return csvLine(csvColumns.map((column) => textOf(cells[column])))
    })
    .join('')
}

function textOf(cell: unknown): string {
  if (cell === undefined) return ''
  return Array.isArray(cell) ? cell.join('; ') : String(cell)
}
