// How records stand in rows, on either database.

import type { AuditRecord, Job, SnapshotRecord } from '../ports.ts'
import { unpackJson } from './packed-json.ts'

export type SnapshotRow = Omit<SnapshotRecord, 'coverage' | 'skipped'> & {
  readonly coverage: Buffer | null
  readonly skipped: Buffer | null
}

export const snapshotOf = (row: SnapshotRow): SnapshotRecord => ({
  ...row,
  coverage: row.coverage ? unpackJson(row.coverage) : [],
  skipped: row.skipped ? unpackJson(row.skipped) : [],
})

export type AuditRow = Omit<AuditRecord, 'summary'> & { readonly summary: Buffer }

export const auditOf = (row: AuditRow): AuditRecord => ({ ...row, summary: unpackJson(row.summary) })

export type JobRow = Omit<Job, 'error'> & { readonly errorCode: string | null; readonly errorMessage: string | null }

export const jobRowOf = ({ error, ...job }: Job): JobRow => ({
  ...job,
  errorCode: error?.code ?? null,
  errorMessage: error?.message ?? null,
})

export const jobOf = ({ errorCode: code, errorMessage: message, ...job }: JobRow): Job => ({
  ...job,
  error: code === null || message === null ? null : { code, message },
})
