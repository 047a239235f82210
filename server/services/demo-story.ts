// The demo company has a past: days that nobody audited are stored as if somebody had.

import type { Policy } from '../core/policy.ts'
import type { AuditRecord, Store } from '../ports.ts'
import { newId } from './ids.ts'
import { rollupsOf } from './rollups.ts'
import type { JudgedDay } from './tasks.ts'
import type { Work } from './work.ts'

type StoryDeps = {
  readonly store: Store
  readonly work: Work
  readonly policy: Policy
  readonly now: number
  /** The days that have to be there: YYYY-MM-DD. */
  readonly pastDays: readonly string[]
}

const estate = 'demo'

/** Newest first, so that the last week can be asked about early. Goes on where an earlier start was interrupted. */
export async function tellDemoStory(deps: StoryDeps, signal: AbortSignal): Promise<void> {
  const { store, work, policy, now, pastDays } = deps
  const audited = await store.rollups(estate, 'all', { since: '0000', until: '9999' })
  const known = new Set(audited.map(({ day }) => day))
  // Asking a thread for nothing would cost each start half a second of CPU, and the memory of a thread.
  if (pastDays.every((day) => known.has(day))) return
  const days = await work.demoStory({ policy, now, known: [...known] }, signal)
  const policies = new Map<string, Policy>(days.map((day) => [day.policy.hash, day.policy]))
  for (const one of policies.values()) await store.savePolicy(one)
  for (const day of days.toReversed()) {
    signal.throwIfAborted()
    await keepDay(store, day)
  }
}

async function keepDay(store: Store, { at, policy, parts, coverage, summary }: JudgedDay): Promise<void> {
  const snapshotId = newId('snapshot', Date.parse(at))
  await store.createSnapshot({ id: snapshotId, estate, takenAt: at })
  for (const part of parts) await store.addPart(snapshotId, part)
  await store.finishSnapshot(snapshotId, { status: 'complete', coverage, skipped: [] })
  const audit: AuditRecord = {
    ...{ id: newId('audit', Date.parse(at)), snapshotId, estate },
    ...{ policyHash: policy.hash, evaluatedAt: at, summary },
  }
  await store.saveAudit(audit, rollupsOf(audit))
}
