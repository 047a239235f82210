// Judges what a source delivers, part by part as it comes, and adds it up.

import type { Part } from '../core/columns.ts'
import type { JudgedPart } from '../core/part-judge.ts'
import { PartJudge } from '../core/part-judge.ts'
import type { CoverageCell } from '../core/resource.ts'
import type { Rules } from '../core/rules.ts'
import { type AuditSummary, Tally } from '../core/tally.ts'
import type { ResourceSource, SkippedLine } from '../ports.ts'

export type AuditResult = AuditSummary & { readonly evaluatedAt: string; readonly skipped: readonly SkippedLine[] }

export type AuditProgress = { readonly resources: number; readonly fraction: number | null }

export type AuditListener = {
  readonly onPart?: (part: Part, judged: JudgedPart, judge: PartJudge) => Promise<void> | void
  readonly onProgress?: (progress: AuditProgress) => void
}

export async function auditSource(
  source: ResourceSource,
  rules: Rules,
  now: number,
  signal: AbortSignal,
  { onPart, onProgress }: AuditListener = {},
): Promise<AuditResult> {
  const { pieces, progress } = await source.collect(signal, null)
  const judge = new PartJudge(rules, now)
  const tally = new Tally(judge)
  const reported: CoverageCell[] = []
  const skipped: SkippedLine[] = []
  let resources = 0
  for await (const piece of pieces) {
    signal.throwIfAborted()
    if (piece.kind === 'coverage') reported.push(piece.cell)
    if (piece.kind === 'skipped') skipped.push(piece.skipped)
    if (piece.kind !== 'part') continue
    const judged = judge.judge(piece.part)
    tally.add(piece.part, judged)
    await onPart?.(piece.part, judged, judge)
    resources += piece.part.count
    onProgress?.({ resources, fraction: progress() })
  }
  return { ...tally.summarise(reported), evaluatedAt: new Date(now).toISOString(), skipped }
}

/** Nothing was left unseen: every cell is `ok`, and no line was skipped. */
export const isComplete = ({ completeness, skipped }: AuditResult): boolean =>
  completeness === 1 && skipped.length === 0
