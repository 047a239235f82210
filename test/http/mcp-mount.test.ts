import { describe, expect, test } from 'vitest'
import type { AppDeps } from '../../server/app.ts'
import { mcpPlugin } from '../../server/mcp/plugin.ts'
import { sampleSurface } from '../support/mcp-app.ts'
import { sampleApp } from '../support/sample-app.ts'

const mcp: NonNullable<AppDeps['mcp']> = async (app, { gate, callerOf }) => {
  await app.register(mcpPlugin, { ...sampleSurface(), gate, callerOf })
}
const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

async function rpc(message: object | string) {
  const parts = await sampleApp({ mcp })
  const payload = typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', id: 1, ...message })
  const answer = await parts.app.inject({ method: 'POST', url: '/mcp', headers, payload })
  return { ...parts, answer }
}

const toolCall = (name: string, given: object) => ({ method: 'tools/call', params: { name, arguments: given } })

describe('the MCP plugin inside the whole server', () => {
  test('answers a call through the gate, and the log says how it came', async () => {
    const { answer, written } = await rpc(toolCall('echo_arguments', { limit: '3' }))
    expect(answer.json()).toMatchObject({
      id: 1,
      result: { structuredContent: { given: { limit: 3 }, caller: 'local' } },
    })
    expect(written).toMatchObject([{ transport: 'mcp', tool: 'echo_arguments', outcome: 'ok' }])
  })

  test('counts a failed call as failed although it is answered with 200', async () => {
    const { answer, metrics } = await rpc(toolCall('fail_somehow', { how: 'bug' }))
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ result: { isError: true } })
    expect(await metrics.registry.metrics()).toContain(
      'tagwarden_requests_total{method="tools/call",outcome="server_error",protocol_version="none"} 1',
    )
  })

  test('leaves bodies that are no messages to the error handler', async () => {
    const { answer } = await rpc('{"jsonrpc":')
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32700 } })
  })

  test('answers initialize by the SDK', async () => {
    const { answer } = await rpc({
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('"protocolVersion":"2025-11-25"')
  })
})
