// Audits as jobs. The row in the store is the truth of a handle: whichever replica runs the job writes it, any reads it.

import { AppError } from '../core/errors.ts'
import type { Job, Jobs } from '../ports.ts'
import { type AuditRunnerDeps, createAuditRunner } from './audit-run.ts'
import { newId } from './ids.ts'

export type AuditJobsDeps = AuditRunnerDeps & { readonly jobs: Jobs }

export function createAuditJobs(deps: AuditJobsDeps) {
  const { store, events, jobs, estate, now } = deps
  const runner = createAuditRunner(deps)
  let lastStart: Promise<unknown> = Promise.resolve()
  const instant = () => new Date(now()).toISOString()
  const stopListening = events.subscribe((news) => {
    if (news.kind === 'audit_cancelled') runner.stop(news.auditId)
  })

  /** One after the other, so that of callers at the same time all but the first find one that works. */
  function start(startedBy: string, idempotencyKey: string | null): Promise<Job> {
    const started = lastStart.then(() => startNow(startedBy, idempotencyKey))
    lastStart = started.catch(() => {})
    return started
  }

  /** Who asks while one works shares it; with a key, which must always give the same audit, it is an audit of its own. */
  async function startNow(startedBy: string, idempotencyKey: string | null): Promise<Job> {
    const ahead = await working()
    const [first] = ahead
    if (idempotencyKey === null && first !== undefined) return first
    // Two that work at the same time judge one snapshot.
    const snapshotId = ahead.at(-1)?.snapshotId ?? newId('snapshot', now())
    const job = await store.createJob(newJob(startedBy, idempotencyKey, snapshotId))
    const elsewhere = idempotencyKey === null ? await startedElsewhere(job) : null
    if (elsewhere !== null) return elsewhere
    if (job.status === 'working') await jobs.enqueue(job.id, estate)
    return job
  }

  function newJob(startedBy: string, idempotencyKey: string | null, snapshotId: string): Job {
    const at = instant()
    return {
      ...{ id: newId('audit', now()), estate, status: 'working', startedBy, idempotencyKey, snapshotId },
      ...{ createdAt: at, updatedAt: at, resources: 0, fraction: null, error: null, attempts: 0 },
    }
  }

  /** Two replicas may have found nothing working at the same time; the first to be asked keeps its job. */
  async function startedElsewhere(job: Job): Promise<Job | null> {
    const [first] = await working()
    if (first === undefined || first.id === job.id) return null
    await store.updateJob(job.id, { status: 'cancelled', updatedAt: instant() })
    return first
  }

  /** Oldest first. */
  async function working(): Promise<readonly Job[]> {
    return (await store.jobs('working')).filter((job) => job.estate === estate)
  }

  async function cancel(id: string): Promise<Job> {
    const job = await jobById(id)
    if (job.status !== 'working') return job
    await store.updateJob(id, { status: 'cancelled', updatedAt: instant() })
    events.publish({ kind: 'audit_cancelled', auditId: id })
    return jobById(id)
  }

  async function jobById(id: string): Promise<Job> {
    const job = await store.job(id)
    if (job) return job
    throw new AppError('not_found', `There is no audit "${id}".`, {
      hint: 'Start one with start_audit and use its auditId.',
    })
  }

  return {
    start,
    cancel,
    working,
    job: jobById,
    open: () => jobs.open(runner.run),
    /** Jobs whose process stopped before it ended them, or before it could hand them over. */
    async recover(): Promise<void> {
      for (const { id } of await working()) await jobs.enqueue(id, estate)
    },
    /** What runs is left for the next one. */
    async close(): Promise<void> {
      await jobs.close()
      stopListening()
    },
  }
}
