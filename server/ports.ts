// Every seam between what we decide and what the world does.

import type { Part } from './core/columns.ts'
import type { SpentByVerdict } from './core/cost-by-resource.ts'
import type { Policy } from './core/policy.ts'
import type { CoverageCell, Tags } from './core/resource.ts'
import type { GapDimension, TagGap } from './core/tag-gap.ts'
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

/** Where a collection can go on: `parts` are stored before it, with so many resources. */
export type Checkpoint = { readonly cursor: string; readonly parts: number; readonly resources: number }

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
  /** What it judges; jobs that were started while one collects share its snapshot. */
  readonly snapshotId: string | null
  /** How often a process took it up. */
  readonly attempts: number
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

/** An entry in its writer's chain: `hash` covers the entry, its place and the hash before it. */
export type ChainedLogEntry = LogEntry & { readonly writer: string; readonly sequence: number; readonly hash: string }

/** Where a writer's chain ends. Replicas of one service write a chain each. */
export type LogChain = Pick<ChainedLogEntry, 'writer' | 'sequence' | 'hash'>

/** The first chain that does not hold, and of it how many entries do, from the first on. */
export type BrokenLog = {
  readonly ok: false
  readonly writer: string
  readonly entries: number
  readonly brokenAt: number
  readonly reason: 'changed' | 'missing' | 'reordered'
}
export type LogVerdict = { readonly ok: true; readonly entries: number } | BrokenLog

/** Of each estate the newest `keepAtLeast` complete snapshots stay, whatever their age. */
export type Retention = {
  readonly olderThan: string
  readonly keepAtLeast: number
  /** Snapshots that failed, or that nobody goes on collecting, stay until then; as long as others where it is not given. */
  readonly abandonedBefore?: string
}
export type PrunableSnapshot = Pick<SnapshotRecord, 'id' | 'estate' | 'takenAt' | 'status' | 'resources'>

/** Money about to be spent on asking: reserved before, settled after. */
export type Spend = {
  readonly id: string
  readonly at: string
  readonly caller: string
  readonly operation: string
  readonly requests: number
  readonly micros: number
}
/** Of a day in UTC: of all callers together, and of each one. */
export type SpendCaps = { readonly dayMicros: number; readonly callerMicros: number }
export type SpendVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly cap: 'day' | 'caller'; readonly spentMicros: number }

/** Everything that outlives the process. Each call is atomic; what it has answered survives a crash. */
export interface Store {
  createSnapshot(snapshot: Pick<SnapshotRecord, 'id' | 'estate' | 'takenAt'>): Promise<void>
  /** Only while collecting. A part that is added again replaces its earlier self. */
  addPart(snapshotId: string, part: StoredPart): Promise<void>
  /** Only while collecting. Removes the parts from this index on. */
  cutParts(snapshotId: string, parts: number): Promise<void>
  /** Only while collecting. Replaces the one before. */
  saveCheckpoint(snapshotId: string, checkpoint: Checkpoint): Promise<void>
  /** Of a snapshot that is being collected. */
  checkpoint(snapshotId: string): Promise<Checkpoint | null>
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
    change: Partial<Pick<Job, 'status' | 'resources' | 'fraction' | 'error' | 'updatedAt' | 'snapshotId' | 'attempts'>>,
  ): Promise<boolean>
  job(id: string): Promise<Job | null>
  /** Oldest first. Those a dead process left `working` are among them: whoever runs jobs resumes or ends them. */
  jobs(status: JobStatus): Promise<readonly Job[]>

  addSchedule(schedule: Schedule): Promise<void>
  /** Oldest first. */
  schedules(): Promise<readonly Schedule[]>
  /** False, and nothing changes, if its next run is another one by now: then somebody else was faster. */
  updateSchedule(
    id: string,
    change: Pick<Schedule, 'lastRunAt' | 'nextRunAt'>,
    expectedNextRunAt: string,
  ): Promise<boolean>
  /** False if there was none. */
  deleteSchedule(id: string): Promise<boolean>

  /** Durable, all of them or none, before it resolves. */
  appendLog(entries: readonly LogEntry[]): Promise<void>
  /** By writer. */
  logChains(): Promise<readonly LogChain[]>
  /** Of one chain, in its order; this store's own unless a writer is named. */
  log(query: {
    readonly writer?: string
    readonly afterSequence: number
    readonly limit: number
  }): Promise<readonly ChainedLogEntry[]>
  /** All chains. */
  verifyLog(): Promise<LogVerdict>

  /** Enters it unless its day would pass a cap; of reservations made at once, each counts the others. */
  reserveSpend(spend: Spend, caps: SpendCaps): Promise<SpendVerdict>
  /** What was really spent. */
  settleSpend(id: string, end: Pick<Spend, 'requests' | 'micros'>): Promise<void>
  /** Answers that cost money and will not change any more. */
  keepBill(key: string, answer: string): Promise<void>
  keptBill(key: string): Promise<string | null>

  /** What `prune` would remove. */
  prunable(retention: Retention): Promise<readonly PrunableSnapshot[]>
  /**
   * Removes snapshots that are older, with their audits; jobs that ended before; policies that nothing refers to and
   * nobody saved since. Rollups and the log stay. Returns how many snapshots.
   */
  prune(retention: Retention): Promise<number>
  close(): Promise<void>
}

/** Which policy is in force, since when and by whom. */
export type Publication = { readonly policyHash: string; readonly publishedBy: string; readonly publishedAt: string }

/** Where replicas share a store, the policy in force is in it. */
export interface PolicyPublications {
  published(): Promise<Publication | null>
  publish(policy: Policy, publishedBy: string, publishedAt: string): Promise<void>
  /** Publishes it only if nothing ever was; what is in force then. */
  seed(policy: Policy, publishedBy: string, publishedAt: string): Promise<Publication>
}

/** Reads and writes tags of one account, as a role of its own, until closed. */
export type TagSession = {
  readonly account: string
  /** As they stand now; who is missing has none. Throws where they cannot be read. */
  readonly tagsOf: (ids: readonly string[], region: string, signal: AbortSignal) => Promise<ReadonlyMap<string, Tags>>
  /** By id, why it was not written; who is missing was. Throws where nobody knows. */
  readonly write: (ids: readonly string[], region: string, tags: Tags) => Promise<ReadonlyMap<string, string>>
  readonly close: () => void
}

/** `keys` and `ids`: all that may be written, or asked of. */
export type TagWriter = (may: {
  readonly keys: readonly string[]
  readonly ids: readonly string[]
}) => Promise<TagSession>

/** Has stored jobs run, each by its id. The job itself, its progress and its end are the store's. */
export interface Jobs {
  /** Begins to take jobs. One whose `run` fails, or whose process dies, is run again, here or elsewhere. */
  open(run: (id: string, signal: AbortSignal) => Promise<void>): Promise<void>
  /** Jobs of one queue run one after the other, however many replicas there are. One that waits or runs stays one. */
  enqueue(id: string, queue: string): Promise<void>
  /** Takes no more, aborts what runs and waits for it. What did not end is left for whoever runs jobs next. */
  close(): Promise<void>
}

/** Answers ready to send, and counters. What is lost with it makes things slower, never wrong. */
export interface Cache {
  get(key: string): Promise<Buffer | null>
  set(key: string, value: Buffer, ttlMs: number): Promise<void>
  /** What is kept under the key, else what `make` gives, which is run once however many ask, on all replicas. */
  getOrMake(key: string, ages: Ages, make: () => Promise<Buffer>): Promise<Given>
  /** Adds `by` to a counter that starts anew every `windowMs`; atomic. Returns the count including this call. */
  count(key: string, by: number, windowMs: number): Promise<{ readonly count: number; readonly resetInMs: number }>
  close(): Promise<void>
}

export type Ages = {
  /** An older answer is still given, and made anew in the background. */
  readonly softMs: number
  /** An older answer is not given. */
  readonly hardMs: number
}

/** `stale`: past its soft age. `miss`: made now, by whichever replica. */
export type Given = { readonly value: Buffer; readonly from: 'hit' | 'stale' | 'miss' }

/** News between replicas. It is not stored: who may have missed some is told so by `resync`. */
export interface Events {
  /** Heard by every replica, this one included, and by this one also while the others cannot be reached. */
  publish(news: News): void
  /** Returns how to stop listening. */
  subscribe(listener: (news: News) => void): () => void
  /** Waits for what was published to be sent. */
  close(): Promise<void>
}

export type News =
  | { readonly kind: 'policy_changed'; readonly policyHash: string }
  | { readonly kind: 'audit_finished'; readonly auditId: string }
  | { readonly kind: 'audit_cancelled'; readonly auditId: string }
  /** What was known may be old: look again. */
  | { readonly kind: 'resync' }

/** `commitment`: what reservations and savings plans cost that nobody used. */
export const costKinds = ['usage', 'tax', 'support', 'credit', 'commitment'] as const
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
  readonly method: 'demo' | 'bill_file' | 'cost_explorer' | 'bill_export'
  readonly currency: string
  readonly estimated: boolean
  /** Requests that cost money, and what they cost. */
  readonly paidRequests: number
  readonly paidUsd: number
}

/** Who asks, and until when: some sources cost money, and caps are by caller. */
export type CostAsk = { readonly caller: string; readonly signal: AbortSignal }

/** Which dollars lack at least one of these tag keys, by the tags they carried when they were spent. */
export type TagGapQuestion = {
  readonly months: readonly string[]
  readonly keys: readonly string[]
  readonly by: GapDimension | null
  /** Ids and names, not globs; absent means all. */
  readonly accounts?: readonly string[]
  readonly regions?: readonly string[]
}

/** What costs most, by what was used or by which resource. */
export type CostRankQuestion = {
  readonly rank: 'usage_type' | 'resource'
  readonly months: readonly string[]
  /** As the bill names them, not globs; absent means all, or what the source has resources of. */
  readonly services?: readonly string[]
  readonly accounts?: readonly string[]
  readonly regions?: readonly string[]
}
export type CostRanking = {
  readonly method: 'cost_explorer' | 'ce_resource' | 'bill_export'
  readonly currency: string
  readonly estimated: boolean
  /** Days, UTC; `end` is the first one that is not in it. */
  readonly periods: readonly { readonly start: string; readonly end: string }[]
  /** Dearest first; `name` is empty where the bill has none. */
  readonly rows: readonly { readonly service: string; readonly name: string; readonly usd: number }[]
  /** Of all rows, also of those that are too many to be here. */
  readonly totalUsd: number
  readonly notes: readonly string[]
  readonly paidRequests: number
  readonly paidUsd: number
}

/** What can cost money to ask: a gap, a ranking, or the bill of some months. */
export type PricedQuestion = TagGapQuestion | CostRankQuestion | { readonly months: readonly string[] }

/** What a question would cost, pages beyond the first not counted: what is known already costs nothing. */
export type CostPrice = {
  readonly requests: number
  readonly usd: number
  readonly mostPagesEach: number
  /** The number of requests is reserved, but may turn out smaller: it depends on an answer. */
  readonly isGuess: boolean
}

export interface CostSource {
  /** The closed months available, newest first. */
  months(ask: CostAsk): Promise<readonly string[]>
  bill(months: readonly string[], ask: CostAsk): Promise<Bill>
  /** Absent where the source does not know the tags of its dollars. */
  tagGap?(question: TagGapQuestion, ask: CostAsk): Promise<TagGap>
  /**
   * Dollars by the verdicts on their resources, which `verdicts` writes into a file when it is needed. `null` where the
   * bill has no ids of resources; absent where it never has.
   */
  byVerdict?(months: readonly string[], verdicts: () => Promise<string>, ask: CostAsk): Promise<SpentByVerdict | null>
  /** Absent where a bill has neither usage types nor resources. */
  rank?(question: CostRankQuestion, ask: CostAsk): Promise<CostRanking>
  /** Absent where asking is free. */
  price?(question: PricedQuestion, ask: CostAsk): Promise<CostPrice>
  close?(): Promise<void>
}
