// What a guard sees of a call. It returns, or throws the refusal.

import type { Caller, Tool } from '../tools/define.ts'

export type InputProblem = {
  readonly reason: 'depth' | 'string_length' | 'array_length' | 'size'
  readonly message: string
}

export type Attempt = {
  readonly tool: Pick<Tool, 'name' | 'scopes'>
  readonly caller: Caller
  /** Equal for equal arguments, in whatever order they are written. */
  readonly argumentsHash: string
  /** What makes the arguments too large to look at, or `null`. */
  readonly inputProblem: InputProblem | null
}

export type Guard = (attempt: Attempt) => void | Promise<void>
