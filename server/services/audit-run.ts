// One audit from the job row to its end, by whichever replica took it up; what it finds half done it goes on with.

import { AppError } from '../core/errors.ts'
import type { AuditRecord, Events, Job, SnapshotRecord, Store } from '../ports.ts'
import { collectSnapshot } from './collect.ts'
import { newId } from './ids.ts'
import type { Work } from './work.ts'

export type AuditRunnerDeps = {
  readonly store: Store
  readonly events: Events
  readonly work: Work
  readonly estate: string
  readonly now: () => number
  /** Judges by the policy in force and stores the audit. */
  readonly judge: (snapshot: SnapshotRecord, auditId: string, signal: AbortSignal) => Promise<AuditRecord>
  /** Told of every job when it is over, with the seconds it took. */
  readonly onJobEnd: (job: Job, seconds: number) => void
  /** For what goes wrong where nobody waits for it. */
  readonly onBackgroundError: (error: unknown) => void
}

/** A job that brings its process down is not to bring down every one that follows. */
const mostAttempts = 20

// Why a run stops although nothing failed.
const cancelled = new AppError('cancelled', 'The audit was cancelled.')
const takenOver = new AppError('conflict', 'Another server goes on with this audit.')

export function createAuditRunner(deps: AuditRunnerDeps) {
  const { store, events, estate, now } = deps
  const running = new Map<string, AbortController>()
  const instant = () => new Date(now()).toISOString()

  /** Fails only if the job has to be run again. */
  async function run(id: string, closing: AbortSignal): Promise<void> {
    const job = await takeUp(id)
    if (job === null) return
    const startedAt = now()
    const stop = new AbortController()
    running.set(id, stop)
    try {
      await audit(job, stop, AbortSignal.any([closing, stop.signal]))
    } catch (error) {
      if (closing.aborted || stop.signal.reason === takenOver || isStoreLost(error)) throw error
      await end(job, stop.signal.aborted ? null : error)
    } finally {
      running.delete(id)
    }
    const ended = await store.job(id)
    if (ended !== null) deps.onJobEnd(ended, (now() - startedAt) / 1000)
  }

  /** `null`: there is nothing to do. */
  async function takeUp(id: string): Promise<Job | null> {
    const job = await store.job(id)
    if (job?.status !== 'working') return null
    if (job.attempts >= mostAttempts) {
      await end(job, new AppError('internal_error', `The server stopped ${mostAttempts} times during this audit.`))
      return null
    }
    const taken = { ...job, attempts: job.attempts + 1 }
    return (await store.updateJob(id, { attempts: taken.attempts, updatedAt: instant() })) ? taken : null
  }

  async function audit(job: Job, stop: AbortController, signal: AbortSignal): Promise<void> {
    const snapshot = await snapshotFor(job, stop, signal)
    await stillOurs(job, stop)
    // It is there already where a process died between its last two steps.
    if ((await store.audit(job.id)) === null) await deps.judge(snapshot, job.id, signal)
    if (!(await store.updateJob(job.id, { status: 'completed', fraction: 1, updatedAt: instant() }))) return
    events.publish({ kind: 'audit_finished', auditId: job.id })
  }

  /** The job ahead took it for both, or an earlier attempt began it; else it is taken now. */
  async function snapshotFor(job: Job, stop: AbortController, signal: AbortSignal): Promise<SnapshotRecord> {
    const known = job.snapshotId === null ? null : await store.snapshot(job.snapshotId)
    if (known?.status === 'complete') return known
    const id = known?.status === 'collecting' ? known.id : await beginSnapshot(job, known)
    const onProgress = async (progress: Pick<Job, 'resources' | 'fraction'>) => {
      await stillOurs(job, stop)
      await store.updateJob(job.id, { ...progress, updatedAt: instant() })
    }
    await collectSnapshot({ store, work: deps.work, estate, onProgress }, id, signal)
    const taken = await store.snapshot(id)
    if (taken === null) throw new AppError('not_found', `Snapshot "${id}" was removed while it was taken.`)
    return taken
  }

  async function beginSnapshot(job: Job, failed: SnapshotRecord | null): Promise<string> {
    const id = failed === null && job.snapshotId !== null ? job.snapshotId : newId('snapshot', now())
    if (id !== job.snapshotId) await store.updateJob(job.id, { snapshotId: id })
    await store.createSnapshot({ id, estate, takenAt: instant() })
    return id
  }

  /** Another replica may have cancelled it, or gone on with it because it took this one for dead. */
  async function stillOurs({ id, attempts }: Job, stop: AbortController): Promise<void> {
    const stored = await store.job(id)
    if (stored?.status !== 'working') stop.abort(cancelled)
    else if (stored.attempts !== attempts) stop.abort(takenOver)
    stop.signal.throwIfAborted()
  }

  /** `null`: it was cancelled. */
  async function end({ id }: Job, error: unknown): Promise<void> {
    const snapshotId = (await store.job(id))?.snapshotId ?? null
    const snapshot = snapshotId === null ? null : await store.snapshot(snapshotId)
    if (snapshot?.status === 'collecting')
      await store.finishSnapshot(snapshot.id, { status: 'failed', coverage: [], skipped: [] })
    if (error === null) return
    const known = error instanceof AppError
    const told = known
      ? { code: error.code, message: error.message }
      : { code: 'internal_error', message: 'The audit failed; the log says why.' }
    await store.updateJob(id, { status: 'failed', error: told, updatedAt: instant() })
    if (!known) deps.onBackgroundError(error)
  }

  return { run, stop: (id: string) => running.get(id)?.abort(cancelled) }
}

const isStoreLost = (error: unknown): boolean => error instanceof AppError && error.code === 'store_unavailable'
