import { describe, expect, test } from 'vitest'
import { load, problemsOf } from '../support/builders.ts'

const tag = (fields: object) => ({ required_tags: [{ name: 'Owner', ...fields }] })
const exemption = (fields: object) => ({
  exemptions: [{ resources: ['*'], reason: 'old', expires_at: '2030-01-01', ...fields }],
})

describe('patterns', () => {
  test.each([['('], ['['], ['a++'], ['*'], ['\\p{Nope}']])('%s is an invalid_regex', (validation_regex) => {
    expect(problemsOf(tag({ validation_regex }))).toEqual(['invalid_regex at required_tags[0].validation_regex'])
  })

  test.each([
    ['(?=a)'],
    ['(?!a)'],
    ['(?<=a)b'],
    ['(?<!a)b'],
    ['(a)\\1'],
    ['(?<n>a)\\k<n>'],
    ['(?P<n>a)(?P=n)'],
    ['(a)\\g1'],
  ])('%s has a look-around or a back-reference: unsupported_regex', (validation_regex) => {
    expect(problemsOf(tag({ validation_regex }))).toEqual(['unsupported_regex at required_tags[0].validation_regex'])
  })

  test('a condition has a pattern too', () => {
    expect(problemsOf(tag({ required_when: { tag: 'B', matches: '(' } }))).toEqual([
      'invalid_regex at required_tags[0].required_when.matches',
    ])
  })

  test('so has an optional tag', () => {
    expect(problemsOf({ optional_tags: [{ name: 'A', validation_regex: '(' }] })).toEqual([
      'invalid_regex at optional_tags[0].validation_regex',
    ])
  })
})

describe('allowed values', () => {
  test.each<[string, object]>([
    ['required_tags[0].allowed_values', tag({ allowed_values: [] })],
    ['required_tags[0].allowed_globs', tag({ allowed_globs: [] })],
    ['required_tags[0].required_when.in', tag({ required_when: { tag: 'B', in: [] } })],
    ['optional_tags[0].allowed_values', { optional_tags: [{ name: 'A', allowed_values: [] }] }],
  ])('%s: an empty list is an error, not "everything is wrong"', (path, file) => {
    expect(problemsOf(file)).toEqual([`empty_allowed_values at ${path}`])
  })

  test('an allowed value that its own regex rejects is named', () => {
    const file = tag({ allowed_values: ['abc', 'ABC', 'x'], validation_regex: '[a-z]{2,}' })
    expect(problemsOf(file)).toEqual([
      'value_fails_own_regex at required_tags[0].allowed_values[1]',
      'value_fails_own_regex at required_tags[0].allowed_values[2]',
    ])
  })

  test('its own regex is taken in its own mode', () => {
    expect(problemsOf(tag({ allowed_values: ['ABCd'], validation_regex: '[a-z]', regex_mode: 'search' }))).toEqual([])
    expect(problemsOf(tag({ allowed_values: ['ABCd'], validation_regex: '[a-z]', regex_mode: 'full' }))).toHaveLength(1)
  })

  test('an empty allowed value needs no match where empty values pass without one', () => {
    const fields = { allowed_values: ['', 'a'], validation_regex: 'a' }
    expect(problemsOf(tag({ ...fields, allow_empty: true }))).toEqual([])
    expect(problemsOf(tag({ ...fields, allowed_values: [' ', 'a'], allow_empty: true }))).toEqual([])
    expect(problemsOf(tag({ ...fields, allowed_values: ['b', 'a'], allow_empty: true }))).toHaveLength(1)
    expect(problemsOf(tag(fields))).toEqual(['value_fails_own_regex at required_tags[0].allowed_values[0]'])
  })

  test('a pattern that does not compile is reported once, not once a value', () => {
    expect(problemsOf(tag({ allowed_values: ['a', 'b'], validation_regex: '(' }))).toHaveLength(1)
  })
})

describe('invalid_type_pattern', () => {
  test.each([
    ['ec2'],
    ['ec2:'],
    [':instance'],
    [''],
    ['ec2:inst*'],
    ['*:instance'],
    ['ec2:instance:x'],
    ['ec2 :instance'],
    ['**'],
    ['ec2:instance\n'],
  ])('%j is neither exact, nor service:*, nor *', (pattern) => {
    expect(problemsOf(tag({ applies_to: ['rds:db', pattern] }))).toEqual([
      'invalid_type_pattern at required_tags[0].applies_to[1]',
    ])
  })

  test.each([['*'], ['ec2:*'], ['ec2:instance'], ['states:stateMachine'], ['elasticloadbalancing:loadbalancer']])(
    '%j is fine',
    (pattern) => {
      expect(problemsOf(tag({ applies_to: [pattern] }))).toEqual([])
    },
  )

  test.each([['required_tags'], ['optional_tags'], ['forbidden_tags']])('%s are all checked', (list) => {
    expect(problemsOf({ [list]: [{ name: 'A', applies_to: ['ec2'] }] })).toEqual([
      `invalid_type_pattern at ${list}[0].applies_to[0]`,
    ])
  })

  test('the type that was probably meant is suggested', () => {
    expect(load(tag({ applies_to: ['rds:db-*'] }))).toMatchObject({ problems: [{ suggestion: 'rds:db' }] })
  })
})

describe('reserved_prefix', () => {
  test.each<[string, object]>([
    ['required_tags[0].name', { required_tags: [{ name: 'aws:owner' }] }],
    ['optional_tags[0].name', { optional_tags: [{ name: 'AWS:owner' }] }],
    ['forbidden_tags[0].name', { forbidden_tags: [{ name: 'Aws:owner' }] }],
    ['aliases["aws:owner"]', { aliases: { 'aws:owner': 'Owner' } }],
    ['aliases.own', { aliases: { own: 'aws:owner' } }],
  ])('%s starts with aws: in some case', (path, file) => {
    expect(problemsOf(file)).toEqual([`reserved_prefix at ${path}`])
  })

  test('only the beginning of a name is reserved', () => {
    expect(problemsOf({ required_tags: [{ name: 'my-aws:owner' }, { name: 'aws' }] })).toEqual([])
  })
})

describe('invalid_choice', () => {
  test.each<[string, object]>([
    ['required_tags[0].severity', tag({ severity: 'ERROR' })],
    ['optional_tags[0].severity', { optional_tags: [{ name: 'A', severity: 'info' }] }],
    ['forbidden_tags[0].severity', { forbidden_tags: [{ name: 'A', severity: '' }] }],
    ['required_tags[0].regex_mode', tag({ regex_mode: 'partial' })],
  ])('%s is a word that is not one of the choices', (path, file) => {
    expect(problemsOf(file)).toEqual([`invalid_choice at ${path}`])
  })

  test.each<[object]>([
    [{ tag: 'B' }],
    [{ tag: 'B', equals: 'b', matches: 'b' }],
    [{ tag: 'B', in: ['b'], equals: 'b' }],
    [{ tag: 'B', in: ['b'], equals: 'b', matches: 'b' }],
  ])('required_when has exactly one form: %j', (required_when) => {
    expect(problemsOf(tag({ required_when }))).toEqual(['invalid_choice at required_tags[0].required_when'])
  })

  test.each<[object]>([[{ tag: 'B', in: ['b'] }], [{ tag: 'B', equals: '' }], [{ tag: 'B', matches: 'b' }]])(
    '%j is one form',
    (required_when) => {
      expect(problemsOf(tag({ required_when }))).toEqual([])
    },
  )
})

describe('one fault is told once, whatever it could be taken for', () => {
  test.each<[string[], object]>([
    [['missing_field at required_tags[0].name', 'missing_field at required_tags[1].name'], { required_tags: [{}, {}] }],
    [
      ['invalid_type at required_tags[0].name', 'invalid_type at required_tags[0].required_when.tag'],
      { required_tags: [{ name: 1, required_when: { tag: 1, equals: 'x' } }] },
    ],
    [
      ['missing_field at required_tags[0].name', 'missing_field at required_tags[0].required_when.tag'],
      { required_tags: [{ required_when: { equals: 'x' } }] },
    ],
    [
      ['invalid_type at required_tags[0].required_when.tag'],
      { required_tags: [{ name: 'A', required_when: { tag: ['A'], equals: 'x' } }] },
    ],
    [['invalid_type at aliases.a'], { aliases: { a: ['aws:owner'] } }],
    [['invalid_type at exemptions[0].expires_at'], exemption({ expires_at: ['2020-01-01'] })],
  ])('%j', (expected, file) => {
    expect(load(file)).toMatchObject({ warnings: [] })
    expect(problemsOf(file)).toEqual(expected)
  })
})

describe('every problem is told in a sentence', () => {
  test.each<[string, object]>([
    ['a tag key has at most 128 characters', { required_tags: [{ name: 'x'.repeat(129) }] }],
    [
      '"aws:x": keys starting with "aws:" belong to the provider and are never judged',
      { required_tags: [{ name: 'aws:x' }] },
    ],
    ['"ec2" is no type: write "service:kind", "service:*" or "*"', tag({ applies_to: ['ec2'] })],
    [
      '"A" is allowed, but the rule\'s own pattern [a-z] rejects it',
      tag({ allowed_values: ['A'], validation_regex: '[a-z]' }),
    ],
    ['write exactly one of "in", "equals" and "matches", found 0', tag({ required_when: { tag: 'B' } })],
    ['"Owner" is forbidden here and required in required_tags[0]', { ...tag({}), forbidden_tags: [{ name: 'Owner' }] }],
    ['"soon" is no date: write for example 2027-01-01T00:00:00Z', exemption({ expires_at: 'soon' })],
    ['expected a string, found 5', { aliases: { ['__proto__']: 5 } }],
    ['not a valid RE2 pattern: missing closing ): `(`', tag({ validation_regex: '(' })],
  ])('%s', (message, file) => {
    expect(load(file)).toMatchObject({ problems: [{ message }] })
  })
})

describe('invalid_date', () => {
  test.each<[string, object]>([
    ['exemptions[0].expires_at', exemption({ expires_at: '2027-02-30' })],
    ['exemptions[0].expires_at', exemption({ expires_at: 'next year' })],
    ['last_updated', { last_updated: 'yesterday' }],
  ])('%s is no date in %j', (path, file) => {
    expect(load(file)).toMatchObject({ warnings: [] })
    expect(problemsOf(file)).toEqual([`invalid_date at ${path}`])
  })
})
