// Small records to store, so that a test shows only what it is about.

import type { AuditSummary } from '../../server/core/tally.ts'
import type { AuditRecord, Job, LogEntry, Rollup, Schedule, Store, StoredPart } from '../../server/ports.ts'
import { loaded } from '../support/builders.ts'

export const examplePolicy = loaded({
  required_tags: [{ name: 'Owner' }],
  aliases: { owner: 'Owner', ['__proto__']: 'Owner' },
}).policy

export const exampleSummary: AuditSummary = {
  ...{ score: 0.5, scoreLow: 0.5, scoreHigh: 0.5, scoreReason: null, costScore: null, completeness: 1 },
  totals: {
    ...{ resources: 2, compliant: 1, violating: 1, unknown: 0, exempt: 0, pending: 0, notApplicable: 0 },
    ...{ errors: 1, warnings: 0 },
  },
  coverage: [{ account: '111122223333', region: 'eu-west-1', type: 'ec2:instance', status: 'ok', resources: 2 }],
  cells: [
    {
      ...{ account: '111122223333', region: 'eu-west-1', type: 'ec2:instance', unreadable: 0 },
      counts: [1, 1, 0, 0, 0, 0],
      costUsd: [0.1, 0.2, 0, 0, 0, 0],
    },
  ],
  rules: [{ tag: 'Owner', rule: 'missing', severity: 'error', weight: 1, violations: 1, costUsd: 0.2 }],
}

export const part = (index: number, fields: Partial<StoredPart> = {}): StoredPart => ({
  index,
  resources: 10,
  packed: Uint8Array.of(index, 0, 255),
  ...fields,
})

export const audit = (fields: Partial<AuditRecord> = {}): AuditRecord => ({
  id: 'audit-1',
  snapshotId: 'snapshot-1',
  estate: 'demo',
  policyHash: examplePolicy.hash,
  evaluatedAt: '2026-06-01T12:00:00.000Z',
  summary: exampleSummary,
  ...fields,
})

export const rollup = (fields: Partial<Rollup> = {}): Rollup => ({
  estate: 'demo',
  day: '2026-06-01',
  dimension: 'all',
  key: '',
  auditId: 'audit-1',
  policyHash: examplePolicy.hash,
  completeness: 0.75,
  counts: [1, 2, 3, 4, 5, 6],
  costUsd: [0.1, 0.2, 0.3, 0, 1e9, 12.34],
  ...fields,
})

export const job = (fields: Partial<Job> = {}): Job => ({
  id: 'job-1',
  estate: 'demo',
  status: 'working',
  idempotencyKey: null,
  startedBy: 'alice',
  createdAt: '2026-06-01T12:00:00.000Z',
  updatedAt: '2026-06-01T12:00:00.000Z',
  resources: 0,
  fraction: null,
  error: null,
  snapshotId: null,
  attempts: 0,
  ...fields,
})

export const schedule = (fields: Partial<Schedule> = {}): Schedule => ({
  id: 'schedule-1',
  estate: 'demo',
  cron: '0 6 * * 1',
  timeZone: 'Europe/Berlin',
  createdBy: 'alice',
  createdAt: '2026-06-01T12:00:00.000Z',
  lastRunAt: null,
  nextRunAt: '2026-06-08T04:00:00.000Z',
  ...fields,
})

export const logEntry = (fields: Partial<LogEntry> = {}): LogEntry => ({
  at: '2026-06-01T12:00:00.000Z',
  caller: 'alice',
  transport: 'mcp',
  tool: 'check_tag_compliance',
  argumentsHash: 'sha256:0',
  arguments: '{"limit":50}',
  outcome: 'ok',
  durationMs: 1.5,
  resultDigest: null,
  requestId: 'request-1',
  ...fields,
})

type SnapshotFields = { readonly id?: string; readonly estate?: string; readonly takenAt?: string }

export async function addSnapshot(store: Store, { parts = 1, ...fields }: SnapshotFields & { parts?: number } = {}) {
  const snapshot = { id: 'snapshot-1', estate: 'demo', takenAt: '2026-06-01T10:00:00.000Z', ...fields }
  await store.createSnapshot(snapshot)
  for (let index = 0; index < parts; index++) await store.addPart(snapshot.id, part(index))
  await store.finishSnapshot(snapshot.id, { status: 'complete', coverage: [], skipped: [] })
}

/** With the snapshot and the policy that it needs. */
export async function addAudit(store: Store, fields: Partial<AuditRecord> = {}, rollups: readonly Rollup[] = []) {
  const record = audit(fields)
  if ((await store.snapshot(record.snapshotId)) === null) {
    await addSnapshot(store, { id: record.snapshotId, estate: record.estate })
  }
  await store.savePolicy(examplePolicy)
  await store.saveAudit(record, rollups)
}
