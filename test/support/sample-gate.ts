// A gate with a handful of tools, one for each thing the MCP surface has to carry.

import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Call, CallResult, Gate } from '../../server/gate.ts'
import { type Annotations, defineTool, type Tool, type ToolContext } from '../../server/tools/define.ts'

const readOnly: Annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }

export const echoTool = defineTool({
  name: 'echo_text',
  title: 'Echo',
  description: 'Says a text again.',
  input: z.strictObject({ text: z.string().max(200), times: z.int().min(1).max(5).default(1) }),
  output: z.object({ text: z.string() }),
  annotations: readOnly,
  scopes: ['audit:read'],
  stream: false,
  run: async ({ text, times }) => ({ data: { text: text.repeat(times) }, text: `Said ${times} times.` }),
})

export const pageTool = defineTool({
  name: 'read_page',
  title: 'Page',
  description: 'A page of rows, and a link to all of them.',
  input: z.strictObject({ rows: z.int().min(0).max(2000).default(50) }),
  output: z.object({ rows: z.array(z.object({ id: z.string(), tag: z.string() })) }),
  annotations: readOnly,
  scopes: ['audit:read'],
  stream: false,
  run: async ({ rows }) => ({
    data: { rows: Array.from({ length: rows }, (_, index) => ({ id: `i-${index}`, tag: 'é "quoted"\u2028' })) },
    text: `${rows} rows.`,
    links: [{ uri: 'audit://a1/violations', name: 'all', mimeType: 'application/json', description: 'All rows.' }],
  }),
})

export const waitTool = defineTool({
  name: 'wait_for',
  title: 'Wait',
  description: 'Takes its time, unless it is called off.',
  input: z.strictObject({ ms: z.int().max(60_000) }),
  output: z.object({ waited: z.boolean() }),
  annotations: readOnly,
  scopes: ['audit:read'],
  stream: true,
  run: async ({ ms }, { signal }) => {
    await sleep(ms, undefined, { signal })
    return { data: { waited: true }, text: 'Waited.' }
  },
})

export const writeTool = defineTool({
  name: 'start_work',
  title: 'Start',
  description: 'Needs the right to write.',
  input: z.strictObject({}),
  output: z.object({ started: z.boolean() }),
  annotations: { ...readOnly, readOnlyHint: false },
  scopes: ['audit:write'],
  stream: false,
  run: async () => ({ data: { started: true }, text: 'Started.' }),
})

export const brokenTool = defineTool({
  name: 'break_down',
  title: 'Break',
  description: 'Throws, with a secret in its message.',
  input: z.strictObject({}),
  output: z.object({}),
  annotations: readOnly,
  scopes: ['audit:read'],
  stream: false,
  run: async () => {
    throw new Error('password=hunter2')
  },
})

export const routedTool = defineTool({
  name: 'read_region',
  title: 'Region',
  description: 'One argument is mirrored into a header, for load balancers.',
  input: z.strictObject({ region: z.string().meta({ 'x-mcp-header': 'Region' }) }),
  output: z.object({ region: z.string() }),
  annotations: readOnly,
  scopes: ['audit:read'],
  stream: false,
  run: async ({ region }) => ({ data: { region }, text: region }),
})

export const liarTool = defineTool({
  name: 'break_promise',
  title: 'Liar',
  description: 'Returns what its output schema does not allow.',
  input: z.strictObject({}),
  output: z.object({ count: z.int().max(3) }),
  annotations: readOnly,
  scopes: ['audit:read'],
  stream: false,
  run: async () => ({ data: { count: 7 }, text: 'Seven.' }),
})

export const sampleTools: readonly Tool[] = [echoTool, pageTool, waitTool, writeTool, brokenTool, routedTool, liarTool]

export type SampleGate = Gate & { readonly calls: readonly Call[] }

/** Keeps the calls it was asked for, refused ones included. */
export function sampleGate(tools: readonly Tool[] = sampleTools): SampleGate {
  const calls: Call[] = []
  return {
    tools,
    calls,
    call: async (call) => {
      calls.push(call)
      return answer(tools, call)
    },
  }
}

async function answer(tools: readonly Tool[], call: Call): Promise<CallResult> {
  const tool = tools.find(({ name }) => name === call.tool)
  if (tool === undefined) return { ok: false, code: 'not_found', message: `There is no tool ${call.tool}.` }
  const missingScope = tool.scopes.find((scope) => !call.caller.scopes.includes(scope))
  if (missingScope !== undefined) {
    return { ok: false, code: 'forbidden', message: `${tool.name} needs ${missingScope}.`, missingScope }
  }
  const input = tool.input.safeParse(call.arguments)
  if (!input.success) {
    return {
      ok: false,
      code: 'invalid_arguments',
      message: z.prettifyError(input.error),
      hint: 'See the input schema.',
    }
  }
  const { data, text, links = [] } = await tool.run(input.data, contextOf(call))
  const output = tool.output.safeParse(data)
  if (!output.success) return { ok: false, code: 'internal', message: `${tool.name} broke its promise.` }
  return { ok: true, text, links, json: JSON.stringify(output.data) }
}

function contextOf({ caller, transport, requestId, signal }: Call): ToolContext {
  // The sample tools use none.
  return { services: {} as ToolContext['services'], caller, transport, requestId, signal, now: () => 0 }
}
