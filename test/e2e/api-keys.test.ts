// Keys, from the command that makes them to the call that is refused.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Product, processEnv, runShell, startProduct } from '../support/product-process.ts'

let product: Product
const keys = { reader: '', writer: '' }

beforeAll(async () => {
  const reader = await runShell(['keys', 'create', '--name', 'reader', '--scopes', 'audit:read'], processEnv())
  const writer = await runShell(['keys', 'create', '--name', 'writer'], processEnv())
  keys.reader = reader.out.trim()
  keys.writer = writer.out.trim()
  const hashes = [reader, writer].map(({ err }) => err.trim().split('\n').at(-1))
  product = await startProduct({ API_KEY_HASHES: hashes.join(',') })
})
afterAll(async () => {
  await product.stop()
  await product.removeData()
})

/** Every answer here is an object. */
const bodyOf = async (response: Response) => (await response.json()) as Readonly<Record<string, unknown>>

async function call(tool: string, key: string | null) {
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` }
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: {} } }
  const [rest, mcp] = await Promise.all([
    fetch(`${product.url}/api/v1/tools/${tool}`, { method: 'POST', headers: authorization }),
    fetch(`${product.url}/mcp`, {
      method: 'POST',
      headers: { ...headers, ...authorization },
      body: JSON.stringify(message),
    }),
  ])
  return { rest, mcp, answers: { rest: await bodyOf(rest), mcp: await bodyOf(mcp) } }
}

describe('with keys', () => {
  test('nobody is let in without one', async () => {
    const { rest, mcp, answers } = await call('get_tagging_policy', null)
    expect([rest.status, mcp.status]).toEqual([401, 401])
    expect(mcp.headers.get('www-authenticate')).toContain('Bearer')
    expect(answers.rest).toMatchObject({ error: { code: 'unauthenticated' } })
    expect(answers.mcp).toMatchObject({ jsonrpc: '2.0', error: { message: expect.any(String) } })
  })

  test('nobody is let in with a wrong one', async () => {
    const { rest, mcp } = await call('get_tagging_policy', `tw_${'A'.repeat(43)}`)
    expect([rest.status, mcp.status]).toEqual([401, 401])
  })

  test('who has one is answered', async () => {
    const { rest, mcp, answers } = await call('get_tagging_policy', keys.reader)
    expect([rest.status, mcp.status]).toEqual([200, 200])
    expect(answers.mcp).toMatchObject({ result: { structuredContent: answers.rest.data } })
  })

  test('a key to read may not start an audit, and is told which scope is missing', async () => {
    const { rest, mcp } = await call('start_audit', keys.reader)
    expect([rest.status, mcp.status]).toEqual([403, 403])
    for (const { headers } of [rest, mcp]) {
      expect(headers.get('www-authenticate')).toContain('error="insufficient_scope", scope="audit:write"')
    }
  })

  test('a key for everything may', async () => {
    const { rest, mcp } = await call('start_audit', keys.writer)
    expect([rest.status, mcp.status]).toEqual([200, 200])
  })

  test('the shell beside the server needs none of them: it reads the one left for it', async () => {
    const { status, out } = await runShell(['call', 'get_tagging_policy'], product.env)
    expect(status).toBe(0)
    expect(JSON.parse(out)).toHaveProperty('required_tags')
  })

  test('the log of calls holds, refusals included, and says who called', async () => {
    const { status, out } = await runShell(['audit-log', 'verify', '--data-dir', product.dataDir], product.env)
    expect(out).toMatch(/^\d+ entries: ok\n$/)
    expect(status).toBe(0)
  })
})
