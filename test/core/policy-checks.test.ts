import { describe, expect, test } from 'vitest'
import { day, hour, isoAt, load, loaded, now, problemsOf } from '../support/builders.ts'

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

describe('duplicate_tag', () => {
  const twice = (left: string[] | null, right: string[] | null) => ({
    required_tags: [
      { name: 'Owner', applies_to: left },
      { name: 'Owner', applies_to: right },
    ],
  })

  test.each<[string[] | null, string[] | null]>([
    [null, null],
    [null, ['ec2:instance']],
    [['ec2:instance'], []],
    [['ec2:instance'], ['*']],
    [['*'], ['ec2:instance']],
    [['ec2:*'], ['ec2:instance']],
    [
      ['rds:db', 'ec2:instance'],
      ['s3:bucket', 'ec2:*'],
    ],
  ])('the same name for %j and for %j is a duplicate', (left, right) => {
    expect(problemsOf(twice(left, right))).toEqual(['duplicate_tag at required_tags[1].name'])
  })

  test.each<[string[], string[]]>([
    [['ec2:instance'], ['ec2:volume']],
    [['ec2:*'], ['rds:*']],
  ])('the same name for %j and for %j is fine', (left, right) => {
    expect(problemsOf(twice(left, right))).toEqual([])
  })

  test('names are compared exactly', () => {
    expect(problemsOf({ required_tags: [{ name: 'Owner' }, { name: 'owner' }] })).toEqual([])
  })

  test.each([['optional_tags'], ['forbidden_tags']])('%s may not repeat a name either', (list) => {
    expect(problemsOf({ [list]: [{ name: 'A' }, { name: 'A' }] })).toEqual([`duplicate_tag at ${list}[1].name`])
  })

  test('a name may not be required and forbidden for one type', () => {
    const file = {
      required_tags: [{ name: 'temp', applies_to: ['ec2:*'] }],
      forbidden_tags: [{ name: 'temp', applies_to: ['ec2:instance'] }],
    }
    expect(problemsOf(file)).toEqual(['duplicate_tag at forbidden_tags[0].name'])
  })

  test('a name may be required for one type and forbidden for another', () => {
    const file = {
      required_tags: [{ name: 'temp', applies_to: ['ec2:*'] }],
      forbidden_tags: [{ name: 'temp', applies_to: ['rds:*'] }],
    }
    expect(problemsOf(file)).toEqual([])
  })

  test('the message names the earlier rule', () => {
    expect(load({ required_tags: [{ name: 'A' }, { name: 'B' }, { name: 'B' }] })).toMatchObject({
      problems: [{ message: '"B" is already in required_tags[1] for some of the same types' }],
    })
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

describe('cyclic_condition', () => {
  const when = (name: string, ...tags: string[]) => ({ name, required_when: { tag: tags[0], equals: 'x' } })

  test('a condition on the tag itself never ends', () => {
    expect(problemsOf({ required_tags: [{ name: 'Z' }, when('A', 'A')] })).toEqual([
      'cyclic_condition at required_tags[1].required_when',
    ])
  })

  test('a circle is reported once, at its first rule, and names its tags', () => {
    const file = { required_tags: [when('A', 'B'), when('B', 'C'), when('C', 'A')] }
    expect(load(file)).toMatchObject({
      problems: [
        {
          path: 'required_tags[0].required_when',
          code: 'cyclic_condition',
          message: 'the condition waits for itself: A → B → C → A',
        },
      ],
    })
    expect(problemsOf(file)).toHaveLength(1)
  })

  test('two circles are two problems', () => {
    expect(problemsOf({ required_tags: [when('A', 'B'), when('B', 'A'), when('C', 'C')] })).toEqual([
      'cyclic_condition at required_tags[0].required_when',
      'cyclic_condition at required_tags[2].required_when',
    ])
  })

  test('a rule that leads into a circle is not part of it', () => {
    expect(problemsOf({ required_tags: [when('A', 'B'), when('B', 'C'), when('C', 'B')] })).toEqual([
      'cyclic_condition at required_tags[1].required_when',
    ])
  })

  test('a chain that ends is fine', () => {
    expect(problemsOf({ required_tags: [when('A', 'B'), when('B', 'C'), { name: 'C' }] })).toEqual([])
  })

  test('a circle through the first of two rules with one name is found too', () => {
    const file = {
      required_tags: [
        { ...when('A', 'B'), applies_to: ['ec2:*'] },
        { ...when('A', 'C'), applies_to: ['rds:*'] },
        when('B', 'A'),
      ],
    }
    expect(problemsOf(file)).toEqual(['cyclic_condition at required_tags[0].required_when'])
  })

  test('a circle is found beside a way that ends', () => {
    const file = {
      required_tags: [
        when('B', 'A'),
        { ...when('A', 'C'), applies_to: ['rds:*'] },
        { ...when('A', 'B'), applies_to: ['ec2:*'] },
      ],
    }
    expect(problemsOf(file)).toEqual(['cyclic_condition at required_tags[0].required_when'])
  })

  test('two circles through one tag are two problems', () => {
    const file = {
      required_tags: [
        { ...when('A', 'B'), applies_to: ['ec2:*'] },
        { ...when('A', 'C'), applies_to: ['rds:*'] },
        when('B', 'A'),
        when('C', 'A'),
      ],
    }
    expect(problemsOf(file)).toEqual([
      'cyclic_condition at required_tags[0].required_when',
      'cyclic_condition at required_tags[1].required_when',
    ])
  })
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

describe('warnings, with which a policy loads', () => {
  test('unknown_type, with the type that was probably meant', () => {
    expect(loaded(tag({ applies_to: ['ec2:instance', 'rds:db-instance'] })).warnings).toEqual([
      {
        path: 'required_tags[0].applies_to[1]',
        code: 'unknown_type',
        message: '"rds:db-instance" is a type we do not know; the rule applies to it all the same',
        suggestion: 'rds:db',
      },
    ])
  })

  test('unknown_type without a suggestion where nothing is near', () => {
    expect(loaded({ forbidden_tags: [{ name: 'A', applies_to: ['zzzzzzzz:rocket'] }] }).warnings).toStrictEqual([
      {
        path: 'forbidden_tags[0].applies_to[0]',
        code: 'unknown_type',
        message: '"zzzzzzzz:rocket" is a type we do not know; the rule applies to it all the same',
      },
    ])
  })

  test('a whole service may be unknown', () => {
    expect(loaded({ optional_tags: [{ name: 'A', applies_to: ['elbv2:*'] }] }).warnings).toMatchObject([
      { code: 'unknown_type', suggestion: 'elasticloadbalancing:*' },
    ])
  })

  test('what is no type at all is an error and not a warning too', () => {
    expect(load(tag({ applies_to: ['ec2'] }))).toMatchObject({ ok: false, warnings: [] })
  })

  test.each<[string, string, number]>([
    ['expired_exemption', 'ended on', -day],
    ['expired_exemption', 'ended on', 0],
    ['expiring_exemption', 'ends in 1 day, on', 1],
    ['expiring_exemption', 'ends in 1 day, on', day],
    ['expiring_exemption', 'ends in 2 days, on', day + 1],
    ['expiring_exemption', 'ends in 30 days, on', 30 * day],
  ])('%s: %s a date %d ms from now', (code, message, fromNow) => {
    const expires_at = isoAt(now + fromNow)
    expect(loaded(exemption({ expires_at })).warnings).toMatchObject([
      { code, path: 'exemptions[0].expires_at', message: expect.stringContaining(`${message} ${expires_at}`) },
    ])
  })

  test('an exemption with more than 30 days to go needs no warning', () => {
    expect(loaded(exemption({ expires_at: isoAt(now + 30 * day + 1) })).warnings).toEqual([])
  })

  test('warnings are told with problems too', () => {
    expect(load({ version: 1, ...exemption({ expires_at: isoAt(now - hour) }) })).toMatchObject({
      ok: false,
      warnings: [{ code: 'expired_exemption' }],
    })
  })
})
