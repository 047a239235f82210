// Everything but a plain `tools/call`, answered by the SDK: lists, discovery, the handshake, streams, and all refusals.

import { createMcpHandler, type InMemoryServerEventBus, type McpHttpHandler } from '@modelcontextprotocol/server'
import type { FastifyRequest } from 'fastify'
import { authInfoOf, type Client } from './client.ts'
import { type ServerParts, sdkServerFactory } from './sdk-server.ts'

export type SdkPath = {
  readonly answer: (request: FastifyRequest, client: Client, signal: AbortSignal) => Promise<Response>
  /** Lets calls finish, then ends the streams that would stay open. */
  readonly drain: () => Promise<void>
}

export function createSdkPath(parts: ServerParts, bus: InMemoryServerEventBus): SdkPath {
  const onerror = (err: Error) => parts.surface.log.debug({ err }, 'mcp request refused')
  const handler = createMcpHandler(sdkServerFactory(parts), { bus, onerror })
  const running = new Set<Promise<Response>>()
  return {
    answer: async (request, client, signal) => {
      const response = answer(handler, request, client, signal)
      running.add(response)
      return response.finally(() => running.delete(response))
    },
    drain: async () => {
      await Promise.allSettled(running)
      await handler.close()
    },
  }
}

/** The body goes along as Fastify parsed it, so the request needs none of its own. */
function answer({ fetch }: McpHttpHandler, request: FastifyRequest, client: Client, signal: AbortSignal) {
  const { method, headers, body } = request
  const forwarded = new Request('http://localhost/mcp', { method, headers: webHeaders(headers), signal })
  return fetch(forwarded, { authInfo: authInfoOf(client), ...(body !== undefined && { parsedBody: body }) })
}

function webHeaders(headers: FastifyRequest['headers']): Headers {
  const copy = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const one of value === undefined ? [] : [value].flat()) copy.append(name, one)
  }
  return copy
}
