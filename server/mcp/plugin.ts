// POST, GET and DELETE /mcp: the split between the fast path and the SDK, and nothing that either of them decides.

import { InMemoryServerEventBus } from '@modelcontextprotocol/server'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../tools/define.ts'
import { admit } from './admission.ts'
import { type NewsSource, publishEvents } from './events.ts'
import { createFastPath } from './fast-path.ts'
import { createSdkPath } from './sdk-path.ts'
import type { ServerExtension } from './sdk-server.ts'
import type { McpSurface } from './surface.ts'
import { listTools } from './tool-list.ts'

export type McpPluginOptions = Omit<McpSurface, 'log'> & {
  readonly callerOf: (request: FastifyRequest) => Caller
  readonly events?: NewsSource
  /** Told once a message which way it was answered. */
  readonly countPath?: (path: 'fast' | 'sdk') => void
  /** For the conformance suite only. */
  readonly extension?: ServerExtension
}

export const mcpPlugin: FastifyPluginAsync<McpPluginOptions> = async (app, options) => {
  const { callerOf, events, countPath = () => {}, extension } = options
  const surface: McpSurface = { ...options, log: app.log }
  const tools = listTools(options.gate.tools)
  const bus = new InMemoryServerEventBus()
  const stopEvents = publishEvents(events, bus)
  const fastPath = createFastPath(surface)
  const parts = { surface, tools, transport: 'mcp', local: null, publishes: events !== undefined, extension } as const
  const sdkPath = createSdkPath(parts, bus)

  // Any other type is refused with 415 before either path sees it.
  app.removeContentTypeParser('text/plain')
  app.addHook('preClose', async () => {
    stopEvents()
    await sdkPath.drain()
  })

  app.post('/mcp', async (request, reply) => {
    const client = { caller: callerOf(request), requestId: request.id }
    const signal = closeSignal(reply)
    const call = admit(request.headers, request.body, tools)
    countPath(call === null ? 'sdk' : 'fast')
    const answer = call ? await fastPath(call, { ...client, signal }) : await sdkPath.answer(request, client, signal)
    return typeof answer === 'string' ? reply.type('application/json').send(answer) : sendResponse(reply, answer)
  })

  app.route({
    method: ['GET', 'DELETE'],
    url: '/mcp',
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const client = { caller: callerOf(request), requestId: request.id }
      countPath('sdk')
      const answer = await sdkPath.answer(request, client, closeSignal(reply))
      return sendResponse(reply.header('allow', 'POST'), answer)
    },
  })
}

/** Aborts when the client goes away before it has its answer. */
function closeSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  // An answer that was sent closes too; aborting then would only cost.
  raw.once('close', () => raw.writableFinished || controller.abort())
  return controller.signal
}

/** Through Fastify rather than around it, so that its hooks see every answer. */
async function sendResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  response.headers.delete('connection')
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) return reply.send(response)
  for (const [name, value] of response.headers) reply.header(name, value)
  return reply.code(response.status).send(response.body === null ? undefined : await response.text())
}
