// What every store promises. One suite for all of them, so that none is the special one.

import { afterEach, beforeEach, describe } from 'vitest'
import type { Store } from '../../server/ports.ts'
import { describeAudits } from './store-audits.ts'
import { describeJobs } from './store-jobs.ts'
import { describeLog } from './store-log.ts'
import { describePruning } from './store-pruning.ts'
import { describeSnapshots } from './store-snapshots.ts'
import { describeSpending } from './store-spending.ts'

export type StoreUnderTest = {
  readonly store: Store
  /** Whose chain of the log it writes, and what that chain begins with. */
  readonly writer: string
  readonly chainStart: string
  /** The same store after its process has ended and another one begun. */
  readonly reopen: () => Promise<Store>
  /** Behind the store's back, with nothing in the way that guards the log. */
  readonly tamper: (...statements: readonly string[]) => Promise<void>
  readonly remove: () => Promise<void>
}

export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let opened: StoreUnderTest
    beforeEach(async () => {
      opened = await open()
    })
    afterEach(() => opened.remove())

    const current = () => opened
    describeSnapshots(current)
    describeAudits(current)
    describeJobs(current)
    describeLog(current)
    describeSpending(current)
    describePruning(current)
  })
}
