// Snapshots and audits as everybody uses them: the newest one for questions, new ones by handle.

import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../core/errors.ts'
import type { Policy } from '../core/policy.ts'
import type { AuditRecord, Job, SnapshotRecord } from '../ports.ts'
import { type AuditJobsDeps, createAuditJobs } from './audit-jobs.ts'
import { newId } from './ids.ts'
import type { PolicyInForce } from './policy-in-force.ts'
import { rollupsOf } from './rollups.ts'
import type { PackedSnapshot } from './tasks.ts'

export type AuditsDeps = Omit<AuditJobsDeps, 'judge'> & {
  readonly policy: PolicyInForce
  readonly maxAgeS: number
}

export type JudgedAudit = {
  readonly audit: AuditRecord
  readonly snapshot: SnapshotRecord
  readonly policy: Policy
}
/** Nothing to answer from yet: ask again, by the handle. */
export type Working = { readonly auditId: string; readonly pollAfterMs: number }
export type Current = ({ readonly status: 'ready' } & JudgedAudit) | ({ readonly status: 'working' } & Working)

export type Audits = ReturnType<typeof createAudits>

export const pollAfterMs = 1000
const quietMs = 60_000

export function createAudits(deps: AuditsDeps) {
  const { store, policy, estate, now } = deps
  const judging = new Map<string, Promise<AuditRecord>>()
  const auditJobs = createAuditJobs({
    ...deps,
    judge: (snapshot, auditId, signal) => judge(snapshot, policy.state().policy, auditId, signal),
  })
  const { start } = auditJobs

  async function snapshotById(id: string): Promise<SnapshotRecord> {
    const snapshot = await store.snapshot(id)
    if (snapshot) return snapshot
    throw new AppError('not_found', `There is no snapshot "${id}"; it may have been pruned.`)
  }

  async function judge(snapshot: SnapshotRecord, by: Policy, id: string, signal: AbortSignal): Promise<AuditRecord> {
    const evaluatedAt = now()
    const summary = await deps.work.judge({ ...(await packed(snapshot)), policy: by, now: evaluatedAt }, signal)
    const audit: AuditRecord = {
      ...{ id, snapshotId: snapshot.id, estate, policyHash: by.hash, summary },
      evaluatedAt: new Date(evaluatedAt).toISOString(),
    }
    await store.savePolicy(by)
    await store.saveAudit(audit, rollupsOf(audit))
    return audit
  }

  async function packed(snapshot: SnapshotRecord): Promise<PackedSnapshot> {
    const parts: Uint8Array[] = []
    for (let index = 0; index < snapshot.parts; index++) {
      const part = await store.part(snapshot.id, index)
      if (part === null) throw new AppError('not_found', `Snapshot "${snapshot.id}" was pruned while it was read.`)
      parts.push(part.packed)
    }
    return { parts, coverage: snapshot.coverage }
  }

  /** The newest snapshot judged by the policy in force; judged now if it was not. */
  async function current(askedBy: string): Promise<Current> {
    const [snapshot] = await store.snapshots(estate, { limit: 1 })
    if (!snapshot) {
      const failure = await recentFailure()
      if (failure !== null) throw nothingToAnswerFrom(failure)
      const job = await start(askedBy, null)
      return { status: 'working', auditId: job.id, pollAfterMs }
    }
    const ageMs = now() - Date.parse(snapshot.takenAt)
    if (ageMs > deps.maxAgeS * 1000) void refresh(snapshot).catch(deps.onBackgroundError)
    const inForce = policy.state().policy
    return { status: 'ready', audit: await auditOf(snapshot, inForce), snapshot, policy: inForce }
  }

  /** The key is the same for all replicas, so that one of them refreshes; what has failed is tried again a while later. */
  async function refresh({ id }: SnapshotRecord): Promise<void> {
    if ((await auditJobs.working()).length > 0 || (await recentFailure()) !== null) return
    await start('refresh', `${id} ${Math.floor(now() / quietMs)}`)
  }

  /** What has just failed is not tried again for every question; `start_audit` does try. */
  async function recentFailure(): Promise<Job | null> {
    const failed = (await store.jobs('failed')).filter((job) => job.estate === estate).at(-1)
    const isRecent = failed !== undefined && now() - Date.parse(failed.updatedAt) < quietMs
    return isRecent && (await auditJobs.working()).length === 0 ? failed : null
  }

  /** Concurrent equal requests share one judging. */
  async function auditOf(snapshot: SnapshotRecord, by: Policy): Promise<AuditRecord> {
    const known = await store.auditOf(snapshot.id, by.hash)
    if (known) return known
    const key = `${snapshot.id} ${by.hash}`
    const shared =
      judging.get(key) ?? judge(snapshot, by, newId('audit', now()), unstopped).finally(() => judging.delete(key))
    judging.set(key, shared)
    return shared
  }

  async function byId(id: string): Promise<JudgedAudit> {
    const audit = await store.audit(id)
    if (!audit) throw await missingAudit(id)
    const by = await store.policy(audit.policyHash)
    if (!by) throw new AppError('not_found', `The policy of audit "${id}" is no longer stored.`)
    return { audit, snapshot: await snapshotById(audit.snapshotId), policy: by }
  }

  async function missingAudit(id: string): Promise<AppError> {
    const job = await auditJobs.job(id)
    if (job.status === 'completed') return new AppError('not_found', `Audit "${id}" was removed; it was too old.`)
    return new AppError('not_ready', `Audit "${id}" is ${job.status}.`, {
      hint: 'Ask get_audit until it is completed.',
    })
  }

  return {
    ...auditJobs,
    /** Resolves when there is an audit to answer from, or when there cannot be one now. */
    async atLeastOne(): Promise<void> {
      const [snapshot] = await store.snapshots(estate, { limit: 1 })
      if (snapshot) return void (await current('start'))
      const { id } = await start('start', null)
      while ((await auditJobs.job(id)).status === 'working') await sleep(lookEveryMs)
    },
    current,
    byId,
    auditOf,
    packed,
    snapshot: snapshotById,
  }
}

/** A row in the store, so that it may be another replica that works. */
const lookEveryMs = 20

function nothingToAnswerFrom({ error }: Job): AppError {
  return new AppError('not_ready', `There is nothing to answer from: the last audit failed. ${error?.message}`, {
    hint: 'Mend that, then call start_audit.',
    retryAfterS: quietMs / 1000,
  })
}

const unstopped = new AbortController().signal
