// What the conformance suite asks a server to have: tools, resources and prompts, in the names and words it looks for.
// They exist in tests only. Two come through the gate and so by the fast path; the rest needs the SDK's own context.

import { randomBytes } from 'node:crypto'
import { createRequestStateCodec } from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { ServerExtension } from '../../server/mcp/sdk-server.ts'
import { defineTool, type Tool } from '../../server/tools/define.ts'
import { addContentTools } from './conformance-content.ts'
import { addInputTools, type RoundState } from './conformance-input.ts'
import { addPrompts } from './conformance-prompts.ts'
import { addResources } from './conformance-resources.ts'
import { addSessionTools } from './conformance-session.ts'

const plain = {
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: [],
  stream: false,
} as const

/** For the gate. */
export const conformanceTools: readonly Tool[] = [
  defineTool({
    ...plain,
    name: 'test_simple_text',
    title: 'Simple text',
    description: 'Returns one text.',
    input: z.object({}),
    output: z.object({}),
    run: async () => ({ data: {}, text: 'This is a simple text response for testing.' }),
  }),
  defineTool({
    ...plain,
    name: 'test_error_handling',
    title: 'Error',
    description: 'Always throws.',
    input: z.object({}),
    output: z.object({}),
    run: async () => {
      throw new Error('This tool intentionally returns an error for testing')
    },
  }),
  defineTool({
    ...plain,
    name: 'test_mirrored_argument',
    title: 'Mirrored argument',
    description: 'Has an argument that is also sent as a header.',
    input: z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) }),
    output: z.object({ region: z.string() }),
    run: async ({ region }) => ({ data: { region }, text: region }),
  }),
]

/** One key a process is enough: the suite talks to one. */
export function conformanceExtension(): ServerExtension {
  const state = createRequestStateCodec<RoundState>({ key: randomBytes(32) })
  return {
    options: { requestState: { verify: state.verify } },
    extend: (server, calls) => {
      server.server.registerCapabilities({ logging: {}, resources: { subscribe: true } })
      addContentTools(server, calls)
      addSessionTools(server, calls)
      addInputTools(server, calls, state)
      addResources(server)
      addPrompts(server)
    },
  }
}
