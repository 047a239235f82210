// Every seam between what we decide and what the world does.

import type { Part } from './core/columns.ts'
import type { Policy } from './core/policy.ts'
import type { CoverageCell } from './core/resource.ts'
import type { AuditSummary } from './core/tally.ts'

export type SkippedLine = { readonly line: number; readonly reason: string }

/** What a source delivers, in its own order. A part is lent until the next piece is asked for; see `keepPart`. */
export type SnapshotPiece =
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'coverage'; readonly cell: CoverageCell }
  | { readonly kind: 'skipped'; readonly skipped: SkippedLine }
  /** All parts before it are whole: a later collection may go on from here. */
  | { readonly kind: 'checkpoint'; readonly cursor: string }

export type Collection = {
  /** To be read once. */
  readonly pieces: AsyncIterable<SnapshotPiece>
  /** From 0 to 1, or `null` where the end is not known. */
  readonly progress: () => number | null
}

export interface ResourceSource {
  /**
   * Goes on after the checkpoint of this cursor, and tells the coverage and skipped lines before it again.
   * A source that makes no checkpoints is read from its beginning.
   */
  collect(signal: AbortSignal, resumeFrom?: string | null): Promise<Collection>
}

/** A snapshot as the store knows it. Its parts are stored beside it, packed by `core/part-codec.ts`. */
export type SnapshotRecord = {
  readonly id: string
  /** What was looked at: `demo`, `aws`, or the path of an inventory file. */
  readonly estate: string
  readonly takenAt: string
  readonly status: 'collecting' | 'complete' | 'failed'
  readonly resources: number
  readonly parts: number
  /** As the source reported it; cells that merely occur are not in it. */
  readonly coverage: readonly CoverageCell[]
  readonly skipped: readonly SkippedLine[]
}

export type StoredPart = { readonly index: number; readonly resources: number; readonly packed: Uint8Array }

/** A snapshot judged by one policy. The policy itself is stored once, by its hash. */
export type AuditRecord = {
  readonly id: string
  readonly snapshotId: string
  readonly estate: string
  readonly policyHash: string
  readonly evaluatedAt: string
  readonly summary: AuditSummary
}

export const rollupDimensions = ['all', 'account', 'region', 'type'] as const
export type RollupDimension = (typeof rollupDimensions)[number]

/** The last audit of a day, by one dimension: trends are read from these and never from violations. */
export type Rollup = {
  readonly estate: string
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string
  readonly dimension: RollupDimension
  readonly key: string
  readonly auditId: string
  readonly policyHash: string
  readonly completeness: number | null
  /** By index into `verdicts`, both. */
  readonly counts: readonly number[]
  readonly costUsd: readonly number[]
}

/** From `since` until just before `until`, compared as texts: instants as `toISOString` writes them, or days. */
export type Period = { readonly since: string; readonly until: string }

export const jobStatuses = ['working', 'completed', 'failed', 'cancelled'] as const
export type JobStatus = (typeof jobStatuses)[number]

/** Long work by its handle: started once, read by anyone, ended once. */
export type Job = {
  /** Also the id of the audit that comes of it. */
  readonly id: string
  readonly estate: string
  readonly status: JobStatus
  readonly idempotencyKey: string | null
  readonly startedBy: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly resources: number
  /** From 0 to 1, `null` where the end is not known. */
  readonly fraction: number | null
  readonly error: { readonly code: string; readonly message: string } | null
}

export type Schedule = {
  readonly id: string
  readonly estate: string
  /** Five fields, as cron reads them, in `timeZone`. */
  readonly cron: string
  readonly timeZone: string
  readonly createdBy: string
  readonly createdAt: string
  readonly lastRunAt: string | null
  readonly nextRunAt: string
}

/** One tool call that was answered or refused. Arguments are redacted before they get here. */
export type LogEntry = {
  readonly at: string
  readonly caller: string
  readonly transport: 'mcp' | 'rest' | 'shell' | 'stdio'
  readonly tool: string
  readonly argumentsHash: string
  readonly arguments: string
  readonly outcome: string
  readonly durationMs: number
  readonly resultDigest: string | null
  readonly requestId: string
}

/** An entry in its chain: `hash` covers the entry, its place and the hash before it. */
export type ChainedLogEntry = LogEntry & { readonly sequence: number; readonly hash: string }

/** `entries`: how many hold, from the first on. */
export type LogVerdict =
  | { readonly ok: true; readonly entries: number }
  | {
      readonly ok: false
      readonly entries: number
      readonly brokenAt: number
      readonly reason: 'changed' | 'missing' | 'reordered'
    }

/** Of each estate the newest `keepAtLeast` complete snapshots stay, whatever their age. */
export type Retention = { readonly olderThan: string; readonly keepAtLeast: number }
export type PrunableSnapshot = Pick<SnapshotRecord, 'id' | 'estate' | 'takenAt' | 'status' | 'resources'>

/** Everything that outlives the process. Each call is atomic; what it has answered survives a crash. */
export interface Store {
  createSnapshot(snapshot: Pick<SnapshotRecord, 'id' | 'estate' | 'takenAt'>): Promise<void>
  /** Only while collecting. A part that is added again replaces its earlier self. */
  addPart(snapshotId: string, part: StoredPart): Promise<void>
  /** Once. A complete snapshot has every part from 0 on. */
  finishSnapshot(
    id: string,
    end: Pick<SnapshotRecord, 'coverage' | 'skipped'> & { readonly status: 'complete' | 'failed' },
  ): Promise<void>
  snapshot(id: string): Promise<SnapshotRecord | null>
  /** Complete ones only, newest first. */
  snapshots(estate: string, query: Partial<Period> & { readonly limit: number }): Promise<readonly SnapshotRecord[]>
  part(snapshotId: string, index: number): Promise<StoredPart | null>

  savePolicy(policy: Policy): Promise<void>
  policy(hash: string): Promise<Policy | null>
  /** Its snapshot and policy are stored before. Rollups replace all of their day, unless a later audit made those. */
  saveAudit(audit: AuditRecord, rollups: readonly Rollup[]): Promise<void>
  audit(id: string): Promise<AuditRecord | null>
  /** The last evaluated one: exemptions end and pending resources come of age. */
  auditOf(snapshotId: string, policyHash: string): Promise<AuditRecord | null>
  /** Newest first. */
  audits(estate: string, query: Partial<Period> & { readonly limit: number }): Promise<readonly AuditRecord[]>
  /** By day, then key. */
  rollups(estate: string, dimension: RollupDimension, period: Period): Promise<readonly Rollup[]>

  /** The job with this idempotency key if its caller has one already, else the new one. */
  createJob(job: Job): Promise<Job>
  /** False if the job has ended: then nothing changes. */
  updateJob(
    id: string,
    change: Partial<Pick<Job, 'status' | 'resources' | 'fraction' | 'error' | 'updatedAt'>>,
  ): Promise<boolean>
  job(id: string): Promise<Job | null>
  /** Oldest first. Those a dead process left `working` are among them: whoever runs jobs resumes or ends them. */
  jobs(status: JobStatus): Promise<readonly Job[]>

  addSchedule(schedule: Schedule): Promise<void>
  /** Oldest first. */
  schedules(): Promise<readonly Schedule[]>
  updateSchedule(id: string, change: Pick<Schedule, 'lastRunAt' | 'nextRunAt'>): Promise<void>
  /** False if there was none. */
  deleteSchedule(id: string): Promise<boolean>

  /** Durable, all of them or none, before it resolves. */
  appendLog(entries: readonly LogEntry[]): Promise<void>
  log(query: { readonly afterSequence: number; readonly limit: number }): Promise<readonly ChainedLogEntry[]>
  verifyLog(): Promise<LogVerdict>

  /** What `prune` would remove. */
  prunable(retention: Retention): Promise<readonly PrunableSnapshot[]>
  /** Removes snapshots that are older, with their audits; rollups and the log stay. Returns how many snapshots. */
  prune(retention: Retention): Promise<number>
  close(): Promise<void>
}

/** Answers ready to send, counters, and news. What is lost with it makes things slower, never wrong. */
export interface Cache {
  get(key: string): Promise<Buffer | null>
  set(key: string, value: Buffer, ttlMs: number): Promise<void>
  /** Adds `by` to a counter that starts anew every `windowMs`; atomic. Returns the count including this call. */
  count(key: string, by: number, windowMs: number): Promise<{ readonly count: number; readonly resetInMs: number }>
  publish(event: CacheEvent): void
  /** Returns how to stop listening. */
  subscribe(listener: (event: CacheEvent) => void): () => void
  close(): Promise<void>
}

export type CacheEvent =
  | { readonly kind: 'policy_changed'; readonly policyHash: string }
  | { readonly kind: 'audit_finished'; readonly auditId: string }

export const costKinds = ['usage', 'tax', 'support', 'credit'] as const
export type CostLine = {
  /** `YYYY-MM`. */
  readonly month: string
  readonly account: string
  readonly region: string
  readonly service: string
  readonly usd: number
  readonly kind: (typeof costKinds)[number]
}

/** The bill of some months, and how it was come by. */
export type Bill = {
  readonly lines: readonly CostLine[]
  /** Rung of the ladder: what kind of source the dollars are from. */
  readonly method: 'demo' | 'bill_file' | 'service_share' | 'ce_tag_group' | 'bill_export'
  readonly currency: 'USD'
  readonly estimated: boolean
  /** Requests that cost money, and what they cost. */
  readonly paidRequests: number
  readonly paidUsd: number
}

export interface CostSource {
  /** The closed months available, newest first. */
  months(signal: AbortSignal): Promise<readonly string[]>
  bill(months: readonly string[], signal: AbortSignal): Promise<Bill>
}
