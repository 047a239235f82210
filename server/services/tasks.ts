// What is done away from the request thread: everything that looks at every resource. Input and output travel between
// threads, so they are plain data; parts travel packed.

import { open } from 'node:fs/promises'
import { canonicalArn } from '../core/arn.ts'
import { type Part, partsOf, resourceAt } from '../core/columns.ts'
import type { CostAttribution } from '../core/cost.ts'
import { DriftFinder } from '../core/drift.ts'
import type { DriftFilter } from '../core/drift-rows.ts'
import { type Explanation, explain } from '../core/explain.ts'
import { findRows } from '../core/find.ts'
import { NeighbourIndex } from '../core/neighbours.ts'
import { decodePart, encodePart } from '../core/part-codec.ts'
import { type JudgedPart, PartJudge } from '../core/part-judge.ts'
import type { Policy } from '../core/policy.ts'
import type { Severity } from '../core/policy-schema.ts'
import { type RemediationDraft, RemediationPlanner } from '../core/remediation-plan.ts'
import { Costliest } from '../core/report/costliest.ts'
import { renderHtml } from '../core/report/html.ts'
import { renderJson } from '../core/report/json.ts'
import { Remedies } from '../core/report/remedies.ts'
import { renderMarkdown } from '../core/report/render.ts'
import type { CoverageCell, Resource } from '../core/resource.ts'
import { compileRules, type Rules } from '../core/rules.ts'
import { type Places, type SelectedPage, type Selection, Selector } from '../core/selection.ts'
import { Simulation, type SimulationResult } from '../core/simulate.ts'
import { suggestTags } from '../core/suggest.ts'
import { type AuditSummary, Tally } from '../core/tally.ts'
import type { Trend } from '../core/trend.ts'
import type { SkippedLine, StoredPart } from '../ports.ts'
import { auditOutput, type Format } from './audit-output.ts'

/** A snapshot as it travels: its parts packed, and what its source said of coverage. */
export type PackedSnapshot = { readonly parts: readonly Uint8Array[]; readonly coverage: readonly CoverageCell[] }

/** Which policy, and the moment by which ages and exemptions are told. */
export type Judging = { readonly policy: Policy; readonly now: number }

export function judge({ parts, coverage, ...judging }: PackedSnapshot & Judging): AuditSummary {
  const { judge, judged } = judgeAll(parts, judging)
  const tally = new Tally(judge)
  for (const { part, verdicts } of judged) tally.add(part, verdicts)
  return tally.summarise(coverage)
}

export function select(
  input: PackedSnapshot & Judging & { selection: Selection; offset: number; limit: number },
): SelectedPage {
  const { rules, judge, judged } = judgeAll(input.parts, input)
  const selector = new Selector(input.selection, rules, input.now)
  const kept = [...judged]
  for (const { part, verdicts } of kept) selector.add(part, verdicts, judge)
  // The selector numbers parts as they were added.
  const at = (index: number) => kept[index] as (typeof kept)[number]
  return selector.page(
    input.offset,
    input.limit,
    (index) => at(index).part,
    (index) => at(index).verdicts,
  )
}

export type FoundResource = {
  readonly id: string
  readonly resource: Resource | null
  readonly explanation: Explanation | null
}

/** In the order of the ids. */
export function find({
  parts,
  ids,
  ...judging
}: PackedSnapshot & Judging & { ids: readonly string[] }): FoundResource[] {
  const rules = compileRules(judging.policy)
  const found = new Map<string, Resource>()
  const names = bothNames(ids)
  for (const packed of parts) {
    const part = decodePart(packed)
    for (const [id, row] of findRows(part, names)) found.set(id, resourceAt(part, row))
  }
  return ids.map((id) => {
    const resource = found.get(id) ?? found.get(canonicalArn(id)) ?? null
    return { id, resource, explanation: resource && explain(rules, resource, judging.now) }
  })
}

/** As given, for a file may have written it so, and as AWS would: a function without its alias. */
const bothNames = (ids: readonly string[]): string[] => [...new Set([...ids, ...ids.map(canonicalArn)])]

export type DriftRequest = {
  readonly before: PackedSnapshot
  readonly after: PackedSnapshot
  readonly policy: Policy
  readonly filter: DriftFilter
  readonly offset: number
  readonly limit: number
}

export function drift({ before, after, policy, filter, offset, limit }: DriftRequest) {
  const finder = new DriftFinder({
    ...{ rules: compileRules(policy), filter },
    ...{ coverageBefore: before.coverage, coverageAfter: after.coverage },
  })
  for (const packed of before.parts) finder.addBefore(decodePart(packed))
  for (const packed of after.parts) finder.addAfter(decodePart(packed))
  const { rows, ...totals } = finder.finish()
  return { ...totals, listed: rows.length, rows: rows.slice(offset, offset + limit) }
}

/** Suggestions for the resources of these ids, by what the whole snapshot shows; `null` where there is no such one. */
export function suggest({ parts, ids, policy }: PackedSnapshot & Judging & { ids: readonly string[] }) {
  const rules = compileRules(policy)
  const neighbours = new NeighbourIndex(rules)
  const found = new Map<string, Resource>()
  const names = bothNames(ids)
  for (const packed of parts) {
    const part = decodePart(packed)
    neighbours.add(part)
    for (const [id, row] of findRows(part, names)) found.set(id, resourceAt(part, row))
  }
  return ids.map((id) => {
    const resource = found.get(id) ?? found.get(canonicalArn(id)) ?? null
    return { id, resource, suggestions: resource && suggestTags(rules, resource, neighbours) }
  })
}

export type RemediationRequest = PackedSnapshot &
  Judging & { readonly places: Places; readonly minConfidence: number; readonly limit: number }

/** The tags most worth writing. The whole snapshot is read twice: first for what speaks for which value. */
export function planRemediation({ parts, policy, now, ...wanted }: RemediationRequest): RemediationDraft {
  const { rules, judged } = judgeAll(parts, { policy, now })
  const neighbours = new NeighbourIndex(rules)
  for (const packed of parts) neighbours.add(decodePart(packed))
  const planner = new RemediationPlanner({ ...wanted, rules, now }, neighbours)
  for (const { part, verdicts } of judged) planner.add(part, verdicts)
  return planner.finish()
}

export type SimulationRequest = PackedSnapshot & Judging & { readonly changed: Policy; readonly ownerTag: string }

export function simulatePolicy({
  parts,
  coverage,
  policy,
  changed,
  now,
  ownerTag,
}: SimulationRequest): SimulationResult {
  const rules = { before: compileRules(policy), after: compileRules(changed) }
  const simulation = new Simulation({ ...rules, now, coverage, ownerTag })
  for (const packed of parts) simulation.add(decodePart(packed))
  return simulation.finish()
}

export type WriteRequest = PackedSnapshot &
  Judging & {
    readonly skipped: readonly SkippedLine[]
    readonly format: Exclude<Format, 'table'>
    readonly severity: Severity | null
    readonly path: string
  }

/** The whole audit as a file, written part by part. */
export async function write({ path, format, severity, coverage, skipped, ...input }: WriteRequest): Promise<void> {
  const { rules, judge, judged } = judgeAll(input.parts, input)
  const output = auditOutput(format, { rules, now: input.now, severity, warnings: [], colours: false })
  const tally = new Tally(judge)
  const file = await open(path, 'w', 0o600)
  try {
    await file.write(output.begin())
    for (const { part, verdicts } of judged) {
      tally.add(part, verdicts)
      for (const text of inChunks(output.part(part, verdicts, judge))) await file.write(text)
    }
    const evaluatedAt = new Date(input.now).toISOString()
    await file.write(output.end({ ...tally.summarise(coverage), evaluatedAt, skipped }))
  } finally {
    await file.close()
  }
}

const chunkLength = 1_000_000

/** A part as one text could be longer than a text may be. */
function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = ''
  for (const piece of pieces) {
    chunk += piece
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

export type ReportRequest = PackedSnapshot &
  Judging & {
    readonly format: 'markdown' | 'html' | 'json'
    readonly snapshot: { readonly id: string; readonly estate: string; readonly takenAt: string }
    readonly skipped: number
    readonly cost: CostAttribution | null
    readonly trend: Trend
  }

const remediesListed = 8

/** The audit as a report for people. */
export function report({ format, snapshot, skipped, cost, trend, coverage, ...input }: ReportRequest): string {
  const { judge, judged } = judgeAll(input.parts, input)
  const tally = new Tally(judge)
  const costliest = new Costliest()
  const remedies = new Remedies()
  for (const { part, verdicts } of judged) {
    tally.add(part, verdicts)
    costliest.add(part, verdicts)
    remedies.add(part, verdicts, judge)
  }
  const subject = {
    ...tally.summarise(coverage),
    ...{ policy: input.policy, evaluatedAt: new Date(input.now).toISOString(), skipped, snapshot, trend },
    ...{ costliest: costliest.list(), remedies: remedies.list(remediesListed), ...(cost === null ? {} : { cost }) },
  }
  return renderers[format](subject)
}

const renderers = { markdown: renderMarkdown, html: renderHtml, json: renderJson }

/** A day of the past: what stood there, and by which policy it was judged then. */
export type PastDay = {
  readonly at: string
  readonly policy: Policy
  readonly resources: readonly Resource[]
  readonly coverage: readonly CoverageCell[]
}
export type JudgedDay = Omit<PastDay, 'resources'> & {
  readonly parts: readonly StoredPart[]
  readonly summary: AuditSummary
}

export function judgePast(days: Iterable<PastDay>): JudgedDay[] {
  return [...judgingPast(days)]
}

function* judgingPast(days: Iterable<PastDay>): Generator<JudgedDay> {
  // Most days have the same policy; its patterns are compiled once.
  const compiled = new Map<string, Rules>()
  for (const { at, policy, resources, coverage } of days) {
    const rules = compiled.get(policy.hash) ?? compileRules(policy)
    compiled.set(policy.hash, rules)
    const judge = new PartJudge(rules, Date.parse(at))
    const tally = new Tally(judge)
    const parts: StoredPart[] = []
    for (const part of partsOf(resources)) {
      tally.add(part, judge.judge(part))
      parts.push({ index: parts.length, resources: part.count, packed: encodePart(part) })
    }
    yield { at, policy, coverage, parts, summary: tally.summarise(coverage) }
  }
}

function judgeAll(parts: readonly Uint8Array[], { policy, now }: Judging) {
  const rules: Rules = compileRules(policy)
  const judge = new PartJudge(rules, now)
  function* judging(): Generator<{ part: Part; verdicts: JudgedPart }> {
    for (const packed of parts) {
      const part = decodePart(packed)
      yield { part, verdicts: judge.judge(part) }
    }
  }
  return { rules, judge, judged: judging() }
}
