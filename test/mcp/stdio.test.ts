import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { describe, expect, test, vi } from 'vitest'
import { serveMcpStdio } from '../../server/mcp/stdio.ts'
import { sampleSurface, writer } from '../support/mcp-app.ts'
import { sampleGate } from '../support/sample-gate.ts'

const server = join(import.meta.dirname, '../support/stdio-server.ts')

describe.each([
  ['legacy', 'legacy'],
  ['modern', 'auto'],
] as const)('the official client over stdio, %s', (era, mode) => {
  test('lists and calls tools, reads a resource, and ends the process with its pipe', async () => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [server] }))
    expect(client.getProtocolEra()).toBe(era)
    expect((await client.listTools()).tools[0]?.name).toBe('echo_text')
    const { structuredContent } = await client.callTool({ name: 'echo_text', arguments: { text: 'a' } })
    expect(structuredContent).toEqual({ text: 'a' })
    expect((await client.readResource({ uri: 'policy://current' })).contents).toHaveLength(1)
    await client.close()
  })
})

test('calls are made as the local user, over stdio', async () => {
  const { gate, input, stop } = serve()
  input.write(`${call({ name: 'start_work', arguments: {} })}\n`)
  await vi.waitFor(() => expect(gate.calls).toHaveLength(1))
  expect(gate.calls[0]).toMatchObject({ caller: writer, transport: 'stdio', tool: 'start_work' })
  await stop()
})

test('a cancelled call reaches the tool', async () => {
  const { gate, input, stop } = serve()
  input.write(`${call({ name: 'wait_for', arguments: { ms: 60_000 } })}\n`)
  await vi.waitFor(() => expect(gate.calls).toHaveLength(1))
  const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }
  input.write(`${JSON.stringify(cancel)}\n`)
  await vi.waitFor(() => expect(gate.calls[0]?.signal.aborted).toBe(true))
  await stop()
})

test('it ends when it is told to', async () => {
  const { done, controller } = serve()
  controller.abort()
  await done
})

const call = (params: object) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })

function serve() {
  const gate = sampleGate()
  const input = new PassThrough()
  const controller = new AbortController()
  const options = { caller: writer, input, output: new PassThrough(), signal: controller.signal }
  const done = serveMcpStdio({ ...sampleSurface(), gate }, options)
  const stop = () => {
    input.destroy()
    return done
  }
  return { gate, input, controller, done, stop }
}
