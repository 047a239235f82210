// Whatever arrives, the product answers, in the words of the protocol that was spoken, and forgets it.

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tools } from '../../server/tools/index.ts'
import { type Product, startProduct } from '../support/product-process.ts'
import { sendBytes } from '../support/raw-http.ts'
import { randomFrom } from '../support/seeded-random.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
const random = randomFrom(seed)

let product: Product

beforeAll(async () => {
  product = await startProduct({ LOG_LEVEL: 'fatal' })
})
afterAll(async () => {
  expect(await product.stop()).toBe(0)
  await product.removeData()
})

test(`a thousand malformed requests are answered, without a 500 and without growth (SEED=${seed})`, async () => {
  // Threads, caches and compiled schemas come first; what counts is whether it goes on after them.
  await sendAll(500)
  const before = await memoryMb()
  await sendAll(1000)
  expect(await memoryMb()).toBeLessThan(before + 250)
  const { status } = await fetch(`${product.url}/api/v1/tools/get_tagging_policy`, { method: 'POST' })
  expect(status).toBe(200)
})

async function sendAll(count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 10) {
    await Promise.all(Array.from({ length: 10 }, () => random.pick([sendBadBytes, sendToMcp, sendToMcp, sendToRest])()))
  }
}

async function sendBadBytes(): Promise<void> {
  const path = random.pick(['/mcp', '/api/v1/tools/get_audit', '/health'])
  const type = random.pick(['application/json', 'text/plain', '', 'application/json; charset=x'])
  const body = random.bytes(random.below(300))
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`
  const whole = Buffer.concat([Buffer.from(head), body])
  if (random.below(2) === 0) whole[random.below(whole.length)] = random.below(256)
  const answer = await sendBytes(product.port, random.below(4) === 0 ? body : whole)
  expect(answer.status ?? 400, `${JSON.stringify(whole.toString('latin1'))} → ${answer.text}`).toBeLessThan(500)
}

async function sendToMcp(): Promise<void> {
  const body = random.pick([randomMessage, randomMessage, randomMessage, randomBatch, randomText])()
  const response = await fetch(`${product.url}/mcp`, { method: 'POST', headers: randomHeaders(), body })
  const text = await response.text()
  const said = `${body} → ${response.status} ${text}`
  expect(response.status, said).toBeLessThan(500)
  // A notification is accepted without an answer.
  if (response.status === 202) return
  for (const message of messagesIn(response, text)) {
    expect(message, said).toMatchObject({ jsonrpc: '2.0' })
    if (response.status >= 400) expect(message, said).toMatchObject({ error: { code: expect.any(Number) } })
    // What a tool failed at by our own fault is told in a result.
    expect(text, said).not.toContain('went wrong on our side')
  }
}

async function sendToRest(): Promise<void> {
  const body = random.pick([randomText, () => JSON.stringify(randomArguments())])()
  const headers = { 'content-type': random.pick(['application/json', 'application/json', 'text/plain']) }
  const response = await fetch(`${product.url}/api/v1/tools/${randomTool()}`, { method: 'POST', headers, body })
  const text = await response.text()
  expect(response.status, `${body} → ${text}`).toBeLessThan(500)
  expect(JSON.parse(text), body).toHaveProperty(response.ok ? 'data' : 'error.code')
}

function messagesIn(response: Response, text: string): readonly unknown[] {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
  if (!isStream) return [JSON.parse(text)].flat()
  const lines = text.split('\n').filter((line) => line.startsWith('data: ') && line.length > 6)
  return lines.map((line) => JSON.parse(line.slice(6)))
}

const randomTool = () => random.pick([...tools.map(({ name }) => name), 'toString', '__proto__', 'get_adit'])

const modern = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

function randomMessage(): string {
  const method = random.pick(['tools/call', 'tools/call', 'tools/list', 'initialize', 'resources/read', 'prompts/get'])
  const other = random.pick(['server/discover', 'completion/complete', 'ping', '__proto__', '', 'tasks/get'])
  const params = {
    name: random.pick([randomTool(), 'monthly_review', randomValue(0)]),
    arguments: random.pick([randomArguments(), randomValue(0)]),
    uri: random.pick([
      'policy://current',
      'audit://x/violations?cursor=y',
      'report://../../etc/passwd',
      randomValue(0),
    ]),
    _meta: random.pick([modern, {}, randomValue(0)]),
  }
  return JSON.stringify({
    jsonrpc: random.pick(['2.0', '2.0', '2.0', '1.0', 2]),
    id: random.pick([1, 'a', 1.5, randomValue(3)]),
    method: random.pick([method, method, other]),
    params: random.pick([params, params, randomValue(0)]),
  })
}

const randomBatch = () => `[${Array.from({ length: random.below(4) }, randomMessage).join(',')}]`

const randomText = () =>
  random.pick([
    () => random.bytes(random.below(200)).toString('latin1'),
    () => randomMessage().slice(0, random.below(200)),
    () => '['.repeat(random.below(30_000)),
    () => `{"limit":${random.pick(['1e999', '-', '01', 'NaN', '"'])}}`,
  ])()

const names = ['id', 'ids', 'auditId', 'limit', 'cursor', 'since', 'until', 'types', 'tags', 'format', 'detail']
const more = ['months', 'groupBy', 'require', 'policy', 'action', 'cron', 'timeZone', '__proto__', 'constructor', '']

function randomArguments(): object {
  const keys = Array.from({ length: random.below(4) }, () => random.pick([...names, ...more]))
  return Object.fromEntries(keys.map((key) => [key, randomValue(0)]))
}

function randomValue(depth: number): unknown {
  if (depth > 3) return null
  return random.pick<() => unknown>([
    () => random.below(1e9) - 5e8,
    () => random.bytes(random.below(30)).toString('latin1'),
    () => random.pick(['2026-11-01', '9999-12-31', '0000-01-01', 'W10', '\u0000', '\ud800', 'a'.repeat(5000)]),
    () => random.pick([true, null, 1e308, -0, 0.1]),
    () => [randomValue(depth + 1), randomValue(depth + 1)],
    () => ({ [random.pick([...names, ...more])]: randomValue(depth + 1) }),
  ])()
}

function randomHeaders(): Record<string, string> {
  const value = () =>
    random.pick(['tools/call', 'tools/list', 'get_audit', '2026-07-28', '2025-11-25', '1999-01-01', ''])
  const some = ['mcp-protocol-version', 'mcp-method', 'mcp-name', 'mcp-session-id'].filter(() => random.below(3) === 0)
  return {
    'content-type': random.pick(['application/json', 'application/json', 'application/json', 'text/plain', 'nonsense']),
    accept: random.pick(['application/json, text/event-stream', '*/*', 'application/json', 'x']),
    ...Object.fromEntries(some.map((name) => [name, value()])),
  }
}

/** The whole process, as the system sees it; Linux only, like `.ci/run`. */
async function memoryMb(): Promise<number> {
  const status = await readFile(`/proc/${product.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}
