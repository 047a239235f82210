// What the work in the background shows in the metrics.

import { scanReasons } from './metrics/label-sets.ts'
import type { Metrics } from './metrics.ts'
import type { Job, News, Store } from './ports.ts'
import type { PolicyInForce } from './services/policy-in-force.ts'

export function observePolicy(metrics: Metrics, policy: PolicyInForce): void {
  const { hash, document } = policy.state().policy
  metrics.observePolicy({ version: document.version, hash })
}

export function observeJob(
  metrics: Metrics,
  { status, estate, resources, error, startedBy }: Job,
  seconds: number,
): void {
  if (status === 'working') return
  const job = startedBy === 'refresh' ? 'refresh' : startedBy.startsWith('sch_') ? 'schedule' : 'audit'
  metrics.jobRuns.inc({ job, outcome: status })
  metrics.jobSeconds.observe({ job }, seconds)
  metrics.scanSeconds.observe({ kind: estate === 'demo' || estate === 'aws' ? estate : 'file' }, seconds)
  metrics.scanResources.inc({}, resources)
  if (status === 'completed') metrics.scanLastSuccess.set({ account: 'all' }, Date.now() / 1000)
  else metrics.scanFailures.inc({ region: 'all', reason: status === 'cancelled' ? 'cancelled' : reasonOf(error) })
}

const reasonOf = (error: Job['error']) => scanReasons.find((reason) => reason === error?.code) ?? 'other'

type Watched = {
  readonly store: Pick<Store, 'audit'>
  readonly policy: PolicyInForce
  readonly metrics: Metrics
  readonly onError: (error: unknown) => void
}

export function observeNews({ store, policy, metrics, onError }: Watched): (news: News) => void {
  return (news) => {
    if (news.kind === 'audit_cancelled') return
    if (news.kind === 'audit_finished')
      void store.audit(news.auditId).then((audit) => audit && metrics.observeAudit(audit.summary), onError)
    else observePolicy(metrics, policy)
  }
}
