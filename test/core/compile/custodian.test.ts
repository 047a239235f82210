import { describe, expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import type { CompileOptions } from '../../../server/core/compile/compiled.ts'
import { custodianResources } from '../../../server/core/compile/custodian-resources.ts'
import { isKnownType } from '../../../server/core/resource-types.ts'
import { loaded } from '../../support/builders.ts'

const compile = (file: object, options: CompileOptions = { types: ['ec2:instance'] }) =>
  compilePolicy(loaded(file).policy.document, 'custodian', options)
const textOf = (file: object, options?: CompileOptions): string =>
  compile(file, options)
    .files.map(({ text }) => text.replace(/^#.*\n/gm, ''))
    .join('')
const lossesOf = (file: object, options?: CompileOptions): string[] =>
  compile(file, options).losses.map(({ rule, path, effect }) => `${rule} ${path} ${effect}`.replace('  ', ' '))
const standing = ['managed verdict', 'unreadable verdict', 'naming tag_naming_rules detail']

test('a type has one policy that selects what is missing or wrong', () => {
  expect(textOf({ required_tags: [{ name: 'Stage', allowed_values: ['prod', 'dev'] }] })).toBe(`policies:
  - name: "tagwarden-ec2-instance-ec2"
    resource: "aws.ec2"
    filters:
      - or:
          - type: "value"
            key: "tag:Stage"
            value: "absent"
          - not:
              - type: "value"
                key: "tag:Stage"
                op: "in"
                value:
                  - "prod"
                  - "dev"
`)
})

test('load balancers are two resources of Custodian', () => {
  const types = ['elasticloadbalancing:loadbalancer']
  const resources = textOf({ required_tags: [{ name: 'Owner' }] }, { types }).match(/resource: .*/g)
  expect(resources).toEqual(['resource: "aws.app-elb"', 'resource: "aws.elb"'])
})

test('a service has a file of its own', () => {
  const { files } = compile({ required_tags: [{ name: 'Owner' }] }, { types: ['ec2:*', 's3:bucket'] })
  expect(files.map(({ name }) => name)).toEqual(['custodian-ec2.yml', 'custodian-s3.yml'])
})

test('braces are no variables of Custodian', () => {
  expect(textOf({ required_tags: [{ name: 'a{b}', allowed_values: ['{region}'] }] })).toContain('"{{region}}"')
})

test('nothing is selected where nothing is demanded', () => {
  expect(compile({ required_tags: [{ name: 'Owner', applies_to: ['s3:bucket'] }] }).files).toEqual([])
})

test('types in the table are types we know, and no two rows are alike', () => {
  expect(custodianResources.filter(({ type }) => !isKnownType(type))).toEqual([])
  expect(new Set(custodianResources.map(({ name }) => name)).size).toBe(custodianResources.length)
})

describe('what Custodian cannot say is listed', () => {
  test('nothing but the standing losses for a plain policy', () => {
    expect(lossesOf({ required_tags: [{ name: 'Owner' }] })).toEqual(standing)
  })

  test.each([
    [
      { required_tags: [{ name: 'Owner', validation_regex: '(?i)a' }] },
      'format required_tags[0].validation_regex verdict',
    ],
    [{ required_tags: [{ name: 'Owner', severity: 'warning' }] }, 'severity required_tags[0].severity detail'],
    [
      { required_tags: [{ name: 'O', required_when: { tag: 'S', matches: '\\pL' } }] },
      'condition required_tags[0].required_when.matches verdict',
    ],
    [
      { required_tags: [{ name: 'O', case_insensitive_values: true, allowed_values: ['é'] }] },
      'case_folding required_tags[0].case_insensitive_values verdict',
    ],
    [{ required_tags: [{ name: 'O' }], grace_period_hours: 1 }, 'grace grace_period_hours verdict'],
    [
      { required_tags: [{ name: 'O', applies_to: ['ec2:instance', 'acme:rocket'] }] },
      'type required_tags[0].applies_to[1] verdict',
    ],
  ])('%j', (file, line) => {
    const options = { types: ['ec2:instance', 'acme:rocket'] }
    expect(lossesOf(file, options).filter((one) => !standing.includes(one))).toEqual([line])
  })

  test('exemptions of types whose ARN Custodian does not know', () => {
    const file = {
      required_tags: [{ name: 'Owner' }],
      exemptions: [{ resources: ['arn:aws:route53:::hostedzone/Z1'], reason: 'old', expires_at: '2030-01-01' }],
    }
    expect(lossesOf(file, { types: ['route53:hostedzone'] })).toContain('exemption exemptions[0] verdict')
    expect(lossesOf(file, { types: ['ec2:instance'] })).not.toContain('exemption exemptions[0] verdict')
  })
})

describe('actions', () => {
  const file = { required_tags: [{ name: 'Owner', allowed_values: ['a', 'b'] }] }
  const types = ['ec2:instance']

  test('none unless asked for', () => {
    expect(textOf(file)).not.toContain('actions')
  })

  test('a mark is a tag of its own', () => {
    expect(textOf(file, { types, action: 'mark' })).toContain('key: "tagwarden-verdict"')
  })

  test('a mark the policy has a rule for is not used', () => {
    const own = { required_tags: [{ name: 'tagwarden-verdict' }] }
    expect(textOf(own, { types, action: 'mark' })).not.toContain('actions')
    expect(lossesOf(own, { types, action: 'mark' })).toContain('action detail')
  })

  test('a default goes where the tag is missing under every spelling', () => {
    const text = textOf(
      { ...file, aliases: { boss: 'Owner' } },
      { types, action: 'tag-default', defaults: { Owner: 'a' } },
    )
    const policy = text.slice(text.indexOf('-default-1'))
    expect(policy).toContain('key: "tag:boss"\n            value: "absent"'.replace('            ', '                '))
    expect(policy).toContain('tag_key_transforms')
    expect(policy).toContain('actions:\n      - type: "tag"\n        key: "Owner"\n        value: "a"')
  })

  test.each([
    [{ Owner: 'c' }, 'action required_tags[0] detail'],
    [{}, 'action required_tags[0] detail'],
    [{ Owner: 'a', Boss: 'x' }, 'action detail'],
  ])('defaults %j leave a loss', (defaults, line) => {
    expect(lossesOf(file, { types, action: 'tag-default', defaults })).toContain(line)
  })
})
