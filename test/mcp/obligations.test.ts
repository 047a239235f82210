// What the fast path owes because it stands in for the SDK: reference/mcp.md, section 6.

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Running, sampleSurface, startMcpApp } from '../support/mcp-app.ts'
import {
  envelope,
  legacy,
  legacyCall,
  type Message,
  modern,
  modernCall,
  post,
  withHeaders,
} from '../support/mcp-messages.ts'
import { sampleGate } from '../support/sample-gate.ts'

const gate = sampleGate()
let running: Running

beforeAll(async () => {
  running = await startMcpApp({ ...sampleSurface(), gate })
})
afterAll(() => running.app.close())

const send = (message: Message, init?: RequestInit) => post(running.url, message, init)
const bothEras = [
  ['2026', modernCall],
  ['2025', legacyCall],
] as const

describe.each(bothEras)('a plain call of %s', (_era, call) => {
  test('1: a missing scope is a 403 that names it', async () => {
    const { status, headers, body } = await send(call('start_work', {}))
    expect(status).toBe(403)
    expect(headers['www-authenticate']).toContain('scope="audit:write"')
    expect(body).toMatchObject({ error: 'insufficient_scope' })
    expect((await send(withHeaders(call('start_work', {}), { 'x-caller': 'writer' }))).status).toBe(200)
  })

  test('5: the tool hears when its client goes away', async () => {
    const leaving = AbortSignal.timeout(100)
    await expect(send(call('wait_for', { ms: 60_000 }), { signal: leaving })).rejects.toThrow()
    await vi.waitFor(() => expect(gate.calls.at(-1)?.signal.aborted).toBe(true))
  })

  test('5: an answer that arrived aborts nothing', async () => {
    await send(call('echo_text', { text: 'a' }))
    await sleep(50)
    expect(gate.calls.at(-1)?.signal.aborted).toBe(false)
  })

  test('6: another content type is 415, broken JSON is -32700, a large body 413', async () => {
    expect((await send(withHeaders(call('echo_text'), { 'content-type': 'text/plain' }))).status).toBe(415)
    expect(await send({ ...call('echo_text'), body: '{"jsonrpc"' })).toMatchObject({
      status: 400,
      body: { id: null, error: { code: -32700 } },
    })
    expect((await send(call('echo_text', { text: 'x'.repeat(1_100_000) }))).status).toBe(413)
  })

  test('7: a foreign host or origin is refused before either path', async () => {
    const before = { ...running.paths }
    expect((await send(withHeaders(call('echo_text'), { origin: 'https://evil.example' }))).status).toBe(403)
    expect(running.paths).toEqual(before)
  })

  test('8: the gate is passed once, as is the count', async () => {
    const before = { calls: gate.calls.length, ...running.paths }
    await send(call('echo_text', { text: 'a' }))
    expect({ calls: gate.calls.length, ...running.paths }).toEqual({
      ...before,
      calls: before.calls + 1,
      fast: before.fast + 1,
    })
  })

  test('9: wrong arguments and crashes are results that an agent can read', async () => {
    expect(await send(call('echo_text', { text: 7 }))).toMatchObject({
      status: 200,
      body: { result: { isError: true, content: [{ type: 'text', text: expect.stringContaining('text') }] } },
    })
    expect(await send(call('break_down', {}))).toMatchObject({ status: 200, body: { result: { isError: true } } })
  })

  test('10: a result that breaks its schema does not leave', async () => {
    const { body } = await send(call('break_promise', {}))
    expect(body).toMatchObject({ result: { isError: true } })
    expect(JSON.stringify(body)).not.toContain('7')
  })
})

test('2: a mirrored argument equals its header', async () => {
  const call = modernCall('read_region', { region: 'eu' })
  expect((await send(withHeaders(call, { 'mcp-param-region': 'eu' }))).status).toBe(200)
  expect(await send(withHeaders(call, { 'mcp-param-region': 'us' }))).toMatchObject({
    status: 400,
    body: { error: { code: -32020 } },
  })
})

test('3: an unsupported legacy version is refused', async () => {
  const { status } = await send(
    withHeaders(legacyCall('echo_text', { text: 'a' }), { 'mcp-protocol-version': '2025-01-01' }),
  )
  expect(status).toBe(400)
})

test('4: an encoded name is understood', async () => {
  const message = withHeaders(modernCall('echo_text', { text: 'a' }), { 'mcp-name': '=?base64?ZWNob190ZXh0?=' })
  expect(await send(message)).toMatchObject({ status: 200, body: { result: { structuredContent: { text: 'a' } } } })
})

test('5: a modern call on the SDK path hears it too', async () => {
  const params = { name: 'wait_for', arguments: { ms: 60_000 }, _meta: { ...envelope, progressToken: 1 } }
  await expect(send(modern('tools/call', params), { signal: AbortSignal.timeout(150) })).rejects.toThrow()
  await vi.waitFor(() => expect(gate.calls.at(-1)?.signal.aborted).toBe(true))
})

test('5: a legacy call on the SDK path hears it too', async () => {
  const params = { name: 'wait_for', arguments: { ms: 60_000 }, _meta: { progressToken: 1 } }
  await expect(send(legacy('tools/call', params), { signal: AbortSignal.timeout(150) })).rejects.toThrow()
  await vi.waitFor(() => expect(gate.calls.at(-1)?.signal.aborted).toBe(true))
})

test('8: a refused scope is seen by the gate on both paths, and run on neither', async () => {
  const before = gate.calls.length
  const meta = { ...envelope, 'io.modelcontextprotocol/logLevel': 'info' }
  await send(modernCall('start_work', {}))
  await send(modern('tools/call', { name: 'start_work', arguments: {}, _meta: meta }))
  expect(gate.calls.length).toBe(before + 2)
})

test('11: what is not admitted reaches the SDK with the body as it was parsed', async () => {
  const { body } = await send(modern('tools/call', { name: 'ecko_text', arguments: {} }, 'id-7'))
  expect(body).toMatchObject({ id: 'id-7', error: { code: -32602, message: expect.stringContaining('echo_text') } })
})
