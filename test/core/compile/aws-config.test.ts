import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import { arbitraryPolicyFile } from '../../support/arbitraries.ts'
import { loaded } from '../../support/builders.ts'

const compile = (file: object) => compilePolicy(loaded(file).policy.document, 'aws-config')
type Rule = { Scope: { ComplianceResourceTypes: string[] }; InputParameters: Record<string, string> }
const rulesOf = (file: object): Rule[] => {
  const [template] = compile(file).files
  const resources: Record<string, { Properties: Rule }> = JSON.parse(template?.text ?? '{"Resources":{}}').Resources
  return Object.values(resources).map(({ Properties }) => Properties)
}
const lossesOf = (file: object): string[] =>
  compile(file)
    .losses.filter(({ path, rule }) => path !== '' && rule !== 'naming' && rule !== 'type')
    .map(({ rule, path }) => `${rule} ${path}`)

test('keys and values are parameters of one rule', () => {
  const required_tags = [
    { name: 'Owner', applies_to: ['ec2:instance', 'elasticloadbalancing:*'] },
    { name: 'Stage', applies_to: ['ec2:instance', 'elasticloadbalancing:*'], allowed_values: ['prod', 'dev'] },
  ]
  expect(rulesOf({ required_tags })).toEqual([
    {
      ConfigRuleName: 'tagwarden-required-tags-1',
      Source: { Owner: 'AWS', SourceIdentifier: 'REQUIRED_TAGS' },
      Scope: {
        ComplianceResourceTypes: [
          'AWS::EC2::Instance',
          'AWS::ElasticLoadBalancing::LoadBalancer',
          'AWS::ElasticLoadBalancingV2::LoadBalancer',
        ],
      },
      InputParameters: { tag1Key: 'Owner', tag2Key: 'Stage', tag2Value: 'prod,dev' },
    },
  ])
})

test('the seventh key goes into a second rule', () => {
  const required_tags = Array.from({ length: 7 }, (_, index) => ({ name: `Tag${index}` }))
  expect(rulesOf({ required_tags }).map(({ InputParameters }) => Object.keys(InputParameters).length)).toEqual([6, 1])
})

test('parameters over 1,024 characters go into further rules', () => {
  const allowed_values = Array.from({ length: 60 }, (_, index) => `value-${index}`)
  const required_tags = ['A', 'B', 'C'].map((name) => ({ name, allowed_values }))
  expect(rulesOf({ required_tags })).toHaveLength(3)
})

test('other types have a rule of their own', () => {
  const required_tags = [
    { name: 'A', applies_to: ['s3:bucket'] },
    { name: 'B', applies_to: ['rds:db'] },
  ]
  expect(rulesOf({ required_tags }).map(({ Scope }) => Scope.ComplianceResourceTypes)).toEqual([
    ['AWS::S3::Bucket'],
    ['AWS::RDS::DBInstance'],
  ])
})

test.each([
  [{ allowed_values: ['a,b'] }, ['value required_tags[0].allowed_values', 'empty_value required_tags[0].allow_empty']],
  [{ allowed_globs: ['a*'] }, ['value required_tags[0].allowed_globs', 'empty_value required_tags[0].allow_empty']],
  [{ validation_regex: 'a', allow_empty: true }, ['format required_tags[0].validation_regex']],
  [{ allowed_values: ['a'], severity: 'warning' }, ['severity required_tags[0].severity']],
  [{ allowed_values: ['a'], required_when: { tag: 'B', equals: 'x' } }, ['condition required_tags[0].required_when']],
  [{ allowed_values: ['a'] }, []],
])('of %j is lost %j', (rule, lines) => {
  expect(lossesOf({ required_tags: [{ name: 'A', ...rule }] })).toEqual(lines)
})

test('optional and forbidden tags are lost', () => {
  expect(lossesOf({ optional_tags: [{ name: 'A' }], forbidden_tags: [{ name: 'b' }] })).toEqual([
    'optional optional_tags[0]',
    'forbidden forbidden_tags[0]',
  ])
})

test('whatever the policy, a rule has six keys, 100 types and 1,024 characters at most', () => {
  fc.assert(
    fc.property(arbitraryPolicyFile(), (file) => {
      for (const { Scope, InputParameters } of rulesOf(file)) {
        expect(Object.keys(InputParameters).filter((key) => key.endsWith('Key')).length).toBeLessThanOrEqual(6)
        expect(Scope.ComplianceResourceTypes.length).toBeLessThanOrEqual(100)
        expect(JSON.stringify(InputParameters).length).toBeLessThanOrEqual(1024)
      }
    }),
    { numRuns: 50 },
  )
})
