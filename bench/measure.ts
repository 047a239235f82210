// Measuring on a machine that others use too: CPU time instead of wall time, ratios instead of absolute numbers.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** CPU time (user and system, all threads) of the whole process while `work` runs, garbage collected before. */
export async function cpuTime<T>(work: () => T | Promise<T>): Promise<{ result: T; cpuMs: number }> {
  globalThis.gc?.()
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { result, cpuMs: (user + system) / 1000 }
}

type Work = () => unknown

/**
 * How many times the CPU time of `base` the `subject` takes. The two alternate and each round gives one ratio,
 * so that a busy neighbour or a warming engine hits both; one round before the first is not counted.
 */
export async function pairedRatio(
  subject: Work,
  base: Work,
  rounds = 5,
): Promise<{ ratio: number; subjectMs: number; baseMs: number }> {
  const pairs: { subjectMs: number; baseMs: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    const subjectFirst = round % 2 === 0
    const first = (await cpuTime(subjectFirst ? subject : base)).cpuMs
    const second = (await cpuTime(subjectFirst ? base : subject)).cpuMs
    if (round > 0)
      pairs.push(subjectFirst ? { subjectMs: first, baseMs: second } : { subjectMs: second, baseMs: first })
  }
  return {
    ratio: median(pairs.map(({ subjectMs, baseMs }) => subjectMs / baseMs)),
    subjectMs: median(pairs.map(({ subjectMs }) => subjectMs)),
    baseMs: median(pairs.map(({ baseMs }) => baseMs)),
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}

/** Highest memory of this process since its start: meaningful only in a fresh one. */
export function peakRssMb(): number {
  // Linux hands the parent's peak on to a child's `maxRSS`; VmHWM starts anew with the program.
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : ''
  const peakKb = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS
  return Number(peakKb) / 1024
}

export type FreshRun<T> = { result: T; cpuMs: number; peakRssMb: number }
export type FreshAnswer<T> = FreshRun<T> | { error: string }

/**
 * Calls one exported function of a module in a new process with `--expose-gc`. Input and result travel as JSON;
 * what the function prints goes to stderr. The CPU time is the call's alone, without starting and importing.
 */
export async function inFreshProcess<T>(module: URL, exportName: string, input?: unknown): Promise<FreshRun<T>> {
  const request = JSON.stringify({ module: module.href, exportName, input })
  const child = fork(new URL('fresh-process.ts', import.meta.url), [request], {
    // Collecting on purpose would otherwise make V8 forget functions that it has just compiled.
    execArgv: ['--expose-gc', '--no-flush-bytecode'],
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  let answer: FreshAnswer<T> = { error: `${exportName} of ${module.pathname} ended without a result` }
  // The child sends one message, made by `fresh-process.ts` in exactly this shape.
  child.on('message', (message) => {
    answer = message as FreshAnswer<T>
  })
  await once(child, 'close')
  return result(answer)
}

function result<T>(answer: FreshAnswer<T>): FreshRun<T> {
  if ('error' in answer) throw new Error(`In a fresh process: ${answer.error}`)
  return answer
}
