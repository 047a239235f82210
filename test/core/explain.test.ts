import { describe, expect, test } from 'vitest'
import type { Violation } from '../../server/core/evaluate.ts'
import { describeViolation, explain } from '../../server/core/explain.ts'
import type { Resource } from '../../server/core/resource.ts'
import { instance, isoAt, now, policy } from '../support/builders.ts'

const explained = (rules: ReturnType<typeof policy>, fields: Partial<Resource> = {}) =>
  explain(rules, instance(fields), now)
const backup = { name: 'Backup', required_when: { tag: 'Environment', equals: 'production' } }

describe('the trace says what became of every required tag', () => {
  test('it passed', () => {
    expect(explained(policy({ required: ['Owner'] }), { tags: { Owner: 'ada' } })).toEqual({
      verdict: 'compliant',
      violations: [],
      why: 'every demanded tag is there and fine',
      rules: [{ tag: 'Owner', outcome: 'passed', reason: 'present, and its value is fine' }],
    })
  })

  test('it was violated, in every way', () => {
    const rules = policy({ required: [{ name: 'Owner', allowed_values: ['ada'], validation_regex: '[a-z]+' }] })
    expect(explained(rules, { tags: { Owner: '7' } }).rules).toEqual([
      { tag: 'Owner', outcome: 'violated', reason: '"7" is not an allowed value; "7" does not match [a-z]+' },
    ])
  })

  test('it does not apply to the type', () => {
    expect(explained(policy({ required: [{ name: 'Owner', applies_to: ['rds:*'] }] })).rules).toEqual([
      { tag: 'Owner', outcome: 'not_demanded', reason: 'the rule does not apply to ec2:instance' },
    ])
  })

  test('its condition does not hold', () => {
    expect(explained(policy({ required: [backup] }), { tags: { Environment: 'test' } }).rules).toEqual([
      { tag: 'Backup', outcome: 'not_demanded', reason: 'its condition on Environment does not hold' },
    ])
  })

  test('its condition is unknown', () => {
    expect(explained(policy({ required: [backup] })).rules).toEqual([
      {
        tag: 'Backup',
        outcome: 'not_demanded',
        reason: 'its condition on Environment is unknown: that tag is missing, empty or wrong itself',
      },
    ])
  })
})

describe('the trace says what else was found', () => {
  test('of optional and forbidden tags, and names', () => {
    const rules = policy({ required: ['Owner'], optional: ['Project'], forbidden: ['temp'] })
    expect(explained(rules, { tags: { Owner: 'ada', Project: '', temp: '' } }).rules).toEqual([
      { tag: 'Owner', outcome: 'passed', reason: 'present, and its value is fine' },
      { tag: 'Project', outcome: 'violated', reason: 'the value is empty' },
      { tag: 'temp', outcome: 'violated', reason: 'the key is forbidden' },
    ])
  })

  test('also of a required tag', () => {
    const rules = policy({ required: ['Owner'], tag_naming_rules: { max_value_length: 2 } })
    expect(explained(rules, { tags: { Owner: 'ada' } }).rules).toEqual([
      { tag: 'Owner', outcome: 'passed', reason: 'present, and its value is fine' },
      { tag: 'Owner', outcome: 'violated', reason: 'the value has 3 characters, 2 are allowed' },
    ])
  })
})

describe('why the verdict is what it is', () => {
  const exemptions = [{ resources: ['*'], reason: 'r', expires_at: isoAt(now + 1) }]
  test.each<[string, Parameters<typeof policy>[0], Partial<Resource>]>([
    ['every demanded tag is there and fine', { required: ['Owner'] }, { tags: { Owner: 'ada' } }],
    ['there are warnings only', { required: [{ name: 'Owner', severity: 'warning' }] }, {}],
    ['at least one error is in force', { required: ['Owner'] }, {}],
    ['its tags could not be read', { required: ['Owner'] }, { tags: null }],
    ['every error is covered by an exemption in force', { required: ['Owner'], exemptions }, {}],
    [
      'it has errors and is younger than the grace period of 24 hours',
      { required: ['Owner'], grace_period_hours: 24 },
      { createdAt: isoAt(now) },
    ],
    ['the provider manages it', { required: ['Owner'], scope: { regions: ['us-*'] } }, { managed: true }],
    ["it is outside the policy's scope", { required: ['Owner'], scope: { regions: ['us-*'] } }, {}],
    ['no required tag applies to ec2:instance', {}, {}],
    ['no required tag applies to ec2:instance', {}, { tags: null }],
  ])('%s', (why, file, fields) => {
    expect(explained(policy(file), fields).why).toBe(why)
  })

  test.each<[string, Partial<Resource>]>([
    ['managed', { managed: true }],
    ['unreadable', { tags: null }],
    ['out of scope', { region: 'us-east-1' }],
  ])('what is %s has no trace', (_, fields) => {
    expect(explained(policy({ required: ['Owner'], scope: { regions: ['eu-*'] } }), fields).rules).toEqual([])
  })
})

describe('a violation in words', () => {
  const says = (fields: Partial<Violation>) =>
    describeViolation({ tag: 'Owner', rule: 'missing', severity: 'error', ...fields })

  test.each<[string, Partial<Violation>]>([
    ['the tag is missing', {}],
    ['the value is empty', { rule: 'empty_value', found: '' }],
    ['"a" is not an allowed value', { rule: 'invalid_value', found: 'a' }],
    ['"a" is not an allowed value; probably "ada"', { rule: 'invalid_value', found: 'a', suggestion: 'ada' }],
    ['"A" does not match [a-z]', { rule: 'invalid_format', found: 'A', expected: ['[a-z]'] }],
    ['"A" does not match the pattern', { rule: 'invalid_format', found: 'A' }],
    ['the deprecated key "boss" is used instead', { rule: 'deprecated_key', foundKey: 'boss' }],
    ['the key is spelled "owner"', { rule: 'key_case_mismatch', foundKey: 'owner' }],
    ['there is also a key "owner"', { rule: 'duplicate_key_case', foundKey: 'owner' }],
    ['the key is forbidden', { rule: 'forbidden_key' }],
    ['the key is forbidden: Nothing is.', { rule: 'forbidden_key', detail: 'Nothing is.' }],
    ['too long', { rule: 'naming', detail: 'too long' }],
    ['a naming rule is broken', { rule: 'naming' }],
  ])('%s', (words, fields) => {
    expect(says(fields)).toBe(words)
  })

  test('values are quoted, on one line', () => {
    expect(says({ rule: 'invalid_value', found: 'a"\nb' })).toBe('"a\\"\\nb" is not an allowed value')
    expect(says({ rule: 'invalid_value' })).toBe('"" is not an allowed value')
  })
})
