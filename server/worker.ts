// The other thread: what looks at every resource runs here, so that small requests need not wait for it.

import type { MessagePort } from 'node:worker_threads'
import { workerData } from 'piscina'
import { AppError, type ErrorCode } from './core/errors.ts'
import type { Policy } from './core/policy.ts'
import { type CollectFrom, collectInto, openOutlet } from './services/collect-into.ts'
import {
  drift,
  find,
  judge,
  judgePast,
  planRemediation,
  report,
  select,
  simulatePolicy,
  suggest,
  write,
} from './services/tasks.ts'
import { writeVerdicts } from './services/write-verdicts.ts'
import type { AwsSettings } from './sources/aws/estate.ts'
import { demoDays } from './sources/demo/days.ts'
import { openEstate } from './sources/index.ts'

/** As the pool was opened with it. */
const aws = workerData as AwsSettings

const tasks = {
  judge,
  select,
  find,
  write,
  writeVerdicts,
  report,
  drift,
  suggest,
  planRemediation,
  simulatePolicy,
  /** The demo company's days before today, but those known already. */
  demoStory: ({ policy, now, known }: { policy: Policy; now: number; known: readonly string[] }) =>
    judgePast(demoDays(policy, new Date(now), new Set(known))),
  async collect({ estate, from, port }: { estate: string; from: CollectFrom; port: MessagePort }) {
    try {
      return await collectInto(openEstate(estate, new Date(), aws), from, openOutlet(port))
    } finally {
      // Closing alone would be noticed only at this thread's next turn, which may be its next task.
      port.postMessage(null)
    }
  },
}

export type TaskName = keyof typeof tasks

/** An error of ours would lose its class on the way between threads, so it travels as data. */
export type TaskOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined }

export default async ({ name, input }: { name: TaskName; input: never }): Promise<TaskOutcome> => {
  try {
    return { ok: true, value: await tasks[name](input) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { ok: false, code: error.code, message: error.message, hint: error.hint }
  }
}
