import { expect, test } from 'vitest'
import type { CallResult } from '../../server/gate.ts'
import { resultMembers, toCallToolResult } from '../../server/mcp/answer.ts'

const good = (json: string): CallResult => ({ ok: true, text: 'Two rows.', links: [], json })

test('a small result is repeated as text, for clients that read nothing else', () => {
  expect(toCallToolResult(good('{"rows":2}'))).toEqual({
    content: [
      { type: 'text', text: 'Two rows.' },
      { type: 'text', text: '{"rows":2}' },
    ],
    structuredContent: { rows: 2 },
  })
})

test('a large result is never repeated', () => {
  const { content } = toCallToolResult(good(JSON.stringify({ rows: 'x'.repeat(5_000) })))
  expect(content).toEqual([{ type: 'text', text: 'Two rows.' }])
})

test('what is too large for an answer is linked', () => {
  const link = { uri: 'audit://a1/violations', name: 'all', mimeType: 'text/csv', description: 'All of them.' }
  const { content } = toCallToolResult({ ok: true, text: 'Many.', links: [link], json: '{}' })
  expect(content.at(-1)).toEqual({ type: 'resource_link', ...link })
})

test('a refusal says what happened, what helps and when to come back', () => {
  const refusal: CallResult = {
    ok: false,
    code: 'rate_limited',
    message: 'Too many calls.',
    hint: 'Ask for larger pages.',
    retryAfterS: 30,
  }
  expect(toCallToolResult(refusal)).toEqual({
    content: [{ type: 'text', text: 'Too many calls.\nAsk for larger pages.\nTry again in 30 s.' }],
    isError: true,
    _meta: { 'tagwarden/code': 'rate_limited' },
  })
})

test('a payload is not parsed to be sent', () => {
  const json = '{"n":1.0,"big":12345678901234567890}'
  expect(resultMembers(good(json))).toContain(`"structuredContent":${json}`)
})
