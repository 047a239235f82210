// The MCP plugin on a real Fastify and an ephemeral port, with the checks that stand before it in the product.

import { hostHeaderValidation, originValidation } from '@modelcontextprotocol/fastify'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler } from '@modelcontextprotocol/server'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { AppError } from '../../server/core/errors.ts'
import { authInfoOf } from '../../server/mcp/client.ts'
import { jsonRpcError } from '../../server/mcp/json-rpc-error.ts'
import { type McpPluginOptions, mcpPlugin } from '../../server/mcp/plugin.ts'
import { tagwardenPrompts } from '../../server/mcp/prompts.ts'
import { type ReadResource, tagwardenResources } from '../../server/mcp/resources.ts'
import { sdkServerFactory } from '../../server/mcp/sdk-server.ts'
import type { McpSurface } from '../../server/mcp/surface.ts'
import { listTools } from '../../server/mcp/tool-list.ts'
import type { Caller } from '../../server/tools/define.ts'
import { sampleGate } from './sample-gate.ts'

export const reader: Caller = { id: 'reader', scopes: ['audit:read'] }
export const writer: Caller = { id: 'writer', scopes: ['audit:read', 'audit:write'] }

const read: ReadResource = async (uri, caller) => {
  if (uri.startsWith('report://missing')) return null
  if (uri.startsWith('report://broken')) throw new Error('password=hunter2')
  if (uri.startsWith('report://locked')) throw new AppError('unreadable', 'Locked.', { hint: 'Wait.' })
  return { mimeType: 'application/json', text: JSON.stringify({ uri, caller: caller.id }) }
}

export const sampleSurface = (): McpSurface => ({
  gate: sampleGate(),
  resources: tagwardenResources(read),
  prompts: tagwardenPrompts,
  completions: async (kind, prefix) => [`${prefix}${kind}-1`, `${prefix}${kind}-2`],
  info: { name: 'tagwarden', title: 'Tagwarden', version: '1.2.3', instructions: 'Ask about tags.' },
  log: { error: () => {}, debug: () => {} },
})

/** As guards would: everybody may read, and who says so may write. */
const callerOf = ({ headers }: FastifyRequest): Caller => (headers['x-caller'] === 'writer' ? writer : reader)

export type Running = {
  readonly app: FastifyInstance
  readonly url: URL
  readonly paths: { fast: number; sdk: number }
}

/** To be closed by the test. */
export async function startMcpApp(options: Partial<McpPluginOptions> = {}): Promise<Running> {
  const app = emptyApp()
  const paths = { fast: 0, sdk: 0 }
  const countPath = (path: 'fast' | 'sdk') => {
    paths[path] += 1
  }
  await app.register(mcpPlugin, { ...sampleSurface(), callerOf, countPath, ...options })
  return { app, url: await listen(app), paths }
}

/** The SDK's documented mount over the same surface: what the plugin is compared with. */
export async function startOfficialMount(surface: McpSurface = sampleSurface()): Promise<Running> {
  const app = emptyApp()
  const tools = listTools(surface.gate.tools)
  const factory = sdkServerFactory({ surface, tools, transport: 'mcp', local: null, publishes: false })
  const handle = toNodeHandler(createMcpHandler(factory))
  app.all('/mcp', async (request, reply) => {
    reply.hijack()
    const auth = authInfoOf({ caller: callerOf(request), requestId: request.id })
    await handle(Object.assign(request.raw, { auth }), reply.raw, request.body)
  })
  return { app, url: await listen(app), paths: { fast: 0, sdk: 0 } }
}

function emptyApp(): FastifyInstance {
  const app = Fastify({ bodyLimit: 1_048_576, forceCloseConnections: true })
  const local = ['localhost', '127.0.0.1']
  app.addHook('onRequest', hostHeaderValidation(local))
  app.addHook('onRequest', originValidation(local))
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = jsonRpcError(error)
    return reply.code(status).send(body)
  })
  return app
}

const listen = async (app: FastifyInstance) => new URL('/mcp', await app.listen({ host: '127.0.0.1', port: 0 }))
