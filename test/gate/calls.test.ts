import { expect, test } from 'vitest'
import { callOf, everybody, serverParts } from '../support/server-parts.ts'

test('an answer is the checked data, serialised, with its text and links', async () => {
  const { gate } = serverParts()
  expect(await gate.call(callOf('echo_arguments'))).toEqual({
    ok: true,
    text: 'Echoed.',
    links: [{ uri: 'report://1', name: 'Report', mimeType: 'text/plain', description: 'All of it.' }],
    json: '{"given":{"limit":50,"detail":"summary"},"caller":"local"}',
  })
})

test('a misspelt tool is named', async () => {
  const { gate } = serverParts()
  expect(await gate.call(callOf('echo_argument'))).toEqual({
    ok: false,
    code: 'unknown_tool',
    message: 'There is no tool "echo_argument".',
    hint: 'Did you mean echo_arguments?',
  })
})

test('names that every object has are no tools', async () => {
  const { gate } = serverParts()
  expect(await gate.call(callOf('constructor'))).toMatchObject({ ok: false, code: 'unknown_tool' })
})

test('what a tool says of its failure reaches the caller', async () => {
  const { gate } = serverParts()
  expect(await gate.call(callOf('fail_somehow', { how: 'not_found' }))).toEqual({
    ok: false,
    code: 'not_found',
    message: 'There is no such audit.',
    hint: 'List them.',
  })
  expect(await gate.call(callOf('fail_somehow', { how: 'not_ready' }))).toMatchObject({ retryAfterS: 3 })
})

test.each(['bug', 'broken_output', 'extra_output', 'too_large'])(
  '%s: the caller gets an event, the log the cause',
  async (how) => {
    const { gate, lines } = serverParts()
    const result = await gate.call(callOf('fail_somehow', { how }))
    expect(result).toMatchObject({ ok: false, code: 'internal_error' })
    expect(JSON.stringify(result)).not.toContain('secret')
    const event = /evt_[\da-f-]+/.exec(JSON.stringify(result))?.[0]
    const line = JSON.parse(lines[0] ?? '')
    expect(line).toMatchObject({ level: 'error', eventId: event, tool: 'fail_somehow', requestId: 'req-1' })
    expect(line.err.message).toMatch(/bug|broke its output schema|more than 80000/)
  },
)

test('a caller who leaves stops the tool', async () => {
  const { gate, written } = serverParts()
  const caller = new AbortController()
  const result = gate.call({ ...callOf('wait_for_caller'), signal: caller.signal })
  setImmediate(() => caller.abort())
  expect(await result).toMatchObject({ ok: false, code: 'cancelled' })
  expect(written).toMatchObject([{ outcome: 'cancelled' }])
})

test('two tools of one name do not start', () => {
  const { gate } = serverParts()
  expect(() => serverParts({ tools: [...gate.tools, ...gate.tools] })).toThrow('two tools have one name')
})

test('each call is counted by tool and outcome', async () => {
  const { gate, metrics } = serverParts()
  await gate.call(callOf('echo_arguments'))
  await gate.call(callOf('echo_arguments', { limit: 0 }))
  await gate.call(callOf('no_such_tool'))
  const text = await metrics.registry.metrics()
  expect(text).toContain('tagwarden_tool_calls_total{tool="echo_arguments",outcome="ok"} 1')
  expect(text).toContain('tagwarden_tool_calls_total{tool="echo_arguments",outcome="invalid_arguments"} 1')
  expect(text).toContain('tagwarden_tool_duration_seconds_count{tool="echo_arguments"} 2')
  expect(text).toContain('tagwarden_unknown_tool_total 1')
  expect(text).not.toContain('no_such_tool')
})

test('a scope that is missing is named, for a step-up', async () => {
  const { gate } = serverParts()
  const reader = { ...everybody, scopes: ['audit:read'] as const }
  expect(await gate.call({ ...callOf('write_something'), caller: reader })).toEqual({
    ok: false,
    code: 'forbidden',
    message: 'write_something needs the scope audit:write, which this key does not have.',
    hint: 'Use a key made with: tagwarden keys create --scopes audit:write',
    missingScope: 'audit:write',
  })
})
