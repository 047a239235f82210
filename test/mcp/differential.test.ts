// The fast path and the SDK's documented mount over the same tools must not be told apart by what they answer.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, startMcpApp, startOfficialMount } from '../support/mcp-app.ts'
import {
  type Answer,
  envelope,
  legacy,
  legacyCall,
  type Message,
  modern,
  modernCall,
  post,
  readAnswer,
  withHeaders,
} from '../support/mcp-messages.ts'

let ours: Running
let official: Running

beforeAll(async () => {
  ours = await startMcpApp()
  official = await startOfficialMount()
})
afterAll(() => Promise.all([ours.app.close(), official.app.close()]))

const calls: [what: string, tool: string, args: unknown][] = [
  ['a small result', 'echo_text', { text: 'hello' }],
  ['text from outside', 'echo_text', { text: '</script>\u2028\u0000"\\ é 🏷️' }],
  ['a default', 'echo_text', { text: 'a', times: 2 }],
  ['a large result with a link', 'read_page', { rows: 500 }],
  ['no arguments', 'read_page', undefined],
  ['a missing argument', 'echo_text', {}],
  ['a wrong argument', 'echo_text', { text: 7 }],
  ['an unknown argument', 'echo_text', { text: 'a', colour: 'red' }],
  ['a missing scope', 'start_work', {}],
  ['a broken output', 'break_promise', {}],
  ['a tool that may stream', 'wait_for', { ms: 1 }],
]

const plain = calls.flatMap(([what, tool, args]): [string, Message][] => [
  [`2026: ${what}`, modernCall(tool, args)],
  [`2025: ${what}`, legacyCall(tool, args)],
])

describe('a plain call', () => {
  test.each(plain)('%s', async (_what, message) => {
    const before = ours.paths.fast
    expect(await post(ours.url, message)).toEqual(await post(official.url, message))
    expect(ours.paths.fast).toBe(before + 1)
  })

  test.each([modernCall('start_work', {}), legacyCall('start_work', {})])('a scope that is there', async (message) => {
    const writing = withHeaders(message, { 'x-caller': 'writer' })
    expect(await post(ours.url, writing)).toEqual(await post(official.url, writing))
  })

  test.each([0, -1, 9_007_199_254_740_991, '', 'a"b', '🏷️'])('its id comes back: %j', async (id) => {
    const params = { name: 'echo_text', arguments: { text: 'a' } }
    for (const message of [modern('tools/call', params, id), legacy('tools/call', params, id)]) {
      expect(await post(ours.url, message)).toEqual(await post(official.url, message))
    }
  })

  test('a progress token is ignored by a tool that is done at once', async () => {
    const meta = { ...envelope, progressToken: 'p1' }
    const message = modern('tools/call', { name: 'echo_text', arguments: { text: 'a' }, _meta: meta })
    expect(await post(ours.url, message)).toEqual(await post(official.url, message))
  })
})

const echo = { name: 'echo_text', arguments: { text: 'a' } }
const { 'io.modelcontextprotocol/clientCapabilities': _capabilities, ...withoutCapabilities } = envelope

const unusual: [what: string, message: Message][] = [
  ['unknown tool, 2026', modernCall('ecko_text', { text: 'a' })],
  ['unknown tool, 2025', legacyCall('ecko_text', { text: 'a' })],
  ['no Mcp-Method', withHeaders(modernCall('echo_text', { text: 'a' }), { 'mcp-method': undefined })],
  ['another Mcp-Method', withHeaders(modernCall('echo_text', { text: 'a' }), { 'mcp-method': 'tools/list' })],
  ['no Mcp-Name', withHeaders(modernCall('echo_text', { text: 'a' }), { 'mcp-name': undefined })],
  ['another Mcp-Name', withHeaders(modernCall('echo_text', { text: 'a' }), { 'mcp-name': 'read_page' })],
  [
    'an encoded Mcp-Name',
    withHeaders(modernCall('echo_text', { text: 'a' }), { 'mcp-name': '=?base64?ZWNob190ZXh0?=' }),
  ],
  ['a broken encoding', withHeaders(modernCall('echo_text', { text: 'a' }), { 'mcp-name': '=?base64?!!?=' })],
  ['no version header', withHeaders(modernCall('echo_text', { text: 'a' }), { 'mcp-protocol-version': undefined })],
  ['an older version header', withHeaders(modernCall('echo_text', {}), { 'mcp-protocol-version': '2025-11-25' })],
  ['a future version header', withHeaders(modernCall('echo_text', {}), { 'mcp-protocol-version': '2030-01-01' })],
  ['an unknown legacy version', withHeaders(legacyCall('echo_text', {}), { 'mcp-protocol-version': '1999-01-01' })],
  [
    'a modern header without a claim',
    withHeaders(legacyCall('echo_text', {}), { 'mcp-protocol-version': '2026-07-28' }),
  ],
  [
    '2025: no version header',
    withHeaders(legacyCall('echo_text', { text: 'a' }), { 'mcp-protocol-version': undefined }),
  ],
  ['2025: JSON only', withHeaders(legacyCall('echo_text', { text: 'a' }), { accept: 'application/json' })],
  ['2026: JSON only', withHeaders(modernCall('echo_text', { text: 'a' }), { accept: 'application/json' })],
  ['2025: no Accept', withHeaders(legacyCall('echo_text', { text: 'a' }), { accept: undefined })],
  [
    'a future claim',
    modern('tools/call', { ...echo, _meta: { ...envelope, 'io.modelcontextprotocol/protocolVersion': '2030-01-01' } }),
  ],
  [
    'a claim that is no text',
    modern('tools/call', { ...echo, _meta: { ...envelope, 'io.modelcontextprotocol/protocolVersion': 7 } }),
  ],
  ['no capabilities', modern('tools/call', { ...echo, _meta: withoutCapabilities })],
  [
    'capabilities that are none',
    modern('tools/call', {
      ...echo,
      _meta: { ...envelope, 'io.modelcontextprotocol/clientCapabilities': { sampling: 1 } },
    }),
  ],
  [
    'client info that is none',
    modern('tools/call', { ...echo, _meta: { ...envelope, 'io.modelcontextprotocol/clientInfo': 'me' } }),
  ],
  ['a token that is none', legacy('tools/call', { ...echo, _meta: { progressToken: {} } })],
  ['input responses', modern('tools/call', { ...echo, inputResponses: {} })],
  ['request state', modern('tools/call', { ...echo, requestState: 'x' })],
  ['a task', legacy('tools/call', { ...echo, task: { ttl: 1 } })],
  ['arguments in a list', legacyCall('echo_text', ['a'])],
  ['null arguments', modernCall('echo_text', null)],
  ['a name that is none', modern('tools/call', { name: 7 })],
  ['no params', { ...legacy('tools/call'), body: { jsonrpc: '2.0', id: 1, method: 'tools/call' } }],
  ['a fraction as id', legacy('tools/call', echo, 1.5)],
  ['null as id', legacy('tools/call', echo, null)],
  ['an object as id', modern('tools/call', echo, {})],
  ['another JSON-RPC', { ...legacy('x'), body: { jsonrpc: '1.0', id: 1, method: 'tools/call', params: echo } }],
  ['a fifth member', { ...legacy('x'), body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: echo, extra: 1 } }],
  ['a notification', { ...legacy('x'), body: { jsonrpc: '2.0', method: 'notifications/initialized' } }],
  ['a response', { ...legacy('x'), body: { jsonrpc: '2.0', id: 1, result: {} } }],
  ['an empty batch', { ...legacy('x'), body: [] }],
  ['a batch of one', { ...legacy('x'), body: [legacy('tools/call', echo).body] }],
  ['a modern batch', { ...legacy('x'), body: [modern('tools/call', echo).body] }],
  ['a batch with nonsense', { ...legacy('x'), body: [1] }],
  ['a number', { ...legacy('x'), body: 7 }],
  ['null', { ...legacy('x'), body: 'null' }],
  ['broken JSON', { ...legacy('x'), body: '{"jsonrpc":' }],
  ['no body', { ...legacy('x'), body: '' }],
  ['a foreign type', withHeaders(legacyCall('echo_text', {}), { 'content-type': 'application/xml' })],
  [
    'a type with a charset',
    withHeaders(modernCall('echo_text', { text: 'a' }), { 'content-type': 'application/json; charset=utf-8' }),
  ],
  ['a foreign origin', withHeaders(legacyCall('echo_text', {}), { origin: 'https://evil.example' })],
  ['a local origin', withHeaders(legacyCall('echo_text', { text: 'a' }), { origin: 'http://localhost:3000' })],
  ['a body that is too large', legacyCall('echo_text', { text: 'x'.repeat(1_100_000) })],
  ['an unknown method, 2026', modern('no/such')],
  ['an unknown method, 2025', legacy('no/such')],
  [
    'initialize',
    legacy('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'a', version: '1' } }),
  ],
  ['ping', legacy('ping')],
  ['discover', modern('server/discover')],
  ['tools, 2026', modern('tools/list')],
  ['tools, 2025', legacy('tools/list')],
  ['resources', modern('resources/list')],
  ['templates', modern('resources/templates/list')],
  ['a resource', modern('resources/read', { uri: 'policy://current' })],
  ['no such resource', modern('resources/read', { uri: 'report://missing' })],
  ['no such scheme', legacy('resources/read', { uri: 'nothing://here' })],
  ['prompts', legacy('prompts/list')],
  ['a prompt', modern('prompts/get', { name: 'monthly_review', arguments: { account: '42' } })],
  ['a header parameter', withHeaders(modernCall('read_region', { region: 'eu' }), { 'mcp-param-region': 'eu' })],
  ['another header parameter', withHeaders(modernCall('read_region', { region: 'eu' }), { 'mcp-param-region': 'us' })],
  ['no header parameter', modernCall('read_region', { region: 'eu' })],
]

describe('whatever else', () => {
  test.each(unusual)('%s', async (_what, message) => {
    expect(await post(ours.url, message)).toEqual(await post(official.url, message))
  })

  test.each(['GET', 'DELETE'])('%s', async (method) => {
    const headers = { accept: 'text/event-stream' }
    const [mine, theirs] = await Promise.all([
      fetch(ours.url, { method, headers }),
      fetch(official.url, { method, headers }),
    ])
    expect(await readAnswer(mine)).toEqual(await readAnswer(theirs))
    expect(mine.status).toBe(405)
  })
})

test.each([modernCall('break_down', {}), legacyCall('break_down', {})])(
  'a crash is told by its request id and nothing more',
  async (message) => {
    const [mine, theirs] = await Promise.all([post(ours.url, message), post(official.url, message)])
    expect(withoutRequestId(mine)).toEqual(withoutRequestId(theirs))
    expect(JSON.stringify(mine)).not.toContain('hunter2')
  },
)

const withoutRequestId = (answer: Answer): unknown =>
  JSON.parse(JSON.stringify(answer).replace(/under request req-\w+/, 'under request X'))
