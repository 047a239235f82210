import { describe, expect, test } from 'vitest'
import { callOf, serverParts } from '../support/server-parts.ts'

const { gate } = serverParts()
const call = (given: unknown) => gate.call(callOf('echo_arguments', given))
const defaults = { limit: 50, detail: 'summary' }

async function givenFor(given: unknown): Promise<unknown> {
  const result = await call(given)
  if (!result.ok) throw new Error(result.message)
  return JSON.parse(result.json).given
}

describe('slips that are forgiven', () => {
  const cases: [slip: string, given: unknown, meant: object][] = [
    ['nothing for no arguments', undefined, {}],
    ['null for no arguments', null, {}],
    ['a JSON string for all of them', '{"limit": 5}', { limit: 5 }],
    ['a JSON string for a list', { types: '["ec2:instance"]' }, { types: ['ec2:instance'] }],
    ['one thing for a list', { types: 'ec2:instance' }, { types: ['ec2:instance'] }],
    ['a text that only looks like JSON', { types: '[ec2' }, { types: ['[ec2'] }],
    ['a JSON string for an object', { tags: '{"Owner": "me"}' }, { tags: { Owner: 'me' } }],
    ['a number as text', { limit: ' 12 ' }, { limit: 12 }],
    ['true as text', { isUrgent: 'true' }, { isUrgent: true }],
    ['a list of one thing', { name: ['x'], limit: [3], detail: ['full'] }, { name: 'x', limit: 3, detail: 'full' }],
    ['null for what is left out', { name: null, limit: null }, {}],
    ['slips within slips', { scope: '{"account": ["1"]}' }, { scope: { account: '1' } }],
  ]
  test.each(cases)('%s', async (_slip, given, meant) => {
    expect(await givenFor(given)).toEqual({ ...defaults, ...meant })
  })

  test('the text of a tag value stays as it is', async () => {
    expect(await givenFor({ tags: { Count: '12', Json: '["a"]' } })).toMatchObject({
      tags: { Count: '12', Json: '["a"]' },
    })
  })

  test('a program over REST is held to the schema', async () => {
    const result = await gate.call({ ...callOf('echo_arguments', { limit: '12' }), transport: 'rest' })
    expect(result).toMatchObject({ ok: false, code: 'invalid_arguments' })
  })
})

describe('what is wrong is explained', () => {
  const cases: [given: unknown, message: string, hint: string][] = [
    [{ limit: 'many' }, 'limit: expected a number, got "many".', 'Example: {"limit":50}'],
    [{ limit: 500 }, 'limit: expected at most 200, got 500.', 'Example: {"limit":50}'],
    [{ limit: 1.5 }, 'limit: expected a whole number, got 1.5.', 'Example: {"limit":50}'],
    [
      { detail: 'Ful' },
      'detail: expected one of summary, full, got "Ful". Did you mean "full"?',
      'Example: {"detail":"summary"}',
    ],
    [
      { typos: [] },
      'there is no argument "typos". Did you mean "types"?',
      'Its arguments are: types, limit, detail, tags, isUrgent, name, since, scope.',
    ],
    [
      { zzzzzzzz: 1 },
      'there is no argument "zzzzzzzz".',
      'Its arguments are: types, limit, detail, tags, isUrgent, name, since, scope.',
    ],
    [{ types: ['a', 2] }, 'types[1]: expected a text, got 2.', 'Example: {"types":["text"]}'],
    [
      { types: ['a', 'b', 'c', 'd'] },
      'types: expected at most 3 items, got a list of 4.',
      'Example: {"types":["text"]}',
    ],
    [{ name: 'a'.repeat(11) }, 'name: expected at most 10 characters, got "aaaaaaaaaaa".', 'Example: {"name":"text"}'],
    [
      { since: 'yesterday' },
      'since: expected a time such as 2026-11-21T12:00:00Z, got "yesterday".',
      'Example: {"since":"2026-11-21T12:00:00Z"}',
    ],
    [{ scope: {} }, 'scope.account: is missing; expected a text.', 'Example: {"scope":{"account":"text"}}'],
    [
      { scope: { account: '1', Region: 'x' } },
      'scope: there is no field "Region".',
      'Example: {"scope":{"account":"text"}}',
    ],
    [
      [1],
      'arguments: expected an object, got a list of 1.',
      'Its arguments are: types, limit, detail, tags, isUrgent, name, since, scope.',
    ],
    [
      'text',
      'arguments: expected an object, got "text".',
      'Its arguments are: types, limit, detail, tags, isUrgent, name, since, scope.',
    ],
  ]
  test.each(cases)('%j', async (given, message, hint) => {
    expect(await call(given)).toEqual({ ok: false, code: 'invalid_arguments', message, hint })
  })

  test('everything at once', async () => {
    const result = await call({ limit: 0, detail: 'x', unknown: 1 })
    expect(result).toMatchObject({
      message: [
        'limit: expected at least 1, got 0.',
        'detail: expected one of summary, full, got "x".',
        'there is no argument "unknown".',
      ].join('\n'),
    })
  })

  test('a tool without arguments says so', async () => {
    expect(await gate.call(callOf('write_something', { a: 1 }))).toMatchObject({ hint: 'It takes no arguments: {}' })
  })

  test('names of the language are only names', async () => {
    const given = JSON.parse('{"__proto__": {"limit": 3}, "constructor": 1}')
    expect(await call(given)).toMatchObject({ ok: false, code: 'invalid_arguments' })
  })
})
