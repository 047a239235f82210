// Clients that people use, unchanged, against the product as a process of its own.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { MultiServerMCPClient } from '@langchain/mcp-adapters'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tools } from '../../server/tools/index.ts'
import {
  type Product,
  processEnv,
  type Ran,
  repository,
  runShell,
  runToEnd,
  startProduct,
} from '../support/product-process.ts'
import { sensibleCalls, type ToolCall } from '../support/tool-arguments.ts'

const toolNames = tools.map(({ name }) => name)

let product: Product
let calls: readonly ToolCall[]

beforeAll(async () => {
  product = await startProduct()
  calls = await sensibleCalls(askByRest)
  expect(new Set(calls.map(([tool]) => tool))).toEqual(new Set(toolNames))
})
afterAll(async () => {
  const status = await product.stop()
  await product.removeData()
  expect(status).toBe(0)
  // Whatever was logged at this level is a fault of ours.
  expect(product.log()).not.toContain('"level"')
})

async function askByRest(tool: string, given: object) {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(given)
  const answer = await fetch(`${product.url}/api/v1/tools/${tool}`, { method: 'POST', headers, body })
  // As `rest.ts` writes it; a failure shows in what is read from it.
  const { data } = (await answer.json()) as { data: Readonly<Record<string, unknown>> }
  return data
}

describe('the Inspector', () => {
  const inspect = (...options: string[]): Promise<Ran> => {
    const inspector = ['-y', '-p', '@modelcontextprotocol/inspector@2.12.0', 'mcp-inspector', '--cli']
    return runToEnd('npx', [...inspector, `${product.url}/mcp`, '--transport', 'http', ...options], processEnv())
  }

  test('lists the tools', async () => {
    const { status, out, err } = await inspect('--method', 'tools/list')
    expect(status, err).toBe(0)
    expect(JSON.parse(out).tools.map(({ name }: { name: string }) => name)).toEqual(toolNames)
  })

  test('calls one', async () => {
    const { status, out, err } = await inspect('--method', 'tools/call', '--tool-name', 'get_tagging_policy')
    expect(status, err).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ structuredContent: { required_tags: expect.any(Array) } })
  })

  test('ends with 5 when the tool refused', async () => {
    const call = ['--method', 'tools/call', '--tool-name', 'get_audit']
    const { status, out } = await inspect(...call, '--tool-args-json', '{"auditId":"no_such_audit"}')
    expect(out).toContain('no_such_audit')
    expect(status).toBe(5)
  })
})

async function connected(transport: StdioClientTransport | StreamableHTTPClientTransport): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  await client.connect(transport)
  return client
}

const stdio = (command: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  connected(new StdioClientTransport({ command, args: [...args], env: { ...env }, cwd: repository, stderr: 'ignore' }))

/** What each of them has to be able to do, however it is connected. */
async function listsAndCalls(client: Client): Promise<void> {
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(toolNames)
  const small = await client.callTool({ name: 'get_tagging_policy', arguments: {} })
  expect(small.structuredContent).toHaveProperty('required_tags')
  const page = await client.callTool({ name: 'check_tag_compliance', arguments: { limit: 200, detail: 'full' } })
  expect(page.isError, JSON.stringify(page.content)).toBeFalsy()
  expect(JSON.stringify(page.structuredContent).length).toBeGreaterThan(50_000)
}

test('mcp-remote carries small and large answers over stdio', async () => {
  const bridge = ['-y', 'mcp-remote@0.15.1', `http://localhost:${product.port}/mcp`, '--transport', 'http-only']
  const client = await stdio('npx', bridge, processEnv({ MCP_REMOTE_CONFIG_DIR: join(product.dataDir, 'mcp-remote') }))
  await listsAndCalls(client)
  await client.close()
})

describe.each([
  ['legacy', 'legacy'],
  ['modern', { pin: '2026-07-28' }],
] as const)('the official client over HTTP, %s', (_era, mode) => {
  test('calls every tool, and checks each answer against its schema', async () => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
    await client.connect(new StreamableHTTPClientTransport(new URL(`${product.url}/mcp`)))
    await client.listTools()
    for (const [name, given] of calls) {
      const result = await client.callTool({ name, arguments: { ...given } })
      expect(result.isError, `${name}: ${JSON.stringify(result.content)}`).toBeFalsy()
      for (const link of [result.content].flat()) {
        if (link.type !== 'resource_link') continue
        const { contents } = await client.readResource({ uri: link.uri })
        expect(contents).toMatchObject([{ uri: link.uri, text: expect.any(String) }])
      }
    }
    await listsAndCalls(client)
    await client.close()
  })
})

test('LangChain loads every tool and calls it', async () => {
  const client = new MultiServerMCPClient({ tagwarden: { transport: 'http', url: `${product.url}/mcp` } })
  const loaded = await client.getTools()
  expect(loaded.map(({ name }) => name)).toEqual(toolNames)
  for (const [name, given] of calls) {
    const tool = loaded.find((one) => one.name === name)
    const answer = await tool?.invoke({ ...given })
    expect(typeof answer === 'string' || Array.isArray(answer), name).toBe(true)
  }
  await client.close()
})

describe('over stdio', () => {
  const cli = join(repository, 'server/cli.ts')

  test('beside a running server, it is the server that answers', async () => {
    const client = await stdio(process.execPath, [cli, 'mcp'], product.env)
    await listsAndCalls(client)
    const report = await client.callTool({ name: 'export_violations', arguments: { format: 'csv' } })
    const { uri } = report.structuredContent as { uri: string }
    expect((await client.readResource({ uri })).contents).toMatchObject([{ uri, text: expect.stringContaining(',') }])
    await client.close()
  })

  test('alone, it opens the store itself, and leaves it fit for the next', async () => {
    const alone = { ...product.env, DATA_DIR: join(product.dataDir, 'alone') }
    const client = await stdio(process.execPath, [cli, 'mcp'], alone)
    await listsAndCalls(client)
    await client.close()
    const { status, out, err } = await runShell(['call', 'get_tagging_policy'], alone)
    expect(status, err).toBe(0)
    expect(JSON.parse(out)).toHaveProperty('required_tags')
  })
})

describe('the shell', () => {
  test('calls every tool', async () => {
    for (const [tool, given] of calls) {
      const { status, out, err } = await runShell(['call', tool, '--json', JSON.stringify(given)], product.env)
      expect(status, `${tool}: ${err}`).toBe(0)
      expect(out.length, tool).toBeGreaterThan(2)
    }
  })

  test('takes arguments one by one', async () => {
    const each = ['--arg', 'limit=1', '--arg', 'types=ec2:instance', '--arg', 'detail=full']
    const { out } = await runShell(['call', 'check_tag_compliance', ...each], product.env)
    expect(JSON.parse(out).resources).toMatchObject([{ type: 'ec2:instance' }])
  })

  test('is refused in a sentence, with status 2', async () => {
    const { status, out, err } = await runShell(['call', 'get_audit', '--arg', 'auditId=nothing'], product.env)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain('nothing')
  })
})

test('curl without a body, as the banner says', async () => {
  const url = `${product.url}/api/v1/tools/get_tagging_policy`
  const { stdout } = await promisify(execFile)('curl', ['-sf', '-X', 'POST', url])
  expect(JSON.parse(stdout)).toHaveProperty('data.required_tags')
})

test('after all of it the log of calls holds', async () => {
  const verify = ['audit-log', 'verify', '--data-dir', product.dataDir, '--format', 'json']
  const { status, out } = await runShell(verify, product.env)
  expect(JSON.parse(out)).toMatchObject({ ok: true })
  expect(JSON.parse(out).entries).toBeGreaterThan(5 * calls.length)
  expect(status).toBe(0)
})
