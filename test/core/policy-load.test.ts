import { describe, expect, test } from 'vitest'
import { loadPolicy, readPolicy } from '../../server/core/policy.ts'
import { load, loaded, now, problemsOf } from '../support/builders.ts'

const tag = (fields: object) => ({ required_tags: [{ name: 'Owner', ...fields }] })
const exemption = (fields: object) => ({
  exemptions: [{ resources: ['*'], reason: 'old', expires_at: '2030-01-01', ...fields }],
})

describe('what loads', () => {
  test('a version is all a policy needs', () => {
    expect(loaded({}).policy.document).toEqual({
      version: '1.0',
      last_updated: null,
      required_tags: [],
      optional_tags: [],
      forbidden_tags: [],
      aliases: {},
      tag_naming_rules: {
        case_sensitivity: true,
        allow_special_characters: true,
        max_key_length: 128,
        max_value_length: 256,
      },
      exemptions: [],
      grace_period_hours: 0,
      scope: { accounts: null, regions: null, types: null, exclude: null },
    })
  })

  test('a rule has defaults: an error, for every type, any value but an empty one', () => {
    const { policy } = loaded({ required_tags: [{ name: 'A' }], forbidden_tags: [{ name: 'C' }] })
    expect(policy.document.required_tags).toEqual([
      {
        name: 'A',
        description: null,
        allowed_values: null,
        allowed_globs: null,
        validation_regex: null,
        regex_mode: 'full',
        applies_to: null,
        severity: 'error',
        allow_empty: false,
        case_insensitive_values: false,
        required_when: null,
        weight: 1,
      },
    ])
    expect(policy.document.forbidden_tags).toEqual([{ name: 'C', reason: null, applies_to: null, severity: 'error' }])
  })

  test('the severity of an optional tag defaults to a warning', () => {
    const { policy } = loaded({ optional_tags: [{ name: 'B' }] })
    expect(policy.document.optional_tags[0]?.severity).toBe('warning')
  })

  test.each([[null], [[]]])('applies_to, tags and scope given as %j mean the same as absent', (none) => {
    const { document } = loaded({
      ...tag({ applies_to: none }),
      ...exemption({ tags: none }),
      scope: { accounts: none, regions: none, types: none, exclude: none },
    }).policy
    expect(document.required_tags[0]?.applies_to).toBeNull()
    expect(document.exemptions[0]?.tags).toBeNull()
    expect(document.scope).toEqual({ accounts: null, regions: null, types: null, exclude: null })
  })

  test('an exemption without an id is called by its place', () => {
    const { document } = loaded({
      exemptions: [{ ...exemption({}).exemptions[0], id: 'EX-1' }, ...exemption({}).exemptions],
    }).policy
    expect(document.exemptions.map(({ id }) => id)).toEqual(['EX-1', 'exemptions[1]'])
  })

  test('a byte order mark before the JSON is fine', () => {
    expect(loadPolicy('\uFEFF{"version":"1.0"}', now).ok).toBe(true)
  })

  test('a byte order mark anywhere else is not', () => {
    expect(loadPolicy('{"version":"1.0"}\uFEFF', now).ok).toBe(false)
  })

  test('keys starting with x- are free everywhere, and $schema at the top', () => {
    expect(
      problemsOf({
        $schema: './policy.schema.json',
        'x-team': 1,
        required_tags: [{ name: 'A', 'x-note': 1, required_when: { tag: 'B', equals: 'b', 'x-why': 1 } }],
        optional_tags: [{ name: 'B', 'x-note': 1 }],
        forbidden_tags: [{ name: 'C', 'x-note': 1 }],
        exemptions: [{ resources: ['*'], reason: 'r', expires_at: '2030-01-01', 'x-ticket': 1 }],
        tag_naming_rules: { 'x-note': 1 },
        scope: { 'x-note': 1 },
      }),
    ).toEqual([])
  })

  test('a free key may hold anything, at any depth', () => {
    expect(problemsOf({ 'x-a': { unknown: [{ 'x-b': null }] } })).toEqual([])
  })

  test('in aliases the keys are tag keys, so x- keys and $schema count', () => {
    expect(loaded({ aliases: { 'x-owner': 'Owner', $schema: 'Owner' } }).policy.document.aliases).toEqual({
      'x-owner': 'Owner',
      $schema: 'Owner',
    })
  })

  test('an alias may be called __proto__ or constructor', () => {
    const { aliases } = loaded({ aliases: { ['__proto__']: 'Owner', constructor: 'Owner' } }).policy.document
    expect(Object.entries(aliases)).toEqual([
      ['__proto__', 'Owner'],
      ['constructor', 'Owner'],
    ])
  })
})

describe('invalid_json and a policy that is no object', () => {
  test('text that is no JSON is refused with one problem that says why', () => {
    const result = loadPolicy('{"version": ', now)
    expect(result).toEqual({
      ok: false,
      problems: [{ path: '', code: 'invalid_json', message: expect.stringContaining('JSON') }],
      warnings: [],
    })
  })

  test.each([['[]'], ['null'], ['"1.0"'], ['7']])('%s is no policy', (text) => {
    expect(loadPolicy(text, now)).toEqual({
      ok: false,
      problems: [{ path: '', code: 'invalid_type', message: 'a policy is a JSON object' }],
      warnings: [],
    })
  })

  test.each<[string, string]>([
    ['[', ']'],
    ['{"a":', '}'],
  ])('a policy nested deeper than any stack is refused like another: %s', (open, close) => {
    const deep = `{"version":"1.0","required_tags":${open.repeat(100_000)}1${close.repeat(100_000)}}`
    expect(loadPolicy(deep, now).ok).toBe(false)
  })
})

describe('unknown_field', () => {
  test.each<[string, object]>([
    ['required_tagz', { required_tagz: [] }],
    ['required_tags[0].$schema', tag({ $schema: '' })],
    ['required_tags[0].reason', tag({ reason: '' })],
    ['required_tags[0].required_when.when', tag({ required_when: { tag: 'B', equals: 'b', when: 1 } })],
    ['optional_tags[0].reason', { optional_tags: [{ name: 'A', reason: '' }] }],
    ['forbidden_tags[0].weight', { forbidden_tags: [{ name: 'A', weight: 1 }] }],
    ['tag_naming_rules.max', { tag_naming_rules: { max: 1 } }],
    ['exemptions[0].until', exemption({ until: '' })],
    ['scope.account', { scope: { account: [] } }],
    ['["a.b"]', { 'a.b': 1 }],
    ['required_tags[0]["a b"]', tag({ 'a b': 1 })],
    ['__proto__', { ['__proto__']: {} }],
    ['constructor', { constructor: 1 }],
    ['required_tags[0].__proto__', tag({ ['__proto__']: 1 })],
  ])('%s is a field the format does not have', (path, file) => {
    expect(problemsOf(file)).toEqual([`unknown_field at ${path}`])
  })

  test.each<[string, string, object]>([
    ['required_tag', 'required_tags', { required_tag: [] }],
    ['allowedValues', 'allowed_values', tag({ allowedValues: ['a'] })],
    ['Matchs', 'matches', tag({ required_when: { tag: 'B', equals: 'b', Matchs: 'b' } })],
    ['account', 'accounts', { scope: { account: [] } }],
    ['resource', 'resources', exemption({ resource: ['*'] })],
    ['schema', '$schema', { schema: '' }],
  ])('%s: did you mean %s?', (_, suggestion, file) => {
    expect(load(file)).toMatchObject({ problems: [{ code: 'unknown_field', suggestion }] })
  })

  test('a field like no other gets no suggestion', () => {
    expect(load({ completely_different: 1 })).toStrictEqual({
      ok: false,
      problems: [
        {
          path: 'completely_different',
          code: 'unknown_field',
          message: 'there is no field "completely_different" here; fields of your own start with "x-"',
        },
      ],
      warnings: [],
    })
  })
})

describe('missing_field', () => {
  test.each<[string, object]>([
    ['version', { version: undefined }],
    ['required_tags[0].name', { required_tags: [{}] }],
    ['optional_tags[0].name', { optional_tags: [{}] }],
    ['forbidden_tags[0].name', { forbidden_tags: [{}] }],
    ['required_tags[0].required_when.tag', tag({ required_when: { equals: 'b' } })],
    ['exemptions[0].resources', exemption({ resources: undefined })],
    ['exemptions[0].reason', exemption({ reason: undefined })],
    ['exemptions[0].expires_at', exemption({ expires_at: undefined })],
  ])('%s must be there', (path, file) => {
    expect(problemsOf(file)).toEqual([`missing_field at ${path}`])
  })

  test.each<[string, object]>([
    ['required_tags[0].name', { required_tags: [{ name: '' }] }],
    ['required_tags[0].required_when.tag', tag({ required_when: { tag: '', equals: 'b' } })],
    ['exemptions[0].resources', exemption({ resources: [] })],
    ['exemptions[0].reason', exemption({ reason: '' })],
  ])('%s must not be empty', (path, file) => {
    expect(problemsOf(file)).toEqual([`missing_field at ${path}`])
  })
})

test('every problem is reported at once, several of one rule too: a policy with nine problems shows nine', () => {
  expect(
    problemsOf({
      version: 1,
      required_tags: [
        { name: 'aws:Owner', severity: 'fatal', validation_regex: '(', allowed_values: [] },
        { name: 'B', validation_regex: '[a-z]+', allowed_values: ['Good', 'bad'], allow_emty: true },
      ],
      exemptions: [{ resources: ['*'], expires_at: 'soon' }],
    }).toSorted(),
  ).toEqual([
    'empty_allowed_values at required_tags[0].allowed_values',
    'invalid_choice at required_tags[0].severity',
    'invalid_date at exemptions[0].expires_at',
    'invalid_regex at required_tags[0].validation_regex',
    'invalid_type at version',
    'missing_field at exemptions[0].reason',
    'reserved_prefix at required_tags[0].name',
    'unknown_field at required_tags[1].allow_emty',
    'value_fails_own_regex at required_tags[1].allowed_values[0]',
  ])
})

test('a policy already parsed is read like its text', () => {
  expect(readPolicy({ version: '1.0' }, now)).toEqual(loadPolicy('{"version":"1.0"}', now))
})
