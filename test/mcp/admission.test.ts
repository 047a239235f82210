import { describe, expect, test } from 'vitest'
import { admit } from '../../server/mcp/admission.ts'
import { listTools } from '../../server/mcp/tool-list.ts'
import { envelope, legacy, legacyCall, type Message, modern, modernCall, withHeaders } from '../support/mcp-messages.ts'
import { sampleTools } from '../support/sample-gate.ts'

const tools = listTools(sampleTools)
const admitted = ({ headers, body }: Message) => admit(headers, body, tools)

const args = { text: 'a' }
const echo = { name: 'echo_text', arguments: args }
const claim = 'io.modelcontextprotocol/protocolVersion'
const withMeta = (meta: object) => modern('tools/call', { ...echo, _meta: { ...envelope, ...meta } })
const withBody = (changed: object): Message => {
  const { headers, body } = legacyCall('echo_text', args)
  return { headers, body: Object.assign({}, body, changed) }
}

describe('answered directly', () => {
  const plain: [what: string, message: Message, era: string][] = [
    ['a modern call', modernCall('echo_text', args), 'modern'],
    ['a legacy call', legacyCall('echo_text', args), 'legacy'],
    [
      'the first legacy revision',
      withHeaders(legacyCall('echo_text', args), { 'mcp-protocol-version': '2024-11-05' }),
      'legacy',
    ],
    [
      'a legacy call that names no version',
      withHeaders(legacyCall('echo_text', args), { 'mcp-protocol-version': undefined }),
      'legacy',
    ],
    ['a call without arguments', modernCall('read_page'), 'modern'],
    [
      'a legacy call with foreign facts beside it',
      legacy('tools/call', { ...echo, _meta: { 'claudecode/toolUseId': 'x' } }),
      'legacy',
    ],
    ['a token, for a tool that never streams', withMeta({ progressToken: 7 }), 'modern'],
    ['a client that does not say who it is', withMeta({ 'io.modelcontextprotocol/clientInfo': undefined }), 'modern'],
    ['a legacy call of a tool that mirrors arguments', legacyCall('read_region', { region: 'eu' }), 'legacy'],
    ['a tool that may stream, when no progress is asked for', modernCall('wait_for', { ms: 1 }), 'modern'],
    ['wrong arguments: the tool says so itself', legacyCall('echo_text', { colour: 1 }), 'legacy'],
  ]

  test.each(plain)('%s', (_what, message, era) => {
    expect(admitted(message)).toMatchObject({ era, id: 1 })
  })
})

describe('left to the SDK', () => {
  const call = modernCall('echo_text', args)
  const old = legacyCall('echo_text', args)
  const unusual: [what: string, message: Message][] = [
    ['a batch', { ...old, body: [old.body] }],
    ['no object', { ...old, body: null }],
    ['another method', legacy('tools/list')],
    ['another JSON-RPC', withBody({ jsonrpc: '1.0' })],
    ['a notification', withBody({ id: undefined })],
    ['null as id', withBody({ id: null })],
    ['a fraction as id', withBody({ id: 0.5 })],
    ['a fifth member', withBody({ trace: 1 })],
    ['no params', withBody({ params: undefined })],
    ['a name that is no text', legacy('tools/call', { name: 1 })],
    ['an unknown tool', legacyCall('ecko_text', args)],
    ['a name from the prototype', legacyCall('constructor', args)],
    ['arguments in a list', legacyCall('echo_text', ['a'])],
    ['meta that is none', legacy('tools/call', { ...echo, _meta: 'x' })],
    ['a retry with input responses', modern('tools/call', { ...echo, inputResponses: {} })],
    ['a retry with request state', modern('tools/call', { ...echo, requestState: 'x' })],
    ['a task', legacy('tools/call', { ...echo, task: {} })],
    [
      'a call within a task',
      legacy('tools/call', { ...echo, _meta: { 'io.modelcontextprotocol/related-task': { taskId: 'x' } } }),
    ],
    [
      'a token, for a tool that streams',
      modern('tools/call', { name: 'wait_for', _meta: { ...envelope, progressToken: 1 } }),
    ],
    ['a token that is none', withMeta({ progressToken: {} })],
    ['a wish for logs', withMeta({ 'io.modelcontextprotocol/logLevel': 'info' })],
    ['a claim of another version', withMeta({ [claim]: '2027-01-01' })],
    [
      'a claim that agrees with its header, of another version',
      withHeaders(withMeta({ [claim]: '2027-01-01' }), { 'mcp-protocol-version': '2027-01-01' }),
    ],
    ['a claim that is no text', withMeta({ [claim]: 1 })],
    ['no capabilities', withMeta({ 'io.modelcontextprotocol/clientCapabilities': undefined })],
    ['a capability that is none', withMeta({ 'io.modelcontextprotocol/clientCapabilities': { roots: true } })],
    ['client info that is none', withMeta({ 'io.modelcontextprotocol/clientInfo': { name: 'x' } })],
    ['a claim without its header', withHeaders(call, { 'mcp-protocol-version': undefined })],
    ['a claim with a legacy header', withHeaders(call, { 'mcp-protocol-version': '2025-11-25' })],
    ['a modern header without a claim', withHeaders(old, { 'mcp-protocol-version': '2026-07-28' })],
    ['a legacy version nobody supports', withHeaders(old, { 'mcp-protocol-version': '2025-01-01' })],
    ['no Mcp-Method', withHeaders(call, { 'mcp-method': undefined })],
    ['another Mcp-Method', withHeaders(call, { 'mcp-method': 'Tools/Call' })],
    ['no Mcp-Name', withHeaders(call, { 'mcp-name': undefined })],
    ['another Mcp-Name', withHeaders(call, { 'mcp-name': 'read_page' })],
    ['an encoded Mcp-Name', withHeaders(call, { 'mcp-name': '=?base64?ZWNob190ZXh0?=' })],
    ['a modern call of a tool that mirrors arguments', modernCall('read_region', { region: 'eu' })],
    ['a client that takes JSON only', withHeaders(call, { accept: 'application/json' })],
    ['a client that takes streams only', withHeaders(old, { accept: 'text/event-stream' })],
    ['a client that does not say what it takes', withHeaders(old, { accept: undefined })],
    ['a client that takes anything', withHeaders(old, { accept: '*/*' })],
  ]

  test.each(unusual)('%s', (_what, message) => {
    expect(admitted(message)).toBeNull()
  })
})

test('two tools of one name do not start', () => {
  expect(() => listTools([...sampleTools, ...sampleTools.slice(0, 1)])).toThrow('Two tools are named echo_text.')
})
