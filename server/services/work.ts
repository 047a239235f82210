// What services ask of the threads that do the heavy work; `pool.ts` has it done.

import type { CollectedEnd, CollectedPart, drift, find, judge, select, write } from './tasks.ts'

export type Progressing = CollectedPart & { readonly fraction: number | null }

type Task<T extends (input: never) => unknown> = (
  input: Parameters<T>[0],
  signal: AbortSignal,
) => Promise<Awaited<ReturnType<T>>>

export type Work = {
  readonly judge: Task<typeof judge>
  readonly select: Task<typeof select>
  readonly find: Task<typeof find>
  readonly write: Task<typeof write>
  readonly drift: Task<typeof drift>
  /** Reads the estate; each part is handed over as it comes, in order. */
  readonly collect: (
    estate: string,
    onPart: (part: Progressing) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<CollectedEnd>
}
