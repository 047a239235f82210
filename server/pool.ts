// The threads behind `Work`.

import { Piscina } from 'piscina'
import { AppError } from './core/errors.ts'
import { collecting, type Run } from './pool/collecting.ts'
import type { Work } from './services/work.ts'
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
      writeVerdicts: task('writeVerdicts'),
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
