// What Tagwarden offers over MCP, whichever way it is carried.

import type { Gate } from '../gate.ts'
import type { Caller } from '../tools/define.ts'
import type { CompletionKind, McpPrompt } from './prompts.ts'
import type { McpResources } from './resources.ts'

export type McpInfo = {
  readonly name: string
  readonly title: string
  readonly version: string
  /** What an agent is told about the whole server before it sees a tool. */
  readonly instructions: string
}

/** Known values that begin with `prefix`, the likeliest first. */
export type Completions = (
  kind: CompletionKind,
  prefix: string,
  caller: Caller,
  signal: AbortSignal,
) => Promise<readonly string[]>

export type McpLog = Record<'error' | 'debug', (fields: object, message: string) => void>

export type McpSurface = {
  readonly gate: Gate
  readonly resources: McpResources
  readonly prompts: readonly McpPrompt[]
  readonly completions: Completions
  readonly info: McpInfo
  readonly log: McpLog
}

/** The server as it names itself to clients. */
export const implementation = ({ name, title, version }: McpInfo) => ({ name, title, version })
