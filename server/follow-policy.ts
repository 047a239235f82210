// Keeps this replica at the policy in force, and tells who listens only once the replica itself judges by it.

import { unwatchFile, watchFile } from 'node:fs'
import type { Config } from './config.ts'
import { listenersOf } from './events/listeners.ts'
import type { OpenedStore } from './open-store.ts'
import type { Events, PolicyPublications } from './ports.ts'
import type { PolicyInForce } from './services/policy-in-force.ts'

export type PolicyFollower = Pick<Events, 'subscribe'> & { readonly close: () => void }

type Parts = {
  readonly opened: OpenedStore
  readonly config: Pick<Config, 'POLICY_FILE'>
  readonly policy: PolicyInForce
  readonly events: Pick<Events, 'subscribe'>
  readonly onBackgroundError: (error: unknown) => void
}

const lookAtFileEveryMs = 500
/** Who publishes a policy tells all replicas; this is for news that got lost. */
const lookAtRowEveryMs = 5000

/** Passes on all news. What it finds out itself it does not publish: the other replicas find out too. */
export function followPolicy({ opened, config, policy, events, onBackgroundError }: Parts): PolicyFollower {
  const { subscribe, tell, clear } = listenersOf(onBackgroundError)
  let last: Promise<void> = Promise.resolve()
  /** One after the other, so that each change is told once. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch(onBackgroundError)
    return last
  }
  const look = async () => {
    if (await policy.reload()) tell({ kind: 'policy_changed', policyHash: policy.state().policy.hash })
  }
  const stopHearing = events.subscribe((news) => {
    if (news.kind === 'policy_changed') void inTurn(look)
    else if (news.kind === 'resync') void inTurn(async () => void (await policy.reload())).then(() => tell(news))
    else tell(news)
  })
  const stopWatching =
    opened.kind === 'postgres'
      ? watchRow(opened.store, policy, () => inTurn(look))
      : watchPolicyFile(config.POLICY_FILE, () => inTurn(look))
  return {
    subscribe,
    close() {
      stopWatching()
      stopHearing()
      clear()
    },
  }
}

/** Returns how to stop. */
function watchRow(store: PolicyPublications, policy: PolicyInForce, look: () => Promise<void>): () => void {
  let isLooking = false
  const lookOnce = async () => {
    if (isLooking) return
    isLooking = true
    try {
      const published = await store.published()
      const { policy: known, problem } = policy.state()
      if (published !== null && (published.policyHash !== known.hash || problem !== null)) await look()
    } catch {
      // The store does not answer: readiness tells, and the next look comes soon.
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(() => void lookOnce(), lookAtRowEveryMs).unref()
  return () => clearInterval(timer)
}

/** Looks at the file's time, not for events: those get lost on mounts and when editors replace the file. */
function watchPolicyFile(path: string, look: () => Promise<void>): () => void {
  const onChange = () => void look()
  watchFile(path, { interval: lookAtFileEveryMs, persistent: false }, onChange)
  return () => unwatchFile(path, onChange)
}
