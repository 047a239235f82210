// What services ask of the threads that do the heavy work; `pool.ts` has it done.

import type { Policy } from '../core/policy.ts'
import type { Collected, CollectedEnd, CollectFrom } from './collect-into.ts'
import type {
  drift,
  find,
  JudgedDay,
  judge,
  planRemediation,
  report,
  select,
  simulatePolicy,
  suggest,
  write,
} from './tasks.ts'
import type { writeVerdicts } from './write-verdicts.ts'

type Task<T extends (input: never) => unknown> = (
  input: Parameters<T>[0],
  signal: AbortSignal,
) => Promise<Awaited<ReturnType<T>>>

export type Work = {
  readonly judge: Task<typeof judge>
  readonly select: Task<typeof select>
  readonly find: Task<typeof find>
  readonly write: Task<typeof write>
  readonly report: Task<typeof report>
  readonly writeVerdicts: Task<typeof writeVerdicts>
  readonly drift: Task<typeof drift>
  readonly suggest: Task<typeof suggest>
  readonly planRemediation: Task<typeof planRemediation>
  readonly simulatePolicy: Task<typeof simulatePolicy>
  readonly demoStory: (
    input: { policy: Policy; now: number; known: readonly string[] },
    signal: AbortSignal,
  ) => Promise<readonly JudgedDay[]>
  /** Reads the estate; each piece is handed over as it comes, in order, and the next waits for it. */
  readonly collect: (
    estate: string,
    from: CollectFrom,
    onPiece: (piece: Collected) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<CollectedEnd>
}
