// What stderr says of an audit beside the result: that nothing was there, or not everything was seen.

import { alignedLines, printable } from '../core/report/columns-of-text.ts'
import { completenessLine, count, unseenTable } from '../core/report/summary.ts'
import { type AuditResult, isComplete } from '../services/audit.ts'
import type { Format } from '../services/audit-output.ts'

const listedLines = 10

export function auditNotes(result: AuditResult, format: Format, requireComplete: boolean): string[] {
  const isStructured = format === 'json' || format === 'ndjson'
  return [
    ...(result.totals.resources === 0 ? ['There was no resource to audit.'] : []),
    ...(isStructured ? [] : skippedNotes(result)),
    ...(isComplete(result) ? [] : incompleteNotes(result, format, requireComplete)),
  ]
}

function skippedNotes({ skipped }: AuditResult): string[] {
  if (skipped.length === 0) return []
  const rest = skipped.length - listedLines
  return [
    skipped.length === 1 ? '1 bad line was left out:' : `${count(skipped.length)} bad lines were left out:`,
    ...skipped.slice(0, listedLines).map(({ line, reason }) => `  line ${line}: ${printable(reason)}`),
    ...(rest > 0 ? [`  and ${count(rest)} more; --format json lists them all`] : []),
  ]
}

/** CSV holds resources only, so that its cells are listed here. */
function incompleteNotes(result: AuditResult, format: Format, requireComplete: boolean): string[] {
  if (format !== 'csv' && !requireComplete) return []
  const unseen = unseenTable(result)
  return [
    `Not complete: ${completenessLine(result, result.skipped.length)}.`,
    ...(format === 'csv' && unseen.rows.length > 0 ? alignedLines(unseen) : []),
  ]
}
