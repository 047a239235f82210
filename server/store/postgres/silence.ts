// A statement may take long. A database that says nothing at all may not: who waits for it is told soon.

import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export type SilenceOptions = {
  /** Asks the database something small, on a connection of its own. */
  readonly look: () => Promise<unknown>
  /** Ends what is under way: it would wait as long as a statement may take. */
  readonly onSilent: () => void
  readonly lookAfterMs?: number
}

const lookAgainMs = 500

export function watchForSilence({ look, onSilent, lookAfterMs = 2000 }: SilenceOptions) {
  const closing = new AbortController()
  let isSilent = false
  let isLooking = false

  /** One that refuses is not silent: it tells everybody why. */
  async function answers(): Promise<boolean> {
    try {
      await look()
      return true
    } catch (cause) {
      return cause instanceof pg.DatabaseError
    }
  }

  async function lookUntilItAnswers(): Promise<void> {
    if (isLooking || closing.signal.aborted) return
    isLooking = true
    while (!closing.signal.aborted && !(await answers())) {
      if (!isSilent) onSilent()
      isSilent = true
      await sleep(lookAgainMs, null, { ref: false, signal: closing.signal }).catch(() => {})
    }
    isSilent = false
    isLooking = false
  }

  return {
    /** Does `work`, unless the database is known to be silent, and looks whether it is when that takes long. */
    async watch<T>(work: () => Promise<T>): Promise<T> {
      if (isSilent) throw Object.assign(new Error('The database is silent.'), { code: 'ECONNABORTED' })
      const timer = setInterval(() => void lookUntilItAnswers(), lookAfterMs).unref()
      try {
        return await work()
      } finally {
        clearInterval(timer)
      }
    },
    close: () => closing.abort(),
  }
}
