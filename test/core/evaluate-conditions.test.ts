import { describe, expect, test } from 'vitest'
import { judgeRequired } from '../../server/core/evaluate.ts'
import { isoAt, now, policy } from '../support/builders.ts'

type Tags = Record<string, string>
const backup = (required_when: object) => ({ name: 'Backup', required_when })
const inProduction = backup({ tag: 'Environment', in: ['production', 'dr'] })

/** What became of the tag Backup. */
const demandOf = (rules: ReturnType<typeof policy>, tags: Tags, type = 'ec2:instance') =>
  judgeRequired(rules, type, tags).find(({ rule }) => rule.name === 'Backup')?.demand

describe('a condition', () => {
  test.each<[object, string, string]>([
    [{ in: ['production', 'dr'] }, 'dr', 'judged'],
    [{ in: ['production', 'dr'] }, 'test', 'condition_fails'],
    [{ equals: 'production' }, 'production', 'judged'],
    [{ equals: 'production' }, 'Production', 'condition_fails'],
    [{ equals: 'production' }, 'production ', 'condition_fails'],
    [{ equals: '' }, 'x', 'condition_fails'],
    [{ matches: 'prod|production' }, 'production', 'judged'],
    [{ matches: 'prod' }, 'production', 'condition_fails'],
    [{ matches: 'prod' }, 'prod\n', 'condition_fails'],
  ])('%j with the value %j: %s', (form, value, expected) => {
    const rules = policy({ required: [backup({ tag: 'Environment', ...form })] })
    expect(demandOf(rules, { Environment: value })).toBe(expected)
  })

  test('that holds demands the tag', () => {
    const [outcome] = judgeRequired(policy({ required: [inProduction] }), 'ec2:instance', { Environment: 'dr' })
    expect(outcome?.violations).toEqual([{ tag: 'Backup', rule: 'missing', severity: 'error' }])
  })

  test('that does not hold demands nothing, not even of a tag that is there', () => {
    const rules = policy({ required: [{ ...inProduction, allowed_values: ['daily'] }] })
    const [outcome] = judgeRequired(rules, 'ec2:instance', { Environment: 'test', Backup: 'never' })
    expect(outcome).toMatchObject({ demand: 'condition_fails', violations: [] })
  })

  test('is not asked for a type to which the rule does not apply', () => {
    const rules = policy({ required: [{ ...inProduction, applies_to: ['rds:*'] }] })
    expect(demandOf(rules, { Environment: 'production' })).toBe('other_type')
  })
})

describe('a condition is unknown', () => {
  test.each<[string, Tags]>([
    ['missing', {}],
    ['missing, and only spelled otherwise', { environment: 'production' }],
    ['empty', { Environment: '' }],
    ['empty but for white space', { Environment: ' \t' }],
  ])('where its own tag is %s', (_, tags) => {
    expect(demandOf(policy({ required: [inProduction] }), tags)).toBe('condition_unknown')
  })

  test.each([['constructor'], ['__proto__']])('where its own tag %s is missing', (tag) => {
    expect(demandOf(policy({ required: [backup({ tag, matches: '.*' })] }), {})).toBe('condition_unknown')
  })

  test('where its own tag is empty, even if it may be', () => {
    const rules = policy({
      required: [{ name: 'Environment', allow_empty: true }, backup({ tag: 'Environment', equals: '' })],
    })
    expect(demandOf(rules, { Environment: '' })).toBe('condition_unknown')
  })

  test.each<[string, Parameters<typeof policy>[0]]>([
    ['required and not allowed', { required: [{ name: 'Environment', allowed_values: ['dr'] }, inProduction] }],
    ['required and badly formed', { required: [inProduction, { name: 'Environment', validation_regex: 'd.' }] }],
    [
      'optional and wrong, where that is an error',
      { required: [inProduction], optional: [{ name: 'Environment', allowed_values: ['dr'], severity: 'error' }] },
    ],
    ['forbidden', { required: [inProduction], forbidden: ['Environment'] }],
  ])('where its own tag is %s', (_, file) => {
    expect(demandOf(policy(file), { Environment: 'production' })).toBe('condition_unknown')
  })

  test('where the error of its own tag is exempt', () => {
    const rules = policy({
      required: [{ name: 'Environment', allowed_values: ['dr'] }, inProduction],
      exemptions: [{ resources: ['*'], reason: 'r', expires_at: isoAt(now + 1) }],
    })
    expect(demandOf(rules, { Environment: 'production' })).toBe('condition_unknown')
  })
})

describe('a condition is known', () => {
  test.each<[string, Parameters<typeof policy>[0]]>([
    ['fine', { required: [{ name: 'Environment', allowed_values: ['production'] }, inProduction] }],
    [
      'wrong, where that is a warning',
      { required: [{ name: 'Environment', allowed_values: ['dr'], severity: 'warning' }, inProduction] },
    ],
    [
      'optional and fine, where it could be an error',
      {
        required: [inProduction],
        optional: [{ name: 'Environment', allowed_values: ['production'], severity: 'error' }],
      },
    ],
    ['optional and wrong', { required: [inProduction], optional: [{ name: 'Environment', allowed_values: ['dr'] }] }],
    ['forbidden by a warning', { required: [inProduction], forbidden: [{ name: 'Environment', severity: 'warning' }] }],
    [
      'wrong for other types only',
      {
        required: [{ name: 'Environment', allowed_values: ['dr'], applies_to: ['rds:*'] }, inProduction],
        forbidden: [{ name: 'Environment', applies_to: ['s3:*'] }],
      },
    ],
    [
      'optional and wrong for other types only',
      {
        required: [inProduction],
        optional: [{ name: 'Environment', allowed_values: ['dr'], severity: 'error', applies_to: ['rds:*'] }],
      },
    ],
    [
      'fine, and another is wrong',
      {
        required: [{ name: 'Owner', allowed_values: ['ada'] }, inProduction],
        optional: [{ name: 'Project', allowed_values: ['apollo'], severity: 'error' }],
        forbidden: ['temp'],
      },
    ],
  ])('where its own tag is %s', (_, file) => {
    const tags = { Environment: 'production', Owner: 'nobody', Project: 'production', temp: 'production' }
    expect(demandOf(policy(file), tags)).toBe('judged')
  })

  test('where its own tag is under a condition of its own: it is taken by its value', () => {
    const environment = {
      name: 'Environment',
      allowed_values: ['dr'],
      required_when: { tag: 'Managed', equals: 'yes' },
    }
    const rules = policy({ required: [environment, inProduction] })
    expect(demandOf(rules, { Environment: 'production', Managed: 'yes' })).toBe('judged')
    expect(demandOf(rules, { Environment: '', Managed: 'yes' })).toBe('condition_unknown')
  })
})
