import { describe, expect, test } from 'vitest'
import { acceptApiKeys } from '../../server/guards/authenticate.ts'
import type { GuardLimits } from '../../server/guards/index.ts'
import { sampleApp } from '../support/sample-app.ts'

const limits = (changes: Partial<GuardLimits>) => ({ limits: changes })

test('a tool answers with its data, a text and links', async () => {
  const { post } = await sampleApp()
  const answer = await post('echo_arguments', { limit: 3 })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(answer.json()).toEqual({
    data: { given: { limit: 3, detail: 'summary' }, caller: 'local' },
    text: 'Echoed.',
    links: [{ uri: 'report://1', name: 'Report', mimeType: 'text/plain', description: 'All of it.' }],
  })
})

test('no body is no arguments', async () => {
  const { app } = await sampleApp()
  const answer = await app.inject({ method: 'POST', url: '/api/v1/tools/echo_arguments' })
  expect(answer.json()).toMatchObject({ data: { given: { limit: 50 } } })
})

test('the list of tools holds their schemas, in the order of the gate', async () => {
  const { app, gate } = await sampleApp()
  const { tools } = (await app.inject('/api/v1/tools')).json()
  expect(tools.map(({ name }: { name: string }) => name)).toEqual(gate.tools.map(({ name }) => name))
  expect(tools[0]).toMatchObject({
    scopes: ['audit:read'],
    input: { additionalProperties: false },
    output: { type: 'object' },
  })
})

test('a call over REST is logged as one, with the id of its request', async () => {
  const { post, written } = await sampleApp()
  const answer = await post('echo_arguments', {}, { 'x-request-id': 'trace-7' })
  expect(answer.headers['x-request-id']).toBe('trace-7')
  expect(written).toMatchObject([{ transport: 'rest', requestId: 'trace-7', caller: 'local' }])
})

describe('a caller', () => {
  const waiting = (url: string, ms: number, signal?: AbortSignal) =>
    fetch(`${url}/api/v1/tools/wait_for_caller`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ms }),
      ...(signal && { signal }),
    })

  test('who waits is waited for: the end of its body is not its end', async () => {
    const { listen, written } = await sampleApp()
    expect((await waiting(await listen(), 100)).status).toBe(200)
    expect(written).toMatchObject([{ outcome: 'ok' }])
  })

  test('who leaves stops the tool', async () => {
    const { listen, written } = await sampleApp()
    await expect(waiting(await listen(), 10_000, AbortSignal.timeout(200))).rejects.toThrow()
    await expect.poll(() => written).toMatchObject([{ outcome: 'cancelled' }])
  })
})

describe('failures have one shape', () => {
  const cases: [status: number, tool: string, given: unknown, error: object, changes?: Partial<GuardLimits>][] = [
    [
      400,
      'echo_arguments',
      { limit: 0 },
      { code: 'invalid_arguments', message: 'limit: expected at least 1, got 0.', hint: 'Example: {"limit":50}' },
    ],
    // Nothing at all is no arguments; `null` is a body, and breaks the schema.
    [400, 'echo_arguments', null, { code: 'invalid_arguments', message: expect.any(String), hint: expect.any(String) }],
    [
      400,
      'echo_arguments',
      [],
      {
        code: 'invalid_arguments',
        message: 'arguments: expected an object, got a list of 0.',
        hint: expect.any(String),
      },
    ],
    [
      404,
      'fail_somehow',
      { how: 'not_found' },
      { code: 'not_found', message: 'There is no such audit.', hint: 'List them.' },
    ],
    [
      413,
      'echo_arguments',
      { name: 'x'.repeat(100_001) },
      { code: 'input_rejected', message: expect.any(String), hint: expect.any(String) },
    ],
    [
      429,
      'echo_arguments',
      {},
      { code: 'rate_limited', message: expect.any(String), hint: expect.any(String), retryAfterS: 60 },
      { ratePerMinute: 0 },
    ],
    [
      429,
      'echo_arguments',
      {},
      { code: 'budget_exhausted', message: expect.any(String), hint: expect.any(String), retryAfterS: 9 },
      { budget: { maxCalls: 0, windowS: 9 } },
    ],
    [
      429,
      'echo_arguments',
      {},
      { code: 'loop_detected', message: expect.any(String), hint: expect.any(String), retryAfterS: 9 },
      { loops: { maxEqualCalls: 0, windowS: 9 } },
    ],
    [
      500,
      'fail_somehow',
      { how: 'bug' },
      { code: 'internal_error', message: expect.stringMatching(/evt_/), hint: expect.any(String) },
    ],
    [503, 'fail_somehow', { how: 'not_ready' }, { code: 'not_ready', message: 'Not yet.', retryAfterS: 3 }],
  ]
  test.each(cases)('%i %s', async (status, tool, given, error, changes = {}) => {
    const { post } = await sampleApp(limits(changes))
    const answer = await post(tool, given)
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toEqual({ error })
  })

  test('when to come back is a header too', async () => {
    const { post } = await sampleApp(limits({ ratePerMinute: 0 }))
    expect((await post('echo_arguments')).headers['retry-after']).toBe('60')
  })
})

describe('with API keys', () => {
  const hash = 'a'.repeat(64)
  const secured = () =>
    sampleApp({
      env: { API_KEY_HASHES: `sha256:${hash}` },
      authenticate: ({ metrics }) =>
        acceptApiKeys(
          { find: async (key) => (key.endsWith('good') ? { name: 'ci', scopes: ['audit:read'], hash } : null) },
          metrics,
        ),
    })
  const key = `tw_${'x'.repeat(20)}good`

  test('a known key is let in and named', async () => {
    const { post, written } = await secured()
    expect((await post('echo_arguments', {}, { authorization: `Bearer ${key}` })).statusCode).toBe(200)
    expect(written).toMatchObject([{ caller: 'ci' }])
  })

  test('without one it is 401, before the body is looked at', async () => {
    const { app } = await secured()
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/tools/echo_arguments',
      headers: { 'content-type': 'text/plain' },
      payload: 'nonsense',
    })
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="tagwarden"')
    expect(answer.json()).toEqual({
      error: {
        code: 'unauthenticated',
        message: 'An API key is needed.',
        hint: expect.stringContaining('tagwarden keys create'),
      },
    })
  })

  test('a missing scope is 403 and says which', async () => {
    const { post } = await secured()
    const answer = await post('write_something', {}, { 'x-api-key': key })
    expect(answer.statusCode).toBe(403)
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="tagwarden", error="insufficient_scope", scope="audit:write"',
    )
    expect(answer.json()).toMatchObject({ error: { code: 'forbidden' } })
  })

  test('docs and health need none, the list of tools does', async () => {
    const { app } = await secured()
    expect((await app.inject('/openapi.json')).statusCode).toBe(200)
    expect((await app.inject('/health/live')).statusCode).toBe(200)
    expect((await app.inject('/api/v1/tools')).statusCode).toBe(401)
  })

  test('health says how it is to everybody, and details to callers', async () => {
    const { app } = await secured()
    expect((await app.inject('/health')).json()).toEqual({ status: 'ok' })
    expect((await app.inject({ url: '/health', headers: { 'x-api-key': key } })).json()).toMatchObject({
      estate: 'demo',
    })
  })
})
