// What is old goes, looked for once an hour; trends and the log of calls stay.

import type { Store } from '../ports.ts'

export type RetentionDeps = {
  readonly store: Store
  readonly config: { readonly days: number; readonly keepAtLeast: number }
  /** Of all replicas: one whose own clock is ahead must not take new snapshots for old. */
  readonly clock: () => Promise<number>
  readonly onBackgroundError: (error: unknown) => void
}

const hour = 3_600_000
const day = 24 * hour

export type Retention = ReturnType<typeof createRetention>

export function createRetention({ store, config, clock, onBackgroundError }: RetentionDeps) {
  let timer: NodeJS.Timeout | undefined
  async function prune(): Promise<void> {
    const at = await clock()
    const daysAgo = (days: number) => new Date(at - days * day).toISOString()
    const { days, keepAtLeast } = config
    await store.prune({ olderThan: daysAgo(days), keepAtLeast, abandonedBefore: daysAgo(1) })
  }
  return {
    open(): void {
      timer = setInterval(() => void prune().catch(onBackgroundError), hour)
      timer.unref()
    },
    close(): void {
      clearInterval(timer)
    },
  }
}
