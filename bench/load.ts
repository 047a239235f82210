// Load from a process of its own, so that the CPU of the measured one is the server's alone.

import { fork } from 'node:child_process'
import { once } from 'node:events'

export type Batch = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly requests: number
}

export type Load = {
  /** Sends the same request that many times over 16 connections; fails unless each answer is a 200. */
  readonly send: (batch: Batch) => Promise<void>
  readonly stop: () => void
}

export async function startLoad(): Promise<Load> {
  const child = fork(new URL('load-process.ts', import.meta.url), { execArgv: [] })
  await once(child, 'message')
  return {
    send: async (batch) => {
      child.send(batch)
      const [refused] = await once(child, 'message')
      if (refused !== 0) throw new Error(`${refused} of ${batch.requests} requests to ${batch.url} were refused.`)
    },
    stop: () => child.disconnect(),
  }
}
