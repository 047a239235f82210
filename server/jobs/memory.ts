// Jobs of one process, in the order they came. What waits here is lost with the process; the store still knows it.

import type { Jobs } from '../ports.ts'
import { type RunJob, runUntilDone } from './run-until-done.ts'

export type MemoryJobsOptions = { readonly onError: (error: unknown) => void }

export function memoryJobs({ onError }: MemoryJobsOptions): Jobs {
  const closing = new AbortController()
  const opened = Promise.withResolvers<RunJob | null>()
  const queues = new Map<string, Promise<void>>()
  const taken = new Set<string>()

  async function runNext(id: string): Promise<void> {
    const run = await opened.promise
    if (run !== null) await runUntilDone(run, id, closing.signal, onError)
    taken.delete(id)
  }

  return {
    async open(run) {
      opened.resolve(run)
    },
    async enqueue(id, queue) {
      if (closing.signal.aborted || taken.has(id)) return
      taken.add(id)
      const before = queues.get(queue) ?? Promise.resolve()
      queues.set(
        queue,
        before.then(() => runNext(id)),
      )
    },
    async close() {
      closing.abort()
      opened.resolve(null)
      await Promise.all(queues.values())
    },
  }
}
