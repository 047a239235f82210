// What is old goes, looked for once an hour; trends and the log of calls stay.

import type { Store } from '../ports.ts'

export type RetentionDeps = {
  readonly store: Store
  readonly config: { readonly days: number; readonly keepAtLeast: number }
  readonly now: () => number
  readonly onBackgroundError: (error: unknown) => void
}

const hour = 3_600_000
const day = 24 * hour

export function createRetention({ store, config, now, onBackgroundError }: RetentionDeps) {
  let timer: NodeJS.Timeout | undefined
  const prune = () => {
    const daysAgo = (days: number) => new Date(now() - days * day).toISOString()
    const { days, keepAtLeast } = config
    void store.prune({ olderThan: daysAgo(days), keepAtLeast, abandonedBefore: daysAgo(1) }).catch(onBackgroundError)
  }
  return {
    open(): void {
      timer = setInterval(prune, hour)
      timer.unref()
    },
    close(): void {
      clearInterval(timer)
    },
  }
}
