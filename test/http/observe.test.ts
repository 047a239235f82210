import { expect, test } from 'vitest'
import { sampleApp } from '../support/sample-app.ts'

const textOf = ({ metrics }: Awaited<ReturnType<typeof sampleApp>>) => metrics.registry.metrics()

test('every route is there at 0 from the start', async () => {
  const text = await textOf(await sampleApp())
  expect(text).toContain('http_requests_total{route="/api/v1/tools/echo_arguments",method="POST",status_class="5xx"} 0')
  expect(text).toContain('http_request_duration_seconds_count{route="/health/ready",method="GET"} 0')
})

test('requests are counted by route, and unknown ones together', async () => {
  const parts = await sampleApp()
  await parts.post('echo_arguments')
  await parts.app.inject('/some/path/a')
  await parts.app.inject('/some/path/b')
  const text = await textOf(parts)
  expect(text).toContain('http_requests_total{route="/api/v1/tools/echo_arguments",method="POST",status_class="2xx"} 1')
  expect(text).toContain('http_requests_total{route="none",method="GET",status_class="4xx"} 2')
  expect(text).not.toContain('/some/path')
  expect(text).toContain('tagwarden_requests_in_flight 0')
})

test.each([
  ['ok', 'echo_arguments', {}],
  ['client_error', 'echo_arguments', { limit: 0 }],
  ['server_error', 'fail_somehow', { how: 'bug' }],
])('a request ends as %s', async (outcome, tool, given) => {
  const parts = await sampleApp()
  await parts.post(tool, given)
  const text = await textOf(parts)
  expect(text).toContain(`tagwarden_requests_total{method="rest",outcome="${outcome}",protocol_version="none"} 1`)
  expect(text).toContain('tagwarden_request_duration_seconds_count{method="rest",slo_class="interactive"} 1')
})

test('over MCP a failed call is a failure, although its status is 200', async () => {
  const parts = await sampleApp({
    mcp: async (scope, { gate, callerOf }) => {
      scope.post('/mcp', async (request) => {
        const { signal, id: requestId } = request
        const given = { tool: 'fail_somehow', arguments: { how: 'bug' }, transport: 'mcp' as const }
        return gate.call({ ...given, caller: callerOf(request), requestId, signal })
      })
    },
  })
  const headers = { 'content-type': 'application/json', 'mcp-protocol-version': '2026-07-28' }
  const call = (method: string) =>
    parts.app.inject({ method: 'POST', url: '/mcp', headers, payload: JSON.stringify({ method }) })
  await call('tools/call')
  await call('made/up')
  const text = await textOf(parts)
  expect(text).toContain(
    'tagwarden_requests_total{method="tools/call",outcome="server_error",protocol_version="2026-07-28"} 1',
  )
  expect(text).toContain(
    'tagwarden_requests_total{method="other",outcome="server_error",protocol_version="2026-07-28"} 1',
  )
  expect(text).not.toContain('made/up')
})

test('a request leaves one line, without its query, headers or arguments', async () => {
  const { app, lines } = await sampleApp()
  await app.inject({
    method: 'POST',
    url: '/api/v1/tools/echo_arguments?token=secret',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret', 'x-request-id': 'trace-7' },
    payload: '{"name":"secret"}',
  })
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain('secret')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'info',
    reqId: 'trace-7',
    method: 'POST',
    route: '/api/v1/tools/echo_arguments',
    status: 200,
    caller: 'local',
    msg: 'request answered',
  })
})

test('probes leave none', async () => {
  const { app, lines } = await sampleApp()
  await app.inject('/health/ready')
  expect(lines).toEqual([])
})

test.each(['a b', 'x'.repeat(65), 'a\tb', '', '../../x', '<script>'])('%j is no id to repeat', async (id) => {
  const { app } = await sampleApp()
  const answer = await app.inject({ url: '/health', headers: { 'x-request-id': id } })
  expect(answer.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/)
})
