// How much there is in the account that `aws-process.ts` plays; in each region but the list of regions.

import { fork } from 'node:child_process'
import { once } from 'node:events'

export const latencyMs = 20

export type AwsSize = {
  readonly regions: readonly string[]
  readonly instances: number
  readonly volumes: number
  readonly queues: number
  readonly keys: number
  readonly functions: number
}

export async function startAws(size: AwsSize): Promise<{ readonly url: string; readonly stop: () => void }> {
  const child = fork(new URL('aws-process.ts', import.meta.url), [JSON.stringify(size)])
  const [url] = await once(child, 'message')
  return { url, stop: () => child.disconnect() }
}
