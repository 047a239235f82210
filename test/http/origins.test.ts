import { describe, expect, test } from 'vitest'
import { sampleApp } from '../support/sample-app.ts'

const app = async (env = {}) => (await sampleApp({ env })).app

describe('hosts', () => {
  test.each(['localhost:8000', '127.0.0.1', '[::1]:9999'])('%s is answered', async (host) => {
    expect((await (await app()).inject({ url: '/health', headers: { host } })).statusCode).toBe(200)
  })

  test.each(['/health', '/docs', '/openapi.json', '/api/v1/tools', '/nothing'])(
    '%s is refused to a foreign host',
    async (url) => {
      const answer = await (await app()).inject({ url, headers: { host: 'evil.example' } })
      expect(answer.statusCode).toBe(403)
      expect(answer.json()).toMatchObject({
        error: { code: 'forbidden', message: 'This server does not answer for the host "evil.example".' },
      })
    },
  )

  test('probes are answered whatever they call us', async () => {
    const answer = await (await app()).inject({ url: '/health/ready', headers: { host: '10.1.2.3:8000' } })
    expect(answer.statusCode).toBe(200)
  })

  test('the name that a trusted proxy was called by counts, that of others does not', async () => {
    const headers = { host: 'internal:8000', 'x-forwarded-host': 'tags.example.com' }
    const env = { ALLOWED_HOSTS: 'tags.example.com' }
    expect((await (await app({ ...env, TRUST_PROXY: '1' })).inject({ url: '/health', headers })).statusCode).toBe(200)
    expect((await (await app(env)).inject({ url: '/health', headers })).statusCode).toBe(403)
  })
})

describe('origins', () => {
  const env = { ALLOWED_ORIGINS: 'https://app.example.com' }
  const from = (origin: string, method: 'GET' | 'OPTIONS' = 'GET', more = {}) => ({
    method,
    url: '/api/v1/tools',
    headers: { host: 'localhost:8000', origin, ...more },
  })

  test('our own page may call, and needs no permission to read', async () => {
    const answer = await (await app()).inject(from('http://localhost:8000'))
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  test('an allowed page may call and read', async () => {
    const answer = await (await app(env)).inject(from('https://app.example.com'))
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example.com', vary: 'origin' })
  })

  test('its browser asks first', async () => {
    const answer = await (await app(env)).inject(
      from('https://app.example.com', 'OPTIONS', {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,mcp-protocol-version',
      }),
    )
    expect(answer.statusCode).toBe(204)
    expect(answer.headers).toMatchObject({
      'access-control-allow-headers': 'content-type,mcp-protocol-version',
      'access-control-allow-methods': 'GET, POST, DELETE',
    })
  })

  test.each(['http://evil.example', 'null', 'http://localhost:3000'])('%s is foreign', async (origin) => {
    const answer = await (await app(env)).inject(from(origin))
    expect(answer.statusCode).toBe(403)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })
})

test('answers may not be framed, sniffed or run', async () => {
  const answer = await (await app()).inject('/health')
  expect(answer.headers).toMatchObject({
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
  expect(answer.headers).not.toHaveProperty('x-powered-by')
})

test('refusals carry these headers too', async () => {
  const answer = await (await app()).inject({ url: '/health', headers: { host: 'evil.example' } })
  expect(answer.headers['x-content-type-options']).toBe('nosniff')
})
