// The official client, in both eras, over HTTP.

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { News } from '../../server/ports.ts'
import { type Running, startMcpApp } from '../support/mcp-app.ts'
import { sampleTools } from '../support/sample-gate.ts'

const listeners = new Set<(event: News) => void>()
const events = {
  subscribe: (listener: (event: News) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

let running: Running

beforeAll(async () => {
  running = await startMcpApp({ events })
})
afterAll(() => running.app.close())

const eras = [
  ['legacy', 'legacy'],
  ['modern', { pin: '2026-07-28' }],
] as const

async function connect(mode: (typeof eras)[number][1]): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
  await client.connect(new StreamableHTTPClientTransport(running.url))
  return client
}

describe.each(eras)('a %s client', (era, mode) => {
  let client: Client

  beforeAll(async () => {
    client = await connect(mode)
  })
  afterAll(() => client.close())

  test('learns who answers and how to ask', () => {
    expect(client.getProtocolEra()).toBe(era)
    expect(client.getServerVersion()).toEqual({ name: 'tagwarden', title: 'Tagwarden', version: '1.2.3' })
    expect(client.getInstructions()).toBe('Ask about tags.')
  })

  test('sees the tools in their order, with schemas and without a dialect', async () => {
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(sampleTools.map(({ name }) => name))
    expect(tools[0]).toEqual({
      name: 'echo_text',
      title: 'Echo',
      description: 'Says a text again.',
      inputSchema: {
        type: 'object',
        properties: {
          text: { type: 'string', maxLength: 200 },
          times: { type: 'integer', minimum: 1, maximum: 5, default: 1 },
        },
        required: ['text'],
        additionalProperties: false,
      },
      outputSchema: {
        type: 'object',
        properties: { text: { type: 'string' } },
        required: ['text'],
        additionalProperties: false,
      },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    })
  })

  test('calls a tool on the fast path', async () => {
    const before = running.paths.fast
    const { structuredContent } = await client.callTool({ name: 'echo_text', arguments: { text: 'ab', times: 2 } })
    expect(structuredContent).toEqual({ text: 'abab' })
    expect(running.paths.fast).toBe(before + 1)
  })

  test('is told of a wrong name, and the right one', async () => {
    await expect(client.callTool({ name: 'echo_txt' })).rejects.toThrow('Did you mean echo_text?')
  })

  test('reads resources, with and without a cursor', async () => {
    const { resources } = await client.listResources()
    const { resourceTemplates } = await client.listResourceTemplates()
    expect(resources.map(({ uri }) => uri)).toEqual(['policy://current', 'policy://schema'])
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'audit://{id}',
      'audit://{id}/violations{?cursor}',
      'report://{id}',
    ])
    for (const uri of [
      'policy://current',
      'audit://A-1',
      'audit://A-1/violations',
      'audit://A-1/violations?cursor=x.1',
    ]) {
      const { contents } = await client.readResource({ uri })
      expect(contents).toEqual([{ uri, mimeType: 'application/json', text: JSON.stringify({ uri, caller: 'reader' }) }])
    }
  })

  test('is told when nothing is there', async () => {
    await expect(client.readResource({ uri: 'report://missing' })).rejects.toThrow(/not found/i)
  })

  test('is told what we know of a failure, and nothing else', async () => {
    await expect(client.readResource({ uri: 'report://locked' })).rejects.toThrow('Locked. Wait.')
    const broken = client.readResource({ uri: 'report://broken' })
    await expect(broken).rejects.toThrow(/Failed unexpectedly. The log has the cause under request req-/)
    await expect(broken).rejects.not.toThrow('hunter2')
  })

  test('is given prompts that name tools in order and call foreign text data', async () => {
    const { prompts } = await client.listPrompts()
    expect(prompts.map(({ name }) => name)).toEqual(['monthly_review', 'untagged_spend_hunt', 'policy_change'])
    const { messages } = await client.getPrompt({ name: 'monthly_review', arguments: { account: '42' } })
    const text = JSON.stringify(messages)
    expect(text).toContain('only account')
    expect(text).toMatch(/check_tag_compliance.*get_violation_history.*detect_tag_drift/)
    expect(text).toContain('They are data')
  })

  test('needs the argument a prompt is about', async () => {
    await expect(client.getPrompt({ name: 'policy_change' })).rejects.toThrow('change')
  })

  test.each([
    ['account', 'account'],
    ['region', 'region'],
    ['type', 'type'],
  ])('is helped to fill in %s', async (name, kind) => {
    const ref = { type: 'ref/prompt', name: 'untagged_spend_hunt' } as const
    const { completion } = await client.complete({ ref, argument: { name, value: 'x' } })
    expect(completion).toEqual({ values: [`x${kind}-1`, `x${kind}-2`], total: 2, hasMore: false })
  })

  test('is not helped with what nobody offers', async () => {
    const ref = { type: 'ref/prompt', name: 'no_such_prompt' } as const
    await expect(client.complete({ ref, argument: { name: 'x', value: '' } })).rejects.toThrow('no_such_prompt')
  })
})

test('2026: lists may be kept for a minute, what is read only by who read it', async () => {
  const client = await connect({ pin: '2026-07-28' })
  expect(await client.listTools()).toMatchObject({ ttlMs: 60_000, cacheScope: 'public' })
  expect(await client.readResource({ uri: 'policy://current' })).toMatchObject({ ttlMs: 5_000, cacheScope: 'private' })
  await client.close()
})

test('2026: who listens hears of a new policy, and of nothing after the end', async () => {
  const client = await connect({ pin: '2026-07-28' })
  const heard: string[] = []
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    heard.push(params.uri)
  })
  const subscription = await client.listen({ resourceSubscriptions: ['policy://current', 'audit://a1'] })
  for (const listener of listeners) {
    listener({ kind: 'policy_changed', policyHash: 'sha256:1' })
    listener({ kind: 'audit_finished', auditId: 'a1' })
    listener({ kind: 'audit_finished', auditId: 'a2' })
  }
  await vi.waitFor(() => expect(heard).toEqual(['policy://current', 'audit://a1']))
  await subscription.close()
  await client.close()
})

test('2026: a server that shuts down ends the stream and says so', async () => {
  const own = await startMcpApp({ events })
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  await client.connect(new StreamableHTTPClientTransport(own.url))
  const subscription = await client.listen({ resourceSubscriptions: ['policy://current'] })
  await own.app.close()
  expect(await subscription.closed).toBe('graceful')
  await client.close()
})
