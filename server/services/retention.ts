// Old snapshots go once a day; trends and the log of calls stay.

import type { Store } from '../ports.ts'

export type RetentionDeps = {
  readonly store: Store
  readonly config: { readonly days: number; readonly keepAtLeast: number }
  readonly now: () => number
  readonly onBackgroundError: (error: unknown) => void
}

const day = 86_400_000

export function createRetention({ store, config, now, onBackgroundError }: RetentionDeps) {
  let timer: NodeJS.Timeout | undefined
  const prune = () => {
    const olderThan = new Date(now() - config.days * day).toISOString()
    void store.prune({ olderThan, keepAtLeast: config.keepAtLeast }).catch(onBackgroundError)
  }
  return {
    open(): void {
      timer = setInterval(prune, day)
      timer.unref()
    },
    close(): void {
      clearInterval(timer)
    },
  }
}
