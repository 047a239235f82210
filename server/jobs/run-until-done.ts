import { setTimeout as sleep } from 'node:timers/promises'
import type { Jobs } from '../ports.ts'

export type RunJob = Parameters<Jobs['open']>[0]

const firstWaitMs = 500
const longestWaitMs = 10_000

/** A run fails only where the store is lost: then it is tried again until the store is back. Returns when aborted, too. */
export async function runUntilDone(
  run: RunJob,
  id: string,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  for (let waitMs = firstWaitMs; !signal.aborted; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await run(id, signal)
    } catch (error) {
      if (signal.aborted) return
      onError(error)
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }
}
