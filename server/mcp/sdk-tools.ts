// The tools on the SDK's server: listed with schemas made at boot, called through the gate.

import {
  type CallToolResult,
  type InputRequiredResult,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ScopeChallengeHandler,
  type ServerContext,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server'
import { nearest } from '../core/similar.ts'
import type { Caller, Tool } from '../tools/define.ts'
import { toCallToolResult } from './answer.ts'
import { callGate } from './call.ts'
import { type Client, clientOf, clientOfAuth } from './client.ts'
import { lacksScope } from './scope-challenge.ts'
import type { McpSurface } from './surface.ts'
import type { JsonSchema, ToolList } from './tool-list.ts'

export type ToolCall = (args: unknown, context: ServerContext) => Promise<CallToolResult | InputRequiredResult>
export type Carried = {
  readonly surface: McpSurface
  readonly tools: ToolList
  readonly transport: 'mcp' | 'stdio'
  /** Who asks, where the transport cannot say. */
  readonly local: Caller | null
}

type ThroughGate = (args: unknown, client: Client, signal: AbortSignal) => ReturnType<typeof callGate>

/** Prepares at boot; what it returns registers all tools on one server and tells how each is called. */
export function registerTools({ surface, tools, transport, local }: Carried) {
  const prepared = [...tools.values()].map(({ tool, inputSchema, outputSchema }) => {
    const throughGate: ThroughGate = (args, client, signal) =>
      callGate(surface, { tool: tool.name, arguments: args ?? {}, transport, signal, ...client })
    const run: ToolCall = async (args, context) =>
      toCallToolResult(await throughGate(args, clientOf(context, local), context.mcpReq.signal))
    const config = {
      title: tool.title,
      description: tool.description,
      annotations: tool.annotations,
      inputSchema: shown(inputSchema),
      outputSchema: shown(outputSchema),
      scopeChallenge: stepUp(tool, throughGate),
    }
    return { name: tool.name, config, run }
  })
  return (server: McpServer): Map<string, ToolCall> => {
    for (const { name, config, run } of prepared) server.registerTool(name, config, run)
    return new Map(prepared.map(({ name, run }) => [name, run]))
  }
}

/** In place of the SDK's own handler, which would validate once more what the gate validates and knows no near misses. */
export function answerCalls({ server }: McpServer, calls: ReadonlyMap<string, ToolCall>): void {
  server.setRequestHandler('tools/call', ({ params }, context) => {
    const call = calls.get(params.name)
    if (call === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, unknownTool(params.name, calls))
    return call(params.arguments, context)
  })
}

function unknownTool(name: string, calls: ReadonlyMap<string, ToolCall>): string {
  const near = nearest(name, calls.keys(), 4)
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name
  return `Tool ${shown} not found. ${near === undefined ? 'tools/list has the names.' : `Did you mean ${near}?`}`
}

/** The gate sees the call too, for it refuses and logs like every other. */
function stepUp(tool: Tool, throughGate: ThroughGate): ScopeChallengeHandler {
  return async ({ request, authInfo }) => {
    const client = clientOfAuth(authInfo)
    const [first, ...others] = tool.scopes
    if (client === undefined || first === undefined || !lacksScope(client.caller, tool)) return undefined
    await throughGate(request.params?.arguments, client, new AbortController().signal)
    return { scopes: [first, ...others] }
  }
}

/** A schema to be shown and not applied. */
function shown(schema: JsonSchema): StandardSchemaWithJSON {
  const jsonSchema = { input: () => schema, output: () => schema }
  return { '~standard': { version: 1, vendor: 'tagwarden', validate: (value) => ({ value }), jsonSchema } }
}
