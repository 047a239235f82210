// Whatever arrives, the server answers in JSON-RPC, never with a 500, and forgets it.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Running, startMcpApp } from '../support/mcp-app.ts'
import { envelope, legacyCall, modern, modernCall } from '../support/mcp-messages.ts'

let running: Running

beforeAll(async () => {
  running = await startMcpApp()
})
afterAll(() => running.app.close())

const seed = Number(process.env.MALFORMED_SEED ?? Date.now() % 1_000_000_000)

const method = fc.oneof(
  fc.constantFrom('tools/call', 'tools/list', 'initialize', 'server/discover', 'resources/read', 'prompts/get', 'ping'),
  fc.constantFrom('completion/complete', 'subscriptions/unlisten', 'tasks/get', '__proto__', 'constructor', ''),
  fc.string(),
)
const name = fc.oneof(fc.constantFrom('echo_text', 'read_page', 'monthly_review', '__proto__', 'toString'), fc.string())
const meta = fc.oneof(
  fc.constant(envelope),
  fc.jsonValue(),
  fc.jsonValue().map((value) => ({ ...envelope, 'io.modelcontextprotocol/clientCapabilities': value })),
  fc.jsonValue().map((value) => ({ ...envelope, progressToken: value })),
)
const args = fc.oneof(fc.jsonValue(), fc.record({ text: fc.string(), times: fc.integer() }, { requiredKeys: [] }))
const params = fc.oneof(
  fc.jsonValue(),
  fc.record({ name, arguments: args, _meta: meta, uri: fc.webUrl(), ref: fc.jsonValue() }, { requiredKeys: [] }),
)
const id = fc.oneof(fc.integer(), fc.string(), fc.jsonValue())
const message = fc.record(
  { jsonrpc: fc.constantFrom('2.0', '1.0', 2), id, method, params },
  { requiredKeys: ['method'] },
)

const body = fc.oneof(
  { weight: 6, arbitrary: message.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.array(message, { maxLength: 4 }).map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 1, arbitrary: fc.constant(`{"__proto__":{"x":1},"jsonrpc":"2.0"}`) },
  { weight: 1, arbitrary: fc.constant('['.repeat(20_000)) },
  {
    weight: 1,
    arbitrary: fc.nat(200).map((end) => JSON.stringify(modernCall('echo_text', { text: 'a' }).body).slice(0, end)),
  },
)

const headerValue = fc.constantFrom(
  'tools/call',
  'tools/list',
  'echo_text',
  '2026-07-28',
  '2025-11-25',
  '1999-01-01',
  '=?base64?x?=',
  '',
)
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json',
      'application/json',
      'text/plain',
      'nonsense',
    ),
    accept: fc.constantFrom('application/json, text/event-stream', '*/*', 'application/json', 'x'),
    'mcp-protocol-version': headerValue,
    'mcp-method': headerValue,
    'mcp-name': headerValue,
    'mcp-session-id': headerValue,
  },
  { requiredKeys: ['content-type', 'accept'] },
)

/** Each message of an answer, streamed or not; none is allowed only where a notification was accepted. */
async function messagesOf(response: Response): Promise<unknown[]> {
  const text = await response.text()
  if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
    return text === '' ? [] : [JSON.parse(text)].flat()
  return text.split('\n').flatMap((line) => (line.startsWith('data: {') ? [JSON.parse(line.slice(6))] : []))
}

async function checkAnswer(sent: { body: string | Uint8Array; headers: Record<string, string> }): Promise<void> {
  const response = await fetch(running.url, { method: 'POST', headers: sent.headers, body: Buffer.from(sent.body) })
  const messages = await messagesOf(response)
  expect(response.status).toBeLessThan(500)
  if (response.status !== 202) expect(messages.length).toBeGreaterThan(0)
  for (const one of messages) {
    expect(one).toMatchObject({ jsonrpc: '2.0' })
    if (response.status >= 400)
      expect(one).toMatchObject({ error: { code: expect.any(Number), message: expect.any(String) } })
  }
}

test(`500 malformed requests are answered in JSON-RPC (MALFORMED_SEED=${seed})`, async () => {
  await fc.assert(fc.asyncProperty(fc.record({ body, headers }), checkAnswer), {
    numRuns: 500,
    seed,
    endOnFailure: true,
  })
  const { status } = await fetch(running.url, { method: 'POST', ...wellFormed() })
  expect(status).toBe(200)
})

test('a call that goes on for ever in the same way leaves nothing behind', async () => {
  const wrong = modern('tools/call', { name: 'echo_text', arguments: { text: 1 } })
  const kinds = [legacyCall('echo_text', { text: 'a' }), wrong, legacyCall('no_such_tool'), { ...wrong, body: '{' }]
  const round = async (times: number) => {
    for (let count = 0; count < times; count++) {
      for (const { headers, body } of kinds) {
        const text = typeof body === 'string' ? body : JSON.stringify(body)
        await (await fetch(running.url, { method: 'POST', headers, body: text })).arrayBuffer()
      }
    }
    collectGarbage()
    return process.memoryUsage().heapUsed / 2 ** 20
  }
  await round(100)
  const before = await round(100)
  const after = await round(400)
  expect(after - before).toBeLessThan(16)
})

/** The test runner gives no way to ask for this from outside. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

function wellFormed(): RequestInit {
  const { headers, body } = modernCall('echo_text', { text: 'still here' })
  return { headers, body: JSON.stringify(body) }
}
