// The whole surface on the SDK's own server. The SDK makes one per request (HTTP) or per connection (stdio), so all that
// is costly was made at boot: here closures are handed over and nothing is converted or compiled.

import { type CacheHint, McpServer, type McpServerFactory, type McpServerOptions } from '@modelcontextprotocol/server'
import { clientOf } from './client.ts'
import { completeArgument } from './completion.ts'
import type { Era } from './protocol.ts'
import { registerPrompt } from './sdk-prompts.ts'
import { registerResources } from './sdk-resources.ts'
import { answerCalls, type Carried, registerTools, type ToolCall } from './sdk-tools.ts'
import { implementation } from './surface.ts'

/** A seam for the conformance suite, whose tools need what no tool of ours does: sampling, elicitation, progress, images. */
export type ServerExtension = {
  readonly options: McpServerOptions
  readonly extend: (server: McpServer, calls: Map<string, ToolCall>) => void
}

export type ServerParts = Carried & {
  /** News of changed resources can be subscribed to. */
  readonly publishes: boolean
  readonly extension?: ServerExtension | undefined
}

/** The lists are fixed at boot and the same for all; a new version is seen within a minute. */
const listHint: CacheHint = { ttlMs: 60_000, cacheScope: 'public' }
const readHint: CacheHint = { ttlMs: 5_000, cacheScope: 'private' }

export function sdkServerFactory(parts: ServerParts): McpServerFactory {
  const { surface, local, extension } = parts
  const withTools = registerTools(parts)
  const withPrompts = surface.prompts.map(registerPrompt)
  return ({ era }) => {
    const server = new McpServer(implementation(surface.info), { ...options(parts, era), ...extension?.options })
    const calls = withTools(server)
    registerResources(server, surface, local)
    for (const withPrompt of withPrompts) withPrompt(server)
    server.server.setRequestHandler('completion/complete', ({ params }, context) =>
      completeArgument(params, surface, clientOf(context, local), context.mcpReq.signal),
    )
    extension?.extend(server, calls)
    answerCalls(server, calls)
    return server
  }
}

function options({ surface, publishes }: ServerParts, era: Era): McpServerOptions {
  return {
    instructions: surface.info.instructions,
    capabilities: {
      tools: { listChanged: false },
      prompts: { listChanged: false },
      // A 2025 subscription lives in a session, and this server has none.
      resources: { listChanged: false, ...(publishes && era === 'modern' && { subscribe: true }) },
      completions: {},
    },
    cacheHints: {
      'server/discover': listHint,
      'tools/list': listHint,
      'prompts/list': listHint,
      'resources/list': listHint,
      'resources/templates/list': listHint,
      'resources/read': readHint,
    },
  }
}
