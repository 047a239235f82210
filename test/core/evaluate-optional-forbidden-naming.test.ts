import { describe, expect, test } from 'vitest'
import { evaluate } from '../../server/core/evaluate.ts'
import { instance, now, policy } from '../support/builders.ts'

const violationsOf = (rules: ReturnType<typeof policy>, tags: Record<string, string>, type = 'ec2:instance') =>
  evaluate(rules, instance({ tags, type }), now).violations

describe('an optional tag', () => {
  const project = (fields: object = {}) =>
    policy({ optional: [{ name: 'Project', allowed_values: ['apollo'], ...fields }] })

  test('may be absent', () => {
    expect(violationsOf(project(), {})).toEqual([])
  })

  test('is checked when present, as a warning', () => {
    expect(violationsOf(project(), { Project: 'Apollo' })).toEqual([
      {
        tag: 'Project',
        rule: 'invalid_value',
        severity: 'warning',
        found: 'Apollo',
        expected: ['apollo'],
        suggestion: 'apollo',
      },
    ])
  })

  test('is an error where its rule says so', () => {
    expect(violationsOf(project({ severity: 'error' }), { Project: 'x' })).toMatchObject([{ severity: 'error' }])
  })

  test.each<[string, object, string, string[]]>([
    ['empty', {}, '', ['empty_value']],
    ['empty and allowed to be', { allow_empty: true }, '', []],
    ['both not allowed and badly formed', { validation_regex: '[a-z]+' }, '7', ['invalid_value', 'invalid_format']],
    ['in other letters, and that is fine', { case_insensitive_values: true }, 'APOLLO', []],
    ['allowed by a glob', { allowed_globs: ['gemini-*'] }, 'gemini-3', []],
  ])('may be %s', (_, fields, value, expected) => {
    expect(violationsOf(project(fields), { Project: value }).map(({ rule }) => rule)).toEqual(expected)
  })

  test('is not looked for under other spellings, nor under aliases', () => {
    const rules = policy({ optional: [{ name: 'Project', allowed_values: ['apollo'] }], aliases: { proj: 'Project' } })
    expect(violationsOf(rules, { project: 'x', proj: 'x' })).toEqual([])
  })

  test('is not checked for a type to which its rule does not apply', () => {
    expect(violationsOf(project({ applies_to: ['rds:*'] }), { Project: 'x' })).toEqual([])
  })

  test('called __proto__ or constructor is absent unless it is there', () => {
    const rules = policy({ optional: ['__proto__', 'constructor'].map((name) => ({ name, allowed_values: ['a'] })) })
    expect(violationsOf(rules, {})).toEqual([])
    expect(violationsOf(rules, { ['__proto__']: 'b', constructor: 'b' })).toHaveLength(2)
  })
})

describe('a forbidden tag', () => {
  test('that is present is an error', () => {
    expect(violationsOf(policy({ forbidden: ['temp'] }), { temp: 'yes' })).toEqual([
      { tag: 'temp', rule: 'forbidden_key', severity: 'error', found: 'yes' },
    ])
  })

  test('tells its reason', () => {
    const rules = policy({ forbidden: [{ name: 'temp', reason: 'Nothing is.', severity: 'warning' }] })
    expect(violationsOf(rules, { temp: '' })).toEqual([
      { tag: 'temp', rule: 'forbidden_key', severity: 'warning', found: '', detail: 'Nothing is.' },
    ])
  })

  test('that is absent, or spelled otherwise, is fine', () => {
    expect(violationsOf(policy({ forbidden: ['temp', 'constructor', '__proto__'] }), { Temp: 'yes' })).toEqual([])
  })

  test('is fine on a type to which its rule does not apply', () => {
    const rules = policy({ forbidden: [{ name: 'temp', applies_to: ['rds:*'] }] })
    expect(violationsOf(rules, { temp: 'yes' })).toEqual([])
    expect(violationsOf(rules, { temp: 'yes' }, 'rds:db')).toHaveLength(1)
  })
})

describe('naming rules', () => {
  const naming = (tag_naming_rules: object = {}) => policy({ tag_naming_rules })
  const rulesOf = (rules: ReturnType<typeof policy>, tags: Record<string, string>) =>
    violationsOf(rules, tags).map(({ tag, rule, detail }) => [tag, rule, detail])

  test('a key has at most 128 characters, a value 256, also without the section', () => {
    expect(violationsOf(policy({}), { ['k'.repeat(128)]: 'v'.repeat(256) })).toEqual([])
    expect(violationsOf(policy({}), { ['k'.repeat(129)]: '' })).toEqual([
      {
        tag: 'k'.repeat(129),
        rule: 'naming',
        severity: 'warning',
        detail: 'the key has 129 characters, 128 are allowed',
      },
    ])
    expect(violationsOf(policy({}), { k: 'v'.repeat(257) })).toEqual([
      { tag: 'k', rule: 'naming', severity: 'warning', detail: 'the value has 257 characters, 256 are allowed' },
    ])
  })

  test('the maxima are those of the policy', () => {
    const rules = naming({ max_key_length: 3, max_value_length: 2 })
    expect(rulesOf(rules, { abc: 'ab', abcd: '', xyz: 'abc' })).toEqual([
      ['abcd', 'naming', 'the key has 4 characters, 3 are allowed'],
      ['xyz', 'naming', 'the value has 3 characters, 2 are allowed'],
    ])
  })

  test('lengths are counted in characters, not in UTF-16 units', () => {
    const rules = naming({ max_key_length: 3, max_value_length: 2 })
    expect(rulesOf(rules, { '😀😀😀': '😀😀' })).toEqual([])
    expect(rulesOf(rules, { '😀😀😀😀': '' })).toEqual([
      ['😀😀😀😀', 'naming', 'the key has 4 characters, 3 are allowed'],
    ])
    expect(rulesOf(rules, { a: '😀😀😀' })).toEqual([['a', 'naming', 'the value has 3 characters, 2 are allowed']])
  })

  test('a tag gets at most one, for its key before its value', () => {
    const rules = naming({ max_key_length: 1, max_value_length: 1, allow_special_characters: false })
    expect(rulesOf(rules, { 'k!': 'v!' })).toEqual([['k!', 'naming', 'the key has 2 characters, 1 are allowed']])
  })

  test('special characters are fine unless they are not allowed', () => {
    expect(rulesOf(naming(), { 'k!': 'v#' })).toEqual([])
    expect(rulesOf(naming({ allow_special_characters: true }), { 'k!': 'v#' })).toEqual([])
  })

  test.each([['Größe'], ['部署'], ['x9٣½'], ['a b\u00a0c\u3000d'], ['+-=._:/@'], ['']])(
    '%j has letters, numbers, separators and + - = . _ : / @ only',
    (text) => {
      expect(rulesOf(naming({ allow_special_characters: false }), { [`k${text}`]: text })).toEqual([])
    },
  )

  test.each([['a!'], ['#'], ['a\tb'], ['a\n'], ['😀'], ['a,b'], ['(x)'], ['a*'], ['\ud800'], ['a\\b'], ['a~']])(
    '%j has another character',
    (text) => {
      const rules = naming({ allow_special_characters: false })
      const others = 'characters other than letters, numbers, spaces and + - = . _ : / @'
      expect(rulesOf(rules, { [text]: 'v' })).toEqual([[text, 'naming', `the key has ${others}`]])
      expect(rulesOf(rules, { k: text })).toEqual([['k', 'naming', `the value has ${others}`]])
    },
  )

  test("the provider's keys are never judged and not counted to limits", () => {
    const rules = naming({ max_key_length: 5, allow_special_characters: false })
    expect(rulesOf(rules, { 'aws:cloudformation:stack-name': '!' })).toEqual([])
  })

  test('keys are told in code-unit order', () => {
    const rules = naming({ max_value_length: 0 })
    expect(rulesOf(rules, { b: '1', a: '1', B: '1' }).map(([tag]) => tag)).toEqual(['B', 'a', 'b'])
  })
})

test('violations are told in the order required, optional, forbidden, naming', () => {
  const rules = policy({
    required: ['Owner'],
    optional: ['Project'],
    forbidden: ['temp'],
    tag_naming_rules: { max_key_length: 5 },
  })
  expect(violationsOf(rules, { temp: 'x', Project: '' }).map(({ rule }) => rule)).toEqual([
    'missing',
    'empty_value',
    'forbidden_key',
    'naming',
  ])
})
