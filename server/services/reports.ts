// Files made of an audit: the whole list of its violations, or a report. A name says what is in it, so any replica can
// make it again; what was made is kept in a folder.

import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CostAttribution } from '../core/cost.ts'
import { AppError } from '../core/errors.ts'
import type { CostAsk, CostSource, Store } from '../ports.ts'
import type { Attribute } from './attribution.ts'
import type { Audits, JudgedAudit } from './audits.ts'
import { readHistory } from './history.ts'
import type { Work } from './work.ts'

export const exportFormats = ['csv', 'json', 'ndjson', 'markdown', 'html'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const reportKinds = ['violations', 'report'] as const
export type ReportKind = (typeof reportKinds)[number]

const mimeTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
}

export type ReportName = {
  readonly auditId: string
  readonly kind: ReportKind
  readonly format: ExportFormat
  readonly severity: 'error' | 'warning' | null
}

export type ReportFile = { readonly path: string; readonly mimeType: string; readonly bytes: number }

export type Reports = ReturnType<typeof createReports>

export type ReportsDeps = {
  readonly audits: Audits
  readonly work: Work
  readonly store: Store
  readonly costs: CostSource
  readonly attribute: Attribute
  readonly folder: string
}

const day = 86_400_000
const trendDays = 120
/** A file is made for everybody who waits for it, so the first one to go away does not stop it. */
const unstopped = new AbortController().signal
const mostTextBytes = 1_000_000

export function createReports({ audits, work, store, costs, attribute, folder }: ReportsDeps) {
  const making = new Map<string, Promise<void>>()

  async function file(text: string, signal: AbortSignal): Promise<ReportFile> {
    const name = parseName(text)
    signal.throwIfAborted()
    const path = join(folder, text)
    if ((await sizeOf(path)) === null) await once(text, () => make(name, path, unstopped))
    const bytes = await sizeOf(path)
    if (bytes === null) throw new AppError('not_found', `The report "${text}" could not be kept.`)
    return { path, mimeType: mimeTypes[name.format], bytes }
  }

  function once(text: string, work: () => Promise<void>): Promise<void> {
    const shared = making.get(text) ?? work().finally(() => making.delete(text))
    making.set(text, shared)
    return shared
  }

  async function make(name: ReportName, path: string, signal: AbortSignal): Promise<void> {
    const judged = await audits.byId(name.auditId)
    await mkdir(folder, { recursive: true })
    const unfinished = `${path}.part`
    try {
      if (name.kind === 'violations') await writeViolations(judged, name, unfinished, signal)
      else await writeFile(unfinished, await render(judged, name.format, signal), { mode: 0o600 })
      // A file under its own name is always whole.
      await rename(unfinished, path)
    } finally {
      await rm(unfinished, { force: true })
    }
  }

  async function writeViolations(
    { audit, snapshot, policy }: JudgedAudit,
    { format, severity }: ReportName,
    path: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (format === 'html') throw unknownReport(`${audit.id}.violations.html`)
    const packed = await audits.packed(snapshot)
    const now = Date.parse(audit.evaluatedAt)
    await work.write({ ...packed, policy, now, skipped: snapshot.skipped, format, severity, path }, signal)
  }

  async function costOf(judged: JudgedAudit, ask: CostAsk): Promise<CostAttribution | null> {
    const months = (await costs.months(ask)).slice(0, 1)
    return months.length === 0 ? null : attribute(judged, months, {}, ask)
  }

  /** A report for people: with what the gaps cost, how it developed and what to do first. */
  async function render(judged: JudgedAudit, format: ExportFormat, signal: AbortSignal): Promise<string> {
    const { audit, snapshot, policy } = judged
    if (format === 'csv' || format === 'ndjson') throw unknownReport(`${audit.id}.report.${format}`)
    const { id, estate, takenAt } = snapshot
    const until = audit.evaluatedAt.slice(0, 10)
    const ask = { caller: 'reports', signal }
    const since = new Date(Date.parse(audit.evaluatedAt) - trendDays * day).toISOString().slice(0, 10)
    const input = {
      ...(await audits.packed(snapshot)),
      ...{ policy, now: Date.parse(audit.evaluatedAt), format, snapshot: { id, estate, takenAt } },
      skipped: snapshot.skipped.length,
      cost: await costOf(judged, ask),
      trend: await readHistory(store, { estate, dimension: 'all', bucket: 'week', since, until }),
    }
    return work.report(input, signal)
  }

  return {
    file,
    /** The whole of it, for clients that read resources. */
    async text(name: string, signal: AbortSignal): Promise<{ mimeType: string; text: string }> {
      const { path, mimeType, bytes } = await file(name, signal)
      if (bytes <= mostTextBytes) return { mimeType, text: await readFile(path, 'utf8') }
      throw new AppError('payload_too_large', `The report has ${bytes} bytes, more than a client takes.`, {
        hint: `Download it: GET /api/v1/reports/${name}`,
      })
    },
  }
}

/** `aud_….violations.error.csv` */
export function writeName({ auditId, kind, format, severity }: ReportName): string {
  return [auditId, kind, ...(severity === null ? [] : [severity]), format].join('.')
}

const namePattern = new RegExp(
  `^(?<auditId>aud_[a-z0-9-]+)\\.(?<kind>${reportKinds.join('|')})(?:\\.(?<severity>error|warning))?\\.(?<format>${exportFormats.join('|')})$`,
)

export function parseName(text: string): ReportName {
  const groups = namePattern.exec(text)?.groups
  if (!groups) throw unknownReport(text)
  // The pattern holds just these words.
  return { ...groups, severity: groups.severity ?? null } as ReportName
}

function unknownReport(name: string): AppError {
  return new AppError('not_found', `There is no report ${JSON.stringify(name.slice(0, 100))}.`, {
    hint: 'Use the link that export_violations or generate_compliance_report gives.',
  })
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}
