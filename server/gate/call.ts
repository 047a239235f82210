// What goes through the gate, and what comes out.

import type { LogEntry } from '../ports.ts'
import type { Caller, ResourceLink, Tool } from '../tools/define.ts'

export type Call = {
  readonly tool: string
  readonly arguments: unknown
  readonly caller: Caller
  readonly transport: LogEntry['transport']
  readonly requestId: string
  readonly signal: AbortSignal
}

export type CallResult =
  | {
      readonly ok: true
      readonly text: string
      readonly links: readonly ResourceLink[]
      /** The structured content, serialised once and checked against the output schema. */
      readonly json: string
    }
  | {
      readonly ok: false
      /** `forbidden`, `rate_limited`, `budget_exhausted`, `loop_detected`, `invalid_arguments`, `not_found` … */
      readonly code: string
      readonly message: string
      readonly hint?: string
      readonly retryAfterS?: number
      /** The scope that is missing, for a 403 step-up. */
      readonly missingScope?: string
    }

export interface Gate {
  /** In the order in which clients see them. */
  readonly tools: readonly Tool[]
  call(call: Call): Promise<CallResult>
}
