// The threads behind `Work`.

import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { AppError } from './core/errors.ts'
import type { Progressing, Work } from './services/work.ts'
import type { AwsSettings } from './sources/aws/estate.ts'
import type { TaskName, TaskOutcome } from './worker.ts'

export type Pool = { readonly work: Work; readonly close: () => Promise<void> }

/** `aws`: how the estate of that name is looked at. */
export function openPool(aws: AwsSettings): Pool {
  const threads = new Piscina({
    filename: new URL('worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 2,
    workerData: aws,
    idleTimeout: 10_000,
    niceIncrement: 10,
  })
  const run: Run = async (name, input, options) => {
    // The worker's default export answers this.
    const outcome = (await threads.run({ name, input }, options)) as TaskOutcome
    if (outcome.ok) return outcome.value
    throw new AppError(outcome.code, outcome.message, outcome.hint === undefined ? {} : { hint: outcome.hint })
  }
  // The worker runs the function of this name, whose type `Work` was made of.
  const task = <Name extends Exclude<TaskName, 'collect'>>(name: Name): Work[Name] =>
    ((input: unknown, signal: AbortSignal) => run(name, input, { signal })) as Work[Name]
  return {
    work: {
      judge: task('judge'),
      select: task('select'),
      find: task('find'),
      write: task('write'),
      drift: task('drift'),
      report: task('report'),
      demoStory: task('demoStory'),
      suggest: task('suggest'),
      planRemediation: task('planRemediation'),
      simulatePolicy: task('simulatePolicy'),
      collect: collecting(run),
    },
    close: () => threads.close({ force: true }),
  }
}

type Run = (name: TaskName, input: unknown, options: object) => Promise<unknown>

function collecting(run: Run): Work['collect'] {
  return async (estate, onPart, signal) => {
    const { port1: ours, port2: theirs } = new MessageChannel()
    const stop = () => ours.postMessage('stop')
    signal.addEventListener('abort', stop, { once: true })
    const parts = handleInOrder(ours, onPart)
    try {
      const end = await run('collect', { estate, port: theirs }, { transferList: [theirs] })
      await parts.settled()
      // The worker answers what `collectInto` returns.
      return end as Awaited<ReturnType<Work['collect']>>
    } finally {
      signal.removeEventListener('abort', stop)
      ours.close()
    }
  }
}

/** A part is handled when those before it are; the first failure is everybody's. */
function handleInOrder(port: MessagePort, onPart: (part: Progressing) => Promise<void>) {
  let last: Promise<void> = Promise.resolve()
  const ended = new Promise<void>((resolve) => {
    port.on('message', (part: Progressing | null) => {
      if (part === null) return resolve()
      last = last.then(() => onPart(part))
      // It is awaited in `settled`; until then it must not count as unhandled.
      last.catch(() => {})
    })
  })
  return {
    /** `null` follows the last part. */
    async settled(): Promise<void> {
      await ended
      await last
    },
  }
}
