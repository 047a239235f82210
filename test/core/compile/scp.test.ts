import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import type { CompileOptions } from '../../../server/core/compile/compiled.ts'
import { creations } from '../../../server/core/compile/scp-actions.ts'
import { isKnownType } from '../../../server/core/resource-types.ts'
import { arbitraryPolicyFile } from '../../support/arbitraries.ts'
import { loaded } from '../../support/builders.ts'

const compile = (file: object, options: CompileOptions = { types: ['ec2:instance'] }) =>
  compilePolicy(loaded(file).policy.document, 'scp', options)
type Statement = { Action: string[]; Resource: string[]; Condition: object }
const statementsOf = (file: object, options?: CompileOptions): Statement[] =>
  compile(file, options).files.flatMap(({ text }) => JSON.parse(text).Statement)
const conditionsOf = (file: object) => statementsOf(file).map(({ Condition }) => Condition)

test('creation without the tag is denied, with an empty one, and with a wrong one', () => {
  const [file] = compile({ required_tags: [{ name: 'Stage', allowed_values: ['prod'] }] }).files
  expect(JSON.parse(file?.text ?? '')).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Null: { 'aws:RequestTag/Stage': 'true' } },
      { StringEquals: { 'aws:RequestTag/Stage': ['', ' '] } },
      { Null: { 'aws:RequestTag/Stage': 'false' }, StringNotEquals: { 'aws:RequestTag/Stage': ['prod'] } },
    ].map((Condition, index) => ({
      Sid: `Tagwarden${index + 1}`,
      Effect: 'Deny',
      Action: ['ec2:RunInstances'],
      Resource: ['arn:*:ec2:*:*:instance/*'],
      Condition,
    })),
  })
})

test('signs that AWS would expand or take for wildcards stand for themselves', () => {
  const literal = (sign: string) => `\${${sign}}`
  const variable = literal('aws:x')
  const required_tags = [{ name: 'A', allowed_values: ['a*?', variable], allowed_globs: ['b?*'], allow_empty: true }]
  expect(conditionsOf({ required_tags })[1]).toEqual({
    Null: { 'aws:RequestTag/A': 'false' },
    StringNotLike: {
      'aws:RequestTag/A': [`a${literal('*')}${literal('?')}`, `${literal('$')}{aws:x}`, '', `b${literal('?')}*`],
    },
  })
})

test('values without case are compared so', () => {
  const required_tags = [{ name: 'A', allowed_values: ['a'], case_insensitive_values: true }]
  expect(conditionsOf({ required_tags }).at(-1)).toHaveProperty('StringNotEqualsIgnoreCase')
})

test('a condition and the scope are asked beside', () => {
  const file = {
    required_tags: [{ name: 'A', allow_empty: true, required_when: { tag: 'Stage', in: ['prod', ' '] } }],
    scope: { regions: ['eu-*'], accounts: ['111122223333'] },
  }
  expect(conditionsOf(file)).toEqual([
    {
      Null: { 'aws:RequestTag/A': 'true' },
      StringEquals: { 'aws:RequestTag/Stage': ['prod'] },
      StringLike: { 'aws:RequestedRegion': ['eu-*'], 'aws:PrincipalAccount': ['111122223333'] },
    },
  ])
})

test('an optional tag may be absent, a forbidden one must', () => {
  const file = {
    optional_tags: [{ name: 'A', allowed_values: ['a'], severity: 'error', allow_empty: true }],
    forbidden_tags: [{ name: 'temp' }],
  }
  expect(conditionsOf(file).map((condition) => Object.keys(condition))).toEqual([['Null', 'StringNotEquals'], ['Null']])
})

test('two types of one service never share a statement', () => {
  const statements = statementsOf({ required_tags: [{ name: 'A' }] }, {})
  for (const { Resource } of statements) {
    const services = Resource.map((arn) => arn.split(':')[2] ?? arn)
    expect(new Set(services).size).toBe(services.length)
  }
})

test('any resource never stands beside a certain one', () => {
  const statements = statementsOf({ required_tags: [{ name: 'A' }] }, {})
  expect(statements.filter(({ Resource }) => Resource.includes('*') && Resource.length > 1)).toEqual([])
})

test('the actions are of types we know', () => {
  expect(creations.filter(({ type }) => !isKnownType(type))).toEqual([])
})

test('no file is over 5,120 characters, whatever the policy', () => {
  fc.assert(
    fc.property(arbitraryPolicyFile(), (file) => {
      for (const { text } of compile(file, {}).files) expect(text.length).toBeLessThanOrEqual(5120)
    }),
    { numRuns: 50 },
  )
})

test('more files than can be attached, and a denial too large for one, are losses', () => {
  const allowed_values = Array.from({ length: 600 }, (_, index) => `value-${index}`)
  const { losses } = compile({ required_tags: [{ name: 'A', allowed_values }, { name: 'B' }, { name: 'C' }] }, {})
  expect(losses.filter(({ rule }) => rule === 'size').map(({ reason }) => reason)).toEqual([
    expect.stringContaining('SCPs are more than the 4'),
    expect.stringContaining('a denial about aws:RequestTag/A alone is over 5120 characters'),
  ])
})

describe('what an SCP cannot say is listed', () => {
  const lossesOf = (file: object): string[] =>
    compile(file)
      .losses.filter(({ path, rule }) => path !== '' && rule !== 'naming')
      .map(({ rule, path }) => `${rule} ${path}`)

  test.each([
    [{ validation_regex: 'a' }, 'format required_tags[0].validation_regex'],
    [{ required_when: { tag: 'B', matches: 'x' } }, 'condition required_tags[0].required_when'],
    [{ allowed_globs: ['a*'], case_insensitive_values: true }, 'glob required_tags[0].allowed_globs'],
    [{ severity: 'warning' }, 'severity required_tags[0].severity'],
  ])('%j', (rule, line) => {
    expect(lossesOf({ required_tags: [{ name: 'A', allow_empty: true, ...rule }] })).toEqual([line])
  })

  test('types that no call creates with tags', () => {
    const { losses } = compile({ required_tags: [{ name: 'A', applies_to: ['s3:bucket'] }] }, { types: ['s3:bucket'] })
    expect(losses.find(({ rule }) => rule === 'type')?.types).toEqual(['s3:bucket'])
  })
})
