import { request as httpRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import { sampleApp } from '../support/sample-app.ts'

const json = { 'content-type': 'application/json' }
const mcp = async (app: import('fastify').FastifyInstance) => {
  app.post('/mcp', async () => ({ jsonrpc: '2.0', id: 1, result: {} }))
}

describe('a request that is not understood', () => {
  const cases: [what: string, status: number, code: string, headers: Record<string, string>, body: string][] = [
    ['no JSON', 400, 'invalid_request', json, '{"limit":'],
    ['nothing, called JSON', 400, 'invalid_request', json, ''],
    ['a name that changes objects', 400, 'invalid_request', json, '{"__proto__": {"a": 1}}'],
    ['text', 415, 'unsupported_media_type', { 'content-type': 'text/plain' }, 'limit=1'],
    ['a form', 415, 'unsupported_media_type', { 'content-type': 'application/x-www-form-urlencoded' }, 'limit=1'],
    ['no content type', 415, 'unsupported_media_type', {}, '{}'],
    ['a broken content type', 415, 'unsupported_media_type', { 'content-type': 'a/b/c;;=' }, '{}'],
    ['too large', 413, 'payload_too_large', json, `{"name":"${'x'.repeat(1_100_000)}"}`],
  ]
  test.each(cases)('%s', async (_what, status, code, headers, payload) => {
    const { app } = await sampleApp()
    const answer = await app.inject({ method: 'POST', url: '/api/v1/tools/echo_arguments', headers, payload })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toEqual({ error: expect.objectContaining({ code, message: expect.any(String) }) })
  })

  test('deep nesting is refused, not overflowed on', async () => {
    const { app } = await sampleApp()
    const payload = `{"tags":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    const answer = await app.inject({ method: 'POST', url: '/api/v1/tools/echo_arguments', headers: json, payload })
    expect(answer.statusCode).toBe(413)
    expect(answer.json()).toMatchObject({ error: { message: 'The arguments are nested more than 32 levels deep.' } })
  })
})

describe('on /mcp the same faults are JSON-RPC', () => {
  test.each([
    [400, -32700, json, '{"jsonrpc":'],
    [415, -32000, { 'content-type': 'text/plain' }, 'x'],
    [413, -32000, json, `"${'x'.repeat(1_100_000)}"`],
    [403, -32000, { ...json, host: 'evil.example' }, '{}'],
    [403, -32000, { ...json, origin: 'http://evil.example' }, '{}'],
  ])('%i is %i', async (status, code, headers, payload) => {
    const { app } = await sampleApp({ mcp })
    const answer = await app.inject({ method: 'POST', url: '/mcp', headers, payload })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toEqual({ jsonrpc: '2.0', id: null, error: expect.objectContaining({ code }) })
  })

  test('a fault of ours names its event and nothing else', async () => {
    const { app, lines } = await sampleApp({
      mcp: async (scope) => {
        scope.post('/mcp', async () => {
          throw new Error('secret')
        })
      },
    })
    const answer = await app.inject({ method: 'POST', url: '/mcp', headers: json, payload: '{}' })
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toMatchObject({ id: null, error: { code: -32603, message: expect.stringMatching(/evt_/) } })
    expect(answer.body).not.toContain('secret')
    expect(lines.join()).toContain('secret')
  })
})

describe('what is not there', () => {
  test('is 404 with a hint', async () => {
    const { app } = await sampleApp({ mcp })
    const answer = await app.inject('/nothing/here?x=1')
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toEqual({
      error: {
        code: 'not_found',
        message: 'There is nothing at "/nothing/here".',
        hint: 'MCP is at /mcp; the REST API is described at /docs.',
      },
    })
  })

  test('may be a slip', async () => {
    const { app } = await sampleApp()
    expect((await app.inject('/api/v1/tool')).json()).toMatchObject({ error: { hint: 'Did you mean /api/v1/tools?' } })
  })

  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'] as const)(
    'a tool is not there for %s',
    async (method) => {
      const { listen } = await sampleApp()
      const answer = await send(`${await listen()}/api/v1/tools/echo_arguments`, method)
      expect(answer).toMatchObject({ status: 405, allow: 'POST' })
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'method_not_allowed' } })
    },
  )

  test.each(['/%zz', '/%', `/${'a'.repeat(10_000)}`, '/..%2f..%2fetc/passwd', '//evil.example/'])(
    '%s is no path of ours',
    async (url) => {
      const { app } = await sampleApp()
      const answer = await app.inject({ url })
      expect([400, 404]).toContain(answer.statusCode)
      expect(answer.json()).toEqual({ error: expect.objectContaining({ code: expect.any(String) }) })
    },
  )
})

/** `fetch` refuses some methods. */
function send(url: string, method: string): Promise<{ status: number; allow: string | undefined; body: string }> {
  return new Promise((done, failed) => {
    const request = httpRequest(url, { method }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, allow: response.headers.allow, body: String(Buffer.concat(chunks)) }),
      )
    })
    request.on('error', failed)
    request.end()
  })
}
