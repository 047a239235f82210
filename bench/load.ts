// Load from a process of its own, so that the CPU of the measured one is the server's alone.

import { fork } from 'node:child_process'
import { once } from 'node:events'

export type Batch = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly requests: number
  readonly connections: number
  /** What each connection waits after an answer; 0 asks for as much as the server gives. */
  readonly pauseMs: number
}

export type Sent = { readonly refused: number; readonly p99Ms: number }

type Pace = 'connections' | 'pauseMs'
type Asked = Omit<Batch, Pace> & Partial<Pick<Batch, Pace>>

export type Load = {
  /** Sends the same request that many times, over 16 connections unless told; fails unless each answer is a 200. */
  readonly send: (batch: Asked) => Promise<Sent>
  readonly stop: () => void
}

export async function startLoad(): Promise<Load> {
  const child = fork(new URL('load-process.ts', import.meta.url), { execArgv: [] })
  await once(child, 'message')
  return {
    send: async (batch) => {
      child.send({ connections: 16, pauseMs: 0, ...batch })
      // Answered by `load-process.ts` in exactly this shape.
      const [sent] = (await once(child, 'message')) as [Sent]
      const { refused } = sent
      if (refused !== 0) throw new Error(`${refused} of ${batch.requests} requests to ${batch.url} were refused.`)
      return sent
    },
    stop: () => child.disconnect(),
  }
}
