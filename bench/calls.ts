// What MCP costs over a plain route: process CPU of the server per request, both answering the same calls with the same
// body through the same gate. 1 means that the protocol is free.

import Fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { CallResult, Gate } from '../server/gate.ts'
import { resultMembers } from '../server/mcp/answer.ts'
import { mcpPlugin } from '../server/mcp/plugin.ts'
import { tagwardenPrompts } from '../server/mcp/prompts.ts'
import { tagwardenResources } from '../server/mcp/resources.ts'
import { type Caller, defineTool } from '../server/tools/define.ts'
import type { Bench, Figure } from './figures.ts'
import { type Load, startLoad } from './load.ts'
import { pairedRatio } from './measure.ts'

const caller: Caller = { id: 'bench', scopes: ['audit:read'] }
const eras = ['2026-07-28', '2025-11-25'] as const
const sizes = [
  { name: 'small call', bytes: 500 },
  { name: '60 kB page', bytes: 60_000 },
] as const

const calls: Bench = async ({ quick }) => {
  const { app, url } = await startServer()
  const load = await startLoad()
  try {
    const figures: Figure[] = []
    for (const size of sizes) for (const era of eras) figures.push(...(await measure(load, url, size, era, quick)))
    return figures
  } finally {
    load.stop()
    await app.close()
  }
}
export default calls

async function measure(load: Load, url: string, size: (typeof sizes)[number], era: string, quick: boolean) {
  const requests = quick ? 1_000 : 5_000
  const message = callOf(size.bytes, era)
  const send = (path: string) => () => load.send({ ...message, url: `${url}${path}`, requests })
  const gated = await pairedRatio(send('/mcp'), send('/gated'), quick ? 5 : 9)
  const bare = await pairedRatio(send('/mcp'), send(`/bare/${size.bytes}`), quick ? 3 : 5)
  const name = `${size.name}, ${era}`
  return [
    { name: `${name}: speed of a plain route`, value: 1 / gated.ratio, unit: '×', goal: { atLeast: 0.8 } },
    { name: `${name}: speed of a bare route`, value: 1 / bare.ratio, unit: '×', goal: null },
    { name: `${name}: CPU a request`, value: (gated.subjectMs * 1000) / requests, unit: 'µs', goal: null },
  ]
}

/** Until the product's app can be built here, a gate that parses, looks up and answers a stored payload. */
async function startServer(): Promise<{ app: FastifyInstance; url: string }> {
  const app = Fastify()
  const gate = storedGate()
  await app.register(mcpPlugin, {
    gate,
    resources: tagwardenResources(async () => null),
    prompts: tagwardenPrompts,
    completions: async () => [],
    info: { name: 'tagwarden', title: 'Tagwarden', version: '0.0.0', instructions: '' },
    callerOf: () => caller,
  })
  app.post('/gated', async (request, reply) => {
    // Sent by this file alone, in this form.
    const { params } = request.body as { params: { name: string; arguments: unknown } }
    const { signal } = new AbortController()
    const call = {
      tool: params.name,
      arguments: params.arguments,
      caller,
      transport: 'rest',
      requestId: request.id,
      signal,
    } as const
    const result = await gate.call(call)
    return reply.type('application/json').send(bodyOf(result))
  })
  for (const { bytes } of sizes) {
    const body = bodyOf(stored(bytes))
    app.post(`/bare/${bytes}`, async (_request, reply) => reply.type('application/json').send(body))
  }
  return { app, url: await app.listen({ host: '127.0.0.1', port: 0 }) }
}

const input = z.strictObject({ bytes: z.int() })

function storedGate(): Gate {
  const output = z.looseObject({})
  const tool = defineTool({
    name: 'read_stored',
    title: 'Stored answer',
    description: 'Answers from what was stored.',
    input,
    output,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    scopes: ['audit:read'],
    stream: false,
    run: async () => ({ data: {}, text: '' }),
  })
  const answers = new Map(sizes.map(({ bytes }) => [bytes as number, stored(bytes)]))
  return {
    tools: [tool],
    call: async ({ arguments: args }) => {
      const answer = answers.get(input.parse(args).bytes)
      return answer ?? { ok: false, code: 'not_found', message: 'No such size.' }
    },
  }
}

function stored(bytes: number): CallResult {
  const row = { arn: 'arn:aws:ec2:eu-central-1:111122223333:instance/i-0abc', verdict: 'violating', missing: ['Owner'] }
  const rows = Array.from({ length: Math.ceil(bytes / JSON.stringify(row).length) }, () => row)
  return { ok: true, text: `${rows.length} rows.`, links: [], json: JSON.stringify({ rows }) }
}

const bodyOf = (result: CallResult): string => `{"jsonrpc":"2.0","id":1,"result":{${resultMembers(result)}}}`

function callOf(bytes: number, era: string) {
  const isModern = era === '2026-07-28'
  const meta = {
    'io.modelcontextprotocol/protocolVersion': era,
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
  }
  const params = { name: 'read_stored', arguments: { bytes }, ...(isModern && { _meta: meta }) }
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': era,
    ...(isModern && { 'mcp-method': 'tools/call', 'mcp-name': 'read_stored' }),
  }
  return { headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }) }
}
