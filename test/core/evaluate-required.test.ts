import { describe, expect, test } from 'vitest'
import { evaluate, type Violation } from '../../server/core/evaluate.ts'
import { instance, now, policy } from '../support/builders.ts'

type Tags = Record<string, string>
const owner = (fields: object = {}) => policy({ required: [{ name: 'Owner', ...fields }] })
const violationsOf = (rules: ReturnType<typeof policy>, tags: Tags): readonly Violation[] =>
  evaluate(rules, instance({ tags }), now).violations
const rulesOf = (rules: ReturnType<typeof policy>, tags: Tags): string[] =>
  violationsOf(rules, tags).map(({ rule }) => rule)

describe('a key that is present exactly', () => {
  test('without a list and a pattern takes any value', () => {
    expect(violationsOf(owner(), { Owner: 'anyone at all' })).toEqual([])
  })

  test('an empty value does not satisfy a required tag', () => {
    expect(violationsOf(owner(), { Owner: '' })).toEqual([
      { tag: 'Owner', rule: 'empty_value', severity: 'error', found: '' },
    ])
  })

  test.each([[' '], ['\t\n'], ['\u00a0'], ['\u3000']])('white space only (%j) counts as empty', (value) => {
    expect(violationsOf(owner(), { Owner: value })).toEqual([
      { tag: 'Owner', rule: 'empty_value', severity: 'error', found: value },
    ])
  })

  test('of an empty value nothing further is said', () => {
    expect(rulesOf(owner({ allowed_values: ['ada'], validation_regex: '[a-z]+' }), { Owner: '' })).toEqual([
      'empty_value',
    ])
  })

  test.each([[''], [' ']])('with allow_empty %j passes, whatever the list and the pattern say', (value) => {
    const rules = owner({ allow_empty: true, allowed_values: ['ada'], validation_regex: '[a-z]+' })
    expect(violationsOf(rules, { Owner: value })).toEqual([])
  })

  test('an empty value is not allowed by being listed', () => {
    expect(rulesOf(owner({ allowed_values: ['', 'ada'] }), { Owner: '' })).toEqual(['empty_value'])
  })

  test('a value that is not allowed is reported with what is', () => {
    const rules = owner({ allowed_values: ['ada', 'grace'], allowed_globs: ['team-*'] })
    expect(violationsOf(rules, { Owner: 'nobody' })).toEqual([
      {
        tag: 'Owner',
        rule: 'invalid_value',
        severity: 'error',
        found: 'nobody',
        expected: ['ada', 'grace', 'team-*'],
      },
    ])
  })

  test('an allowed value that was probably meant is suggested', () => {
    expect(violationsOf(owner({ allowed_values: ['grace'] }), { Owner: 'Grace' })).toMatchObject([
      { rule: 'invalid_value', suggestion: 'grace' },
    ])
  })

  test.each<[string, string[]]>([
    ['ada', []],
    ['team-7', []],
    ['team', ['invalid_value']],
  ])('a value passes when it is in either list: %s', (value, expected) => {
    expect(rulesOf(owner({ allowed_values: ['ada'], allowed_globs: ['team-*'] }), { Owner: value })).toEqual(expected)
  })

  test('globs alone are a list too', () => {
    expect(violationsOf(owner({ allowed_globs: ['team-*'] }), { Owner: 'ada' })).toEqual([
      { tag: 'Owner', rule: 'invalid_value', severity: 'error', found: 'ada', expected: ['team-*'] },
    ])
  })

  test('a value that does not match is reported with the pattern', () => {
    expect(violationsOf(owner({ validation_regex: '[a-z]+' }), { Owner: 'Ada' })).toEqual([
      { tag: 'Owner', rule: 'invalid_format', severity: 'error', found: 'Ada', expected: ['[a-z]+'] },
    ])
  })

  test('a value may be well formed and still not allowed', () => {
    const rules = owner({ allowed_values: ['ada'], validation_regex: '[a-z]+' })
    expect(rulesOf(rules, { Owner: 'grace' })).toEqual(['invalid_value'])
  })

  test('a value may be neither allowed nor well formed: both are reported', () => {
    const rules = owner({ allowed_values: ['ada'], validation_regex: '[a-z]+' })
    expect(rulesOf(rules, { Owner: 'X1' })).toEqual(['invalid_value', 'invalid_format'])
  })

  test('the pattern is for the whole value unless regex_mode is search', () => {
    expect(rulesOf(owner({ validation_regex: '[a-z]+' }), { Owner: 'x1' })).toEqual(['invalid_format'])
    expect(rulesOf(owner({ validation_regex: '[a-z]+', regex_mode: 'search' }), { Owner: 'x1' })).toEqual([])
  })

  test.each([['Ada'], [' ada'], ['ada\n'], ['ADA']])('values are compared exactly: %j is not "ada"', (value) => {
    expect(rulesOf(owner({ allowed_values: ['ada'] }), { Owner: value })).toEqual(['invalid_value'])
  })

  test.each<[string, string[]]>([
    ['ADA', []],
    ['adA', []],
    ['TEAM-x', []],
    ['ada ', ['invalid_value']],
  ])('case_insensitive_values folds case, and only case: %j', (value, expected) => {
    const rules = owner({ allowed_values: ['Ada'], allowed_globs: ['Team-*'], case_insensitive_values: true })
    expect(rulesOf(rules, { Owner: value })).toEqual(expected)
  })

  test('a letter without a capital of one letter is not another', () => {
    const rules = owner({ allowed_values: ['Straße'], case_insensitive_values: true })
    expect(rulesOf(rules, { Owner: 'straße' })).toEqual([])
    expect(rulesOf(rules, { Owner: 'STRASSE' })).toEqual(['invalid_value'])
  })

  test('case_insensitive_values leaves the pattern alone', () => {
    expect(rulesOf(owner({ validation_regex: '[a-z]+', case_insensitive_values: true }), { Owner: 'ADA' })).toEqual([
      'invalid_format',
    ])
  })

  test.each([['__proto__'], ['constructor'], ['toString']])('%s is a value like any other', (value) => {
    expect(rulesOf(owner({ allowed_values: ['ada'] }), { Owner: value })).toEqual(['invalid_value'])
    expect(rulesOf(owner({ allowed_values: [value] }), { Owner: value })).toEqual([])
  })
})

describe('a key that is there twice', () => {
  test('another key equal but for case is one warning, also where the tag is an error', () => {
    expect(violationsOf(owner(), { Owner: 'ada', owner: 'grace', OWNER: 'linus' })).toEqual([
      { tag: 'Owner', rule: 'duplicate_key_case', severity: 'warning', foundKey: 'OWNER' },
    ])
  })

  test('other separators make another key', () => {
    expect(violationsOf(policy({ required: ['CostCenter'] }), { CostCenter: '1', 'cost-center': '2' })).toEqual([])
  })
})

describe('a key that is absent', () => {
  test('is missing', () => {
    expect(violationsOf(owner(), {})).toEqual([{ tag: 'Owner', rule: 'missing', severity: 'error' }])
  })

  test('is a warning where the rule is one', () => {
    expect(violationsOf(owner({ severity: 'warning' }), {})).toEqual([
      { tag: 'Owner', rule: 'missing', severity: 'warning' },
    ])
  })

  test.each([['__proto__'], ['constructor'], ['toString'], ['hasOwnProperty']])(
    'is missing also when it is called %s',
    (name) => {
      expect(rulesOf(policy({ required: [name] }), {})).toEqual(['missing'])
      expect(rulesOf(policy({ required: [name] }), { [name]: 'here' })).toEqual([])
    },
  )

  test('is judged in the order of the file', () => {
    expect(violationsOf(policy({ required: ['B', 'C', 'A'] }), {}).map(({ tag }) => tag)).toEqual(['B', 'C', 'A'])
  })
})

describe('a deprecated key', () => {
  const aliased = (aliases: object, fields = {}) => policy({ required: [{ name: 'Owner', ...fields }], aliases })

  test('in the place of the key is one violation that names it', () => {
    expect(violationsOf(aliased({ boss: 'Owner' }), { boss: 'ada' })).toEqual([
      { tag: 'Owner', rule: 'deprecated_key', severity: 'error', found: 'ada', foundKey: 'boss' },
    ])
  })

  test('has the severity of its rule', () => {
    expect(violationsOf(aliased({ boss: 'Owner' }, { severity: 'warning' }), { boss: 'ada' })).toMatchObject([
      { rule: 'deprecated_key', severity: 'warning' },
    ])
  })

  test('of several the first in code-unit order is named', () => {
    expect(violationsOf(aliased({ b: 'Owner', a: 'Owner', Z: 'Owner' }), { a: '1', b: '2', Z: '3' })).toMatchObject([
      { foundKey: 'Z' },
    ])
    expect(violationsOf(aliased({ b: 'Owner', a: 'Owner', Z: 'Owner' }), { b: '2', a: '1' })).toMatchObject([
      { foundKey: 'a' },
    ])
  })

  test('is fine beside the key itself', () => {
    expect(violationsOf(aliased({ boss: 'Owner' }), { Owner: 'ada', boss: 'ada' })).toEqual([])
  })

  test('counts before a key that is only spelled otherwise', () => {
    expect(rulesOf(aliased({ boss: 'Owner' }), { owner: 'ada', boss: 'ada' })).toEqual(['deprecated_key'])
  })

  test('may itself be the key in other letters', () => {
    expect(rulesOf(aliased({ owner: 'Owner' }), { owner: 'ada' })).toEqual(['deprecated_key'])
  })

  test('is matched exactly', () => {
    expect(rulesOf(aliased({ boss: 'Owner' }), { Boss: 'ada' })).toEqual(['missing'])
  })

  test('stands for its own tag only', () => {
    expect(rulesOf(aliased({ boss: 'Manager' }), { boss: 'ada' })).toEqual(['missing'])
  })

  test.each([['__proto__'], ['constructor']])('may be called %s', (key) => {
    expect(violationsOf(aliased({ [key]: 'Owner' }), { [key]: 'ada' })).toMatchObject([
      { rule: 'deprecated_key', foundKey: key, found: 'ada' },
    ])
    expect(rulesOf(aliased({ [key]: 'Owner' }), {})).toEqual(['missing'])
  })
})

describe('a key spelled otherwise', () => {
  const costCenter = (file: object = {}) => policy({ required: ['CostCenter'], ...file })

  test.each([['costcenter'], ['COSTCENTER'], ['cost-center'], ['Cost_Center'], ['cost center'], ['-c o_s-tcenter ']])(
    '%j is one mismatch that names the key found',
    (key) => {
      expect(violationsOf(costCenter(), { [key]: '42' })).toEqual([
        { tag: 'CostCenter', rule: 'key_case_mismatch', severity: 'error', found: '42', foundKey: key },
      ])
    },
  )

  test.each([['cost.center'], ['cost/center'], ['cost\tcenter'], ['costcentre'], ['aws:costcenter']])(
    '%j is another key',
    (key) => {
      expect(rulesOf(costCenter(), { [key]: '42' })).toEqual(['missing'])
    },
  )

  test('the rule may have the separators', () => {
    expect(rulesOf(policy({ required: ['cost-center'] }), { CostCenter: '42' })).toEqual(['key_case_mismatch'])
  })

  test('of several the first in code-unit order is named', () => {
    expect(violationsOf(costCenter(), { costcenter: '3', 'cost-center': '2', COSTCENTER: '1' })).toMatchObject([
      { foundKey: 'COSTCENTER', found: '1' },
    ])
  })

  test('is a warning where case_sensitivity is explicitly false', () => {
    expect(
      violationsOf(costCenter({ tag_naming_rules: { case_sensitivity: false } }), { costcenter: '42' }),
    ).toMatchObject([{ rule: 'key_case_mismatch', severity: 'warning' }])
  })

  test.each([[true], [undefined]])('has the severity of its rule where case_sensitivity is %s', (case_sensitivity) => {
    const rules = policy({ required: [{ name: 'Owner', severity: 'error' }], tag_naming_rules: { case_sensitivity } })
    expect(violationsOf(rules, { owner: 'ada' })).toMatchObject([{ severity: 'error' }])
  })

  test('its value is not judged', () => {
    expect(rulesOf(owner({ allowed_values: ['ada'] }), { owner: 'nobody' })).toEqual(['key_case_mismatch'])
  })
})

describe('applies_to', () => {
  const typesOf = (applies_to: unknown, type: string) =>
    evaluate(policy({ required: [{ name: 'Owner', applies_to }] }), instance({ type }), now).violations

  test.each([[null], [[]], [['*']], [['ec2:*']], [['ec2:instance']], [['rds:db', 'ec2:instance']]])(
    '%j takes ec2:instance',
    (applies_to) => {
      expect(typesOf(applies_to, 'ec2:instance')).toHaveLength(1)
    },
  )

  test.each([[['ec2:volume']], [['rds:*']], [['EC2:instance']]])('%j does not', (applies_to) => {
    expect(typesOf(applies_to, 'ec2:instance')).toEqual([])
  })

  test('a type that nobody knows is judged all the same', () => {
    expect(typesOf(['acme:rocket'], 'acme:rocket')).toHaveLength(1)
  })
})

describe("the provider's keys", () => {
  test('never stand for a tag, nor beside one', () => {
    expect(
      rulesOf(policy({ required: ['cloudformation:stack-name'] }), { 'aws:cloudformation:stack-name': 'x' }),
    ).toEqual(['missing'])
  })
})
