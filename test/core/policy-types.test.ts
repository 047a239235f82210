import { describe, expect, test } from 'vitest'
import { load, problemsOf } from '../support/builders.ts'

const tag = (fields: object) => ({ required_tags: [{ name: 'Owner', ...fields }] })
const exemption = (fields: object) => ({
  exemptions: [{ resources: ['*'], reason: 'old', expires_at: '2030-01-01', ...fields }],
})

describe('invalid_type', () => {
  test.each<[string, object]>([
    ['version', { version: 1 }],
    ['last_updated', { last_updated: 1 }],
    ['required_tags', { required_tags: {} }],
    ['required_tags', { required_tags: null }],
    ['required_tags[0]', { required_tags: ['Owner'] }],
    ['required_tags[0].name', { required_tags: [{ name: 1 }] }],
    ['required_tags[0].name', { required_tags: [{ name: 'x'.repeat(129) }] }],
    ['required_tags[0].description', tag({ description: 1 })],
    ['required_tags[0].allowed_values', tag({ allowed_values: 'a' })],
    ['required_tags[0].allowed_values[1]', tag({ allowed_values: ['a', 1] })],
    ['required_tags[0].allowed_globs', tag({ allowed_globs: 'a*' })],
    ['required_tags[0].validation_regex', tag({ validation_regex: 1 })],
    ['required_tags[0].applies_to', tag({ applies_to: 'ec2:instance' })],
    ['required_tags[0].applies_to[0]', tag({ applies_to: [1] })],
    ['required_tags[0].allow_empty', tag({ allow_empty: 'yes' })],
    ['required_tags[0].case_insensitive_values', tag({ case_insensitive_values: 1 })],
    ['required_tags[0].required_when', tag({ required_when: 'always' })],
    ['required_tags[0].required_when.in', tag({ required_when: { tag: 'B', in: 'b' } })],
    ['required_tags[0].required_when.equals', tag({ required_when: { tag: 'B', equals: 1 } })],
    ['required_tags[0].required_when.matches', tag({ required_when: { tag: 'B', matches: 1 } })],
    ['required_tags[0].weight', tag({ weight: '1' })],
    ['required_tags[0].weight', tag({ weight: -1 })],
    ['required_tags[0].severity', tag({ severity: 2 })],
    ['required_tags[0].regex_mode', tag({ regex_mode: true })],
    ['forbidden_tags[0].reason', { forbidden_tags: [{ name: 'A', reason: 1 }] }],
    ['aliases', { aliases: [] }],
    ['aliases.env', { aliases: { env: 1 } }],
    ['aliases["cost centre"]', { aliases: { 'cost centre': 1 } }],
    ['aliases.__proto__', { aliases: { ['__proto__']: 1 } }],
    ['tag_naming_rules', { tag_naming_rules: null }],
    ['tag_naming_rules.case_sensitivity', { tag_naming_rules: { case_sensitivity: 'false' } }],
    ['tag_naming_rules.allow_special_characters', { tag_naming_rules: { allow_special_characters: 0 } }],
    ['tag_naming_rules.max_key_length', { tag_naming_rules: { max_key_length: 0 } }],
    ['tag_naming_rules.max_key_length', { tag_naming_rules: { max_key_length: 1.5 } }],
    ['tag_naming_rules.max_key_length', { tag_naming_rules: { max_key_length: 1e300 } }],
    ['tag_naming_rules.max_value_length', { tag_naming_rules: { max_value_length: -1 } }],
    ['exemptions', { exemptions: {} }],
    ['exemptions[0].id', exemption({ id: 1 })],
    ['exemptions[0].resources', exemption({ resources: '*' })],
    ['exemptions[0].tags', exemption({ tags: 'Owner' })],
    ['exemptions[0].reason', exemption({ reason: 1 })],
    ['exemptions[0].approved_by', exemption({ approved_by: 1 })],
    ['exemptions[0].expires_at', exemption({ expires_at: 2030 })],
    ['grace_period_hours', { grace_period_hours: '24' }],
    ['grace_period_hours', { grace_period_hours: -1 }],
    ['scope', { scope: [] }],
    ['scope.accounts', { scope: { accounts: '*' } }],
    ['scope.regions', { scope: { regions: '*' } }],
    ['scope.types', { scope: { types: '*' } }],
    ['scope.exclude', { scope: { exclude: '*' } }],
  ])('%s is refused in %j', (path, file) => {
    expect(problemsOf(file)).toEqual([`invalid_type at ${path}`])
  })

  test.each<[object, string]>([
    [{ version: 1 }, 'expected a string, found 1'],
    [{ version: null }, 'expected a string, found null'],
    [{ version: ['1.0'] }, 'expected a string, found a list'],
    [{ version: { major: 1 } }, 'expected a string, found an object'],
    [{ aliases: 'none' }, 'expected an object, found "none"'],
    [{ exemptions: 'none' }, 'expected a list, found "none"'],
    [{ tag_naming_rules: { max_key_length: 1.5 } }, 'expected a whole number, found 1.5'],
    [{ tag_naming_rules: { max_key_length: 0 } }, 'must be more than 0, found 0'],
    [{ grace_period_hours: -1 }, 'must be at least 0, found -1'],
    [tag({ severity: 2 }), 'expected a word, found 2'],
    [{ version: undefined }, '"version" is missing'],
    [exemption({ reason: '' }), '"reason" is empty'],
    [tag({ regex_mode: 'part' }), '"part" is not one of "full", "search"'],
    [tag({ allowed_globs: [] }), '"allowed_globs" is empty, so no value could pass; leave it out to allow any'],
  ])('%j is told in a sentence: %s', (file, message) => {
    expect(load(file)).toMatchObject({ problems: [{ message }] })
  })

  test('128 characters are counted as a reader counts them, not in UTF-16 units', () => {
    expect(problemsOf({ required_tags: [{ name: '😀'.repeat(128) }] })).toEqual([])
    expect(problemsOf({ required_tags: [{ name: '😀'.repeat(129) }] })).toEqual([
      'invalid_type at required_tags[0].name',
    ])
  })
})
