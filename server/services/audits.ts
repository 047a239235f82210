// Snapshots and audits as everybody uses them: the newest one for questions, new ones by handle.

import { once } from 'node:events'
import { AppError } from '../core/errors.ts'
import type { Policy } from '../core/policy.ts'
import type { AuditRecord, Events, Job, SnapshotRecord, Store } from '../ports.ts'
import { newId } from './ids.ts'
import type { PolicyInForce } from './policy-in-force.ts'
import { rollupsOf } from './rollups.ts'
import type { PackedSnapshot } from './tasks.ts'
import type { Progressing, Work } from './work.ts'

export type AuditsDeps = {
  readonly store: Store
  readonly events: Events
  readonly work: Work
  readonly policy: PolicyInForce
  readonly estate: string
  readonly maxAgeS: number
  readonly now: () => number
  /** Told of every job when it is over, with the seconds it took. */
  readonly onJobEnd: (job: Job, seconds: number) => void
  /** For what goes wrong where nobody waits for it. */
  readonly onBackgroundError: (error: unknown) => void
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

type Run = {
  readonly stop: AbortController
  readonly done: Promise<void>
  /** `null`: it was not taken. */
  readonly snapshot: Promise<SnapshotRecord | null>
}

export function createAudits(deps: AuditsDeps) {
  const { store, policy, estate, now } = deps
  const running = new Map<string, Run>()
  let lastStart: Promise<unknown> = Promise.resolve()
  let lastFailure: { readonly at: number; readonly message: string } | null = null
  const judging = new Map<string, Promise<AuditRecord>>()

  /** One after the other, so that of callers at the same time all but the first find something running. */
  function start(startedBy: string, idempotencyKey: string | null): Promise<Job> {
    const started = lastStart.then(() => startNow(startedBy, idempotencyKey))
    lastStart = started.catch(() => {})
    return started
  }

  /** Who asks while one runs shares it; with a key, which must always give the same audit, it is an audit of its own. */
  async function startNow(startedBy: string, idempotencyKey: string | null): Promise<Job> {
    const [runningId] = running.keys()
    const shared = idempotencyKey === null && runningId !== undefined ? await store.job(runningId) : null
    if (shared?.status === 'working') return shared
    const at = new Date(now()).toISOString()
    const id = newId('audit', now())
    const times = { createdAt: at, updatedAt: at }
    const fresh = { ...{ id, estate, startedBy, idempotencyKey }, ...times, resources: 0, fraction: null, error: null }
    const job = await store.createJob({ ...fresh, status: 'working' })
    if (job.id === id) run(job)
    return job
  }

  function run(job: Job): void {
    const stop = new AbortController()
    const startedAt = now()
    const ahead = [...running.values()].at(-1)?.snapshot ?? null
    const snapshot = snapshotFor(job, ahead, stop.signal)
    const done = snapshot
      .then((taken) => complete(job, taken))
      .catch((error: unknown) => end(job, stop.signal.aborted ? null : error))
      .then(async () => deps.onJobEnd(await jobById(job.id), (now() - startedAt) / 1000))
      .catch(deps.onBackgroundError)
      .finally(() => running.delete(job.id))
    running.set(job.id, { stop, done, snapshot: snapshot.catch(() => null) })
  }

  /** The one that is being taken already, else its own: there is one collection of the estate at a time. */
  async function snapshotFor(job: Job, ahead: Run['snapshot'] | null, signal: AbortSignal): Promise<SnapshotRecord> {
    const shared = ahead === null ? null : await Promise.race([ahead, once(signal, 'abort').then(() => null)])
    return shared ?? collect(job, signal)
  }

  async function collect(job: Job, signal: AbortSignal): Promise<SnapshotRecord> {
    signal.throwIfAborted()
    const snapshotId = newId('snapshot', now())
    await store.createSnapshot({ id: snapshotId, estate, takenAt: new Date(now()).toISOString() })
    let resources = 0
    const onPart = async (part: Progressing) => {
      await store.addPart(snapshotId, part)
      resources += part.resources
      await store.updateJob(job.id, { resources, fraction: part.fraction, updatedAt: new Date(now()).toISOString() })
    }
    try {
      const { coverage, skipped } = await deps.work.collect(estate, onPart, signal)
      signal.throwIfAborted()
      await store.finishSnapshot(snapshotId, { status: 'complete', coverage, skipped })
    } catch (cause) {
      await store.finishSnapshot(snapshotId, { status: 'failed', coverage: [], skipped: [] })
      throw cause
    }
    return snapshotById(snapshotId)
  }

  async function complete(job: Job, snapshot: SnapshotRecord): Promise<void> {
    await judge(snapshot, policy.state().policy, job.id)
    lastFailure = null
    await store.updateJob(job.id, { status: 'completed', fraction: 1, updatedAt: new Date(now()).toISOString() })
    deps.events.publish({ kind: 'audit_finished', auditId: job.id })
  }

  /** `null`: it was cancelled. */
  async function end(job: Job, error: unknown): Promise<void> {
    const updatedAt = new Date(now()).toISOString()
    if (error === null) {
      await store.updateJob(job.id, { status: 'cancelled', updatedAt })
      return
    }
    const known = error instanceof AppError
    const told = known
      ? { code: error.code, message: error.message }
      : { code: 'internal_error', message: 'The audit failed; the log says why.' }
    lastFailure = { at: now(), message: told.message }
    await store.updateJob(job.id, { status: 'failed', error: told, updatedAt })
    if (!known) throw error
  }

  async function cancel(id: string): Promise<Job> {
    const job = await jobById(id)
    const run = running.get(id)
    if (job.status !== 'working' || !run) return job
    run.stop.abort()
    await run.done
    return jobById(id)
  }

  async function jobById(id: string): Promise<Job> {
    const job = await store.job(id)
    if (job) return job
    throw new AppError('not_found', `There is no audit "${id}".`, {
      hint: 'Start one with start_audit and use its auditId.',
    })
  }

  async function snapshotById(id: string): Promise<SnapshotRecord> {
    const snapshot = await store.snapshot(id)
    if (snapshot) return snapshot
    throw new AppError('not_found', `There is no snapshot "${id}"; it may have been pruned.`)
  }

  async function judge(snapshot: SnapshotRecord, by: Policy, id: string): Promise<AuditRecord> {
    const evaluatedAt = now()
    const summary = await deps.work.judge({ ...(await packed(snapshot)), policy: by, now: evaluatedAt }, unstopped)
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
      if (isQuiet()) throw nothingToAnswerFrom()
      const job = await start(askedBy, null)
      return { status: 'working', auditId: job.id, pollAfterMs }
    }
    const ageMs = now() - Date.parse(snapshot.takenAt)
    if (ageMs > deps.maxAgeS * 1000 && running.size === 0 && !isQuiet())
      void start('refresh', null).catch(deps.onBackgroundError)
    const inForce = policy.state().policy
    return { status: 'ready', audit: await auditOf(snapshot, inForce), snapshot, policy: inForce }
  }

  /** What has just failed is not tried again for every question; `start_audit` does try. */
  const isQuiet = () => lastFailure !== null && running.size === 0 && now() - lastFailure.at < quietMs

  function nothingToAnswerFrom(): AppError {
    return new AppError(
      'not_ready',
      `There is nothing to answer from: the last audit failed. ${lastFailure?.message}`,
      {
        hint: 'Mend that, then call start_audit.',
        retryAfterS: quietMs / 1000,
      },
    )
  }

  /** Concurrent equal requests share one judging. */
  async function auditOf(snapshot: SnapshotRecord, by: Policy): Promise<AuditRecord> {
    const known = await store.auditOf(snapshot.id, by.hash)
    if (known) return known
    const key = `${snapshot.id} ${by.hash}`
    const shared = judging.get(key) ?? judge(snapshot, by, newId('audit', now())).finally(() => judging.delete(key))
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
    const job = await jobById(id)
    if (job.status === 'completed') return new AppError('not_found', `Audit "${id}" was removed; it was too old.`)
    return new AppError('not_ready', `Audit "${id}" is ${job.status}.`, {
      hint: 'Ask get_audit until it is completed.',
    })
  }

  /** Jobs that still work when nobody can be working on them: the process that did has stopped. */
  async function recover(): Promise<void> {
    const updatedAt = new Date(now()).toISOString()
    const error = { code: 'interrupted', message: 'The server stopped before this audit was finished.' }
    for (const job of await store.jobs('working')) {
      await store.updateJob(job.id, { status: 'failed', error, updatedAt })
    }
  }

  return {
    start,
    cancel,
    recover,
    /** Resolves when there is an audit to answer from. */
    async atLeastOne(): Promise<void> {
      const now = await current('start')
      if (now.status === 'working') await running.get(now.auditId)?.done
    },
    job: jobById,
    current,
    byId,
    auditOf,
    packed,
    snapshot: snapshotById,
    /** Stops what runs and waits for it. */
    async close(): Promise<void> {
      const all = [...running.values()]
      for (const { stop } of all) stop.abort()
      await Promise.all(all.map(({ done }) => done))
    },
  }
}

const unstopped = new AbortController().signal
