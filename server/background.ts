// What a server does without being asked: what has to be there first, then what comes at its time.

import type { Metrics } from './metrics.ts'
import type { Store } from './ports.ts'
import type { Audits } from './services/audits.ts'
import { tellDemoStory } from './services/demo-story.ts'
import type { PolicyInForce } from './services/policy-in-force.ts'
import type { Retention } from './services/retention.ts'
import type { Schedules } from './services/schedules.ts'
import type { Work } from './services/work.ts'
import { pastDemoDays } from './sources/demo/index.ts'

/** A job whose replica died between storing it and handing it over is handed over by another. */
const recoverEveryMs = 30_000

type Parts = {
  readonly store: Store
  readonly work: Work
  readonly audits: Audits
  readonly schedules: Schedules
  readonly retention: Retention
  readonly policy: PolicyInForce
  readonly metrics: Metrics
  readonly estate: string
  readonly now: () => number
  readonly onBackgroundError: (error: unknown) => void
}

export function createBackground(parts: Parts) {
  const { store, work, audits, schedules, retention, policy, metrics, estate, now, onBackgroundError } = parts
  const closing = new AbortController()
  let isStarted = false
  let recovering: NodeJS.Timeout | undefined

  async function prepareDemo(): Promise<void> {
    await audits.atLeastOne()
    const story = { policy: policy.state().policy, now: now(), pastDays: pastDemoDays(new Date(now())) }
    await tellDemoStory({ store, work, ...story }, closing.signal)
  }

  return {
    isStarted: () => isStarted,
    /** What has to be there before anybody is answered; then the clocks start. Only the demo is small enough to wait for. */
    async open(): Promise<void> {
      await audits.recover()
      if (estate === 'demo') await prepareDemo()
      const newest = await audits.current('start')
      if (newest.status === 'ready') metrics.observeAudit(newest.audit.summary)
      schedules.open()
      retention.open()
      recovering = setInterval(() => void audits.recover().catch(onBackgroundError), recoverEveryMs).unref()
      isStarted = true
    },
    close(): void {
      closing.abort()
      clearInterval(recovering)
      retention.close()
      schedules.close()
    },
  }
}
