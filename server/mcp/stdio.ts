// The same surface for clients without HTTP: one process, one user, messages on two pipes.

import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import type { Caller } from '../tools/define.ts'
import { sdkServerFactory } from './sdk-server.ts'
import type { McpSurface } from './surface.ts'
import { listTools } from './tool-list.ts'

export type StdioOptions = {
  readonly caller: Caller
  readonly input: Readable
  /** Nothing else may write to it. */
  readonly output: Writable
  readonly signal: AbortSignal
}

/** Resolves when the client has closed its end, or `signal` aborts. */
export async function serveMcpStdio(
  surface: McpSurface,
  { caller, input, output, signal }: StdioOptions,
): Promise<void> {
  const tools = listTools(surface.gate.tools)
  const factory = sdkServerFactory({ surface, tools, transport: 'stdio', local: caller, publishes: false })
  const transport = new StdioServerTransport(input, output)
  const onerror = (err: Error) => surface.log.debug({ err }, 'mcp message refused')
  const server = serveStdio(factory, { transport, onerror })
  await once(input, 'close', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
  await server.close()
}
