// Files made of an audit: the whole list of its violations, or a report. A name says what is in it, so any replica can
// make it again; what was made is kept in a folder.

import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../core/errors.ts'
import type { Audits } from './audits.ts'
import type { Work } from './work.ts'

export const exportFormats = ['csv', 'json', 'ndjson', 'markdown'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const reportKinds = ['violations'] as const
export type ReportKind = (typeof reportKinds)[number]

const mimeTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  markdown: 'text/markdown; charset=utf-8',
}

export type ReportName = {
  readonly auditId: string
  readonly kind: ReportKind
  readonly format: ExportFormat
  readonly severity: 'error' | 'warning' | null
}

export type ReportFile = { readonly path: string; readonly mimeType: string; readonly bytes: number }

export type Reports = ReturnType<typeof createReports>

export function createReports({ audits, work, folder }: { audits: Audits; work: Work; folder: string }) {
  const making = new Map<string, Promise<void>>()

  async function file(text: string, signal: AbortSignal): Promise<ReportFile> {
    const name = parseName(text)
    const path = join(folder, text)
    if ((await sizeOf(path)) === null) await once(text, () => make(name, path, signal))
    const bytes = await sizeOf(path)
    if (bytes === null) throw new AppError('not_found', `The report "${text}" could not be kept.`)
    return { path, mimeType: mimeTypes[name.format], bytes }
  }

  function once(text: string, work: () => Promise<void>): Promise<void> {
    const shared = making.get(text) ?? work().finally(() => making.delete(text))
    making.set(text, shared)
    return shared
  }

  async function make({ auditId, format, severity }: ReportName, path: string, signal: AbortSignal): Promise<void> {
    const judged = await audits.byId(auditId)
    const packed = await audits.packed(judged.snapshot)
    await mkdir(folder, { recursive: true })
    const unfinished = `${path}.part`
    const now = Date.parse(judged.audit.evaluatedAt)
    const { skipped } = judged.snapshot
    try {
      await work.write({ ...packed, policy: judged.policy, now, skipped, format, severity, path: unfinished }, signal)
      // A file under its own name is always whole.
      await rename(unfinished, path)
    } finally {
      await rm(unfinished, { force: true })
    }
  }

  return {
    file,
    open: async (text: string, signal: AbortSignal) => createReadStream((await file(text, signal)).path),
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
  if (!groups) {
    throw new AppError('not_found', `There is no report ${JSON.stringify(text.slice(0, 100))}.`, {
      hint: 'Use the link that export_violations or generate_compliance_report gives.',
    })
  }
  // The pattern holds just these words.
  return { ...groups, severity: groups.severity ?? null } as ReportName
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}
