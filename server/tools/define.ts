// What a tool is. One definition is offered as MCP tool, REST route and shell command.

import type { z } from 'zod'
import type { LogEntry } from '../ports.ts'
import type { Services } from '../services/index.ts'

export const scopes = ['audit:read', 'audit:write'] as const
export type Scope = (typeof scopes)[number]

/** Who asks: an API key's name, or `local` where nobody has to say. */
export type Caller = { readonly id: string; readonly scopes: readonly Scope[] }

export type ToolContext = {
  readonly services: Services
  readonly caller: Caller
  readonly transport: LogEntry['transport']
  readonly requestId: string
  readonly signal: AbortSignal
  readonly now: () => number
}

/** A pointer to what is too large for an answer. */
export type ResourceLink = {
  readonly uri: string
  readonly name: string
  readonly mimeType: string
  readonly description: string
}

export type ToolAnswer<Output> = {
  readonly data: Output
  /** A short summary and the next step, never a mirror of `data`. */
  readonly text: string
  readonly links?: readonly ResourceLink[]
}

export type Annotations = {
  readonly readOnlyHint: boolean
  readonly destructiveHint: boolean
  readonly idempotentHint: boolean
  readonly openWorldHint: boolean
}

export type ToolDefinition<Input extends z.ZodObject, Output extends z.ZodType> = {
  /** At most 30 characters: clients put prefixes before it. */
  readonly name: string
  readonly title: string
  /** At most 600 characters. */
  readonly description: string
  /** Strict: an unknown argument is refused with a did-you-mean. */
  readonly input: Input
  readonly output: Output
  readonly annotations: Annotations
  readonly scopes: readonly Scope[]
  /** Whether it can report progress while it runs; a fast tool cannot. */
  readonly stream: boolean
  readonly run: (input: z.output<Input>, context: ToolContext) => Promise<ToolAnswer<z.input<Output>>>
}

/** A definition whose arguments and results are only known by its schemas. */
export type Tool = Omit<ToolDefinition<z.ZodObject, z.ZodType>, 'run'> & {
  readonly run: (input: unknown, context: ToolContext) => Promise<ToolAnswer<unknown>>
}

export function defineTool<Input extends z.ZodObject, Output extends z.ZodType>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  // The gate parses arguments by this very schema before it calls `run`.
  return { ...definition, run: (input, context) => definition.run(input as z.output<Input>, context) }
}
