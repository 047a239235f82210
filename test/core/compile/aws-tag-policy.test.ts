import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import type { CompileOptions } from '../../../server/core/compile/compiled.ts'
import { arbitraryPolicyFile } from '../../support/arbitraries.ts'
import { loaded } from '../../support/builders.ts'

const compile = (file: object, options?: CompileOptions) =>
  compilePolicy(loaded(file).policy.document, 'aws-tag-policy', options)
const tagsOf = (file: object, options?: CompileOptions) =>
  JSON.parse(compile(file, options).files[0]?.text ?? '{}').tags
const lossesOf = (file: object): string[] =>
  compile(file)
    .losses.filter(({ path, rule }) => path !== '' && rule !== 'naming' && rule !== 'type')
    .map(({ rule, path }) => `${rule} ${path}`)

test('a key is spelled, its values are listed, and it is missed where it is required', () => {
  const required_tags = [
    { name: 'Stage', allowed_values: ['prod'], allowed_globs: ['dev-*'], applies_to: ['ec2:*', 'states:stateMachine'] },
  ]
  expect(tagsOf({ required_tags })).toEqual({
    Stage: {
      tag_key: { '@@assign': 'Stage' },
      tag_value: { '@@assign': ['prod', 'dev-*'] },
      report_required_tag_for: { '@@assign': ['ec2:ALL_SUPPORTED', 'states:statemachine'] },
    },
  })
})

test('an optional tag is missed nowhere', () => {
  expect(tagsOf({ optional_tags: [{ name: 'Project', allowed_values: ['a'] }] })).toEqual({
    Project: { tag_key: { '@@assign': 'Project' }, tag_value: { '@@assign': ['a'] } },
  })
})

test('part of a service is written type by type', () => {
  const tags = tagsOf({ required_tags: [{ name: 'A', applies_to: ['rds:*'] }], scope: { types: ['rds:db'] } })
  expect(tags.A.report_required_tag_for).toEqual({ '@@assign': ['rds:db'] })
})

describe('what AWS cannot say is listed', () => {
  test.each([
    [
      { required_tags: [{ name: 'A', validation_regex: 'a' }] },
      ['format required_tags[0].validation_regex', 'empty_value required_tags[0].allow_empty'],
    ],
    [{ required_tags: [{ name: 'A', allowed_globs: ['a*b*'] }] }, ['glob required_tags[0].allowed_globs']],
    [{ required_tags: [{ name: 'A', allowed_values: ['a*'] }] }, ['glob required_tags[0].allowed_globs']],
    [
      { required_tags: [{ name: 'A', allowed_values: ['a'], severity: 'warning' }] },
      ['severity required_tags[0].severity'],
    ],
    [
      { required_tags: [{ name: 'A', allowed_values: ['a'], case_insensitive_values: true }] },
      ['case_folding required_tags[0].case_insensitive_values'],
    ],
    [
      { required_tags: [{ name: 'A', allowed_values: ['a'], required_when: { tag: 'B', equals: 'x' } }] },
      ['condition required_tags[0].required_when'],
    ],
    [
      {
        required_tags: [
          { name: 'A', allowed_values: ['a'] },
          { name: 'a', allowed_values: ['b'] },
        ],
      },
      ['near_miss required_tags[1].name'],
    ],
    [{ forbidden_tags: [{ name: 'A' }] }, ['forbidden forbidden_tags[0]']],
    [{ aliases: { a: 'B' } }, ['alias aliases.a']],
    [{ grace_period_hours: 1 }, ['grace grace_period_hours']],
    [{ scope: { accounts: ['1*'], regions: ['*'], exclude: ['x'] } }, ['scope scope.accounts', 'scope scope.exclude']],
    [{ exemptions: [{ resources: ['*'], reason: 'r', expires_at: '2030-01-01' }] }, ['exemption exemptions[0]']],
    [{ tag_naming_rules: { case_sensitivity: false } }, ['near_miss tag_naming_rules.case_sensitivity']],
  ])('%j', (file, lines) => {
    expect(lossesOf(file)).toEqual(lines)
  })

  test('types AWS does not report on', () => {
    const { losses } = compile({ required_tags: [{ name: 'A', applies_to: ['ec2:snapshot', 'ec2:instance'] }] })
    expect(losses.find(({ rule, types }) => rule === 'type' && types !== null)?.types).toEqual(['ec2:snapshot'])
  })
})

test('no file is over 10,000 characters, whatever the policy', () => {
  fc.assert(
    fc.property(arbitraryPolicyFile(), (file) => {
      for (const { text } of compile(file).files) expect(text.length).toBeLessThanOrEqual(10_000)
    }),
    { numRuns: 50 },
  )
})

test('a key too large for one policy is left out and listed', () => {
  const allowed_values = Array.from({ length: 1000 }, (_, index) => `value-${index}`)
  const { files, losses } = compile({ optional_tags: [{ name: 'A', allowed_values }, { name: 'B' }] })
  expect(files.map(({ text }) => Object.keys(JSON.parse(text).tags))).toEqual([['B']])
  expect(losses.map(({ rule }) => rule)).toContain('size')
})
