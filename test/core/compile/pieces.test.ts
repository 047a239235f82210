import { describe, expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import { all, any, isOneOf, isPresent, not } from '../../../server/core/compile/filter.ts'
import { loss, mergeLosses } from '../../../server/core/compile/loss.ts'
import { packBySize } from '../../../server/core/compile/pack.ts'
import { typePatternsOf } from '../../../server/core/compile/shared-losses.ts'
import { toYaml } from '../../../server/core/compile/yaml.ts'
import { loaded } from '../../support/builders.ts'

describe('losses that are alike', () => {
  const at = (types: string[] | null, reason = 'r') => loss(['a', 0], 'type', reason, { types })

  test('are one, with the types of both in order', () => {
    expect(mergeLosses([at(['c', 'a']), at(['b', 'a'])])).toEqual([
      { path: 'a[0]', rule: 'type', reason: 'r', effect: 'verdict', types: ['a', 'b', 'c'] },
    ])
  })

  test('are about every type where one of them is', () => {
    expect(mergeLosses([at(['a']), at(null)]).map(({ types }) => types)).toEqual([null])
    expect(mergeLosses([at(null), at(['a'])]).map(({ types }) => types)).toEqual([null])
  })

  test('stay apart where place, rule, reason or effect differ', () => {
    const others = [at(null), at(null, 's'), loss(['b'], 'type', 'r'), loss(['a', 0], 'glob', 'r')]
    expect(mergeLosses([...others, loss(['a', 0], 'type', 'r', { effect: 'detail' })])).toHaveLength(5)
  })
})

test('items go into as few packs as fit, in order; one that never fits is told apart', () => {
  const fits = (pack: readonly number[]) => pack.reduce((sum, item) => sum + item, 0) <= 10
  expect(packBySize([4, 6, 1, 11, 9, 10, 2], fits)).toEqual({ packed: [[4, 6], [1, 9], [10], [2]], tooLarge: [11] })
  expect(packBySize([], fits)).toEqual({ packed: [], tooLarge: [] })
})

test('patterns of types come with their places, a rule for every type as a star', () => {
  const { document } = loaded({
    required_tags: [{ name: 'A' }, { name: 'B', applies_to: ['ec2:*', 'rds:db'] }],
    forbidden_tags: [{ name: 'c', applies_to: ['s3:*'] }],
  }).policy
  expect(typePatternsOf(document)).toEqual([
    { path: ['required_tags', 0, 'applies_to'], pattern: '*' },
    { path: ['required_tags', 1, 'applies_to', 0], pattern: 'ec2:*' },
    { path: ['required_tags', 1, 'applies_to', 1], pattern: 'rds:db' },
    { path: ['forbidden_tags', 0, 'applies_to', 0], pattern: 's3:*' },
  ])
})

describe('filters', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(isPresent)
  const one = a ?? true
  const two = b ?? true
  const three = c ?? true

  test('that are always or never true are gone before they are written', () => {
    expect([all(), all(true, true), all(true, one), all(one, false)]).toEqual([true, true, one, false])
    expect([any(), any(false, false), any(false, one), any(one, true)]).toEqual([false, false, one, true])
    expect([not(true), not(false), not(one)]).toEqual([false, true, { not: [one] }])
  })

  test('of one kind inside each other are one', () => {
    expect(all(one, all(two, three))).toEqual({ and: [one, two, three] })
    expect(any(any(one, two), three)).toEqual({ or: [one, two, three] })
    expect(all(one, any(two, three))).toEqual({ and: [one, { or: [two, three] }] })
  })

  test('of no values never hold', () => {
    expect(isOneOf('A', [])).toBe(false)
    expect(isOneOf('A{', ['{b}'])).toEqual({ type: 'value', key: 'tag:A{{', op: 'in', value: ['{{b}}'] })
  })
})

describe('YAML', () => {
  test('writes what is empty in its place', () => {
    expect(toYaml([])).toBe('[]\n')
    expect(toYaml({})).toBe('{}\n')
    expect(toYaml({ a: [[], {}, [1, [2]]] })).toBe('a:\n  - []\n  - {}\n  - - 1\n    - - 2\n')
    expect(toYaml([{ a: 1, b: { c: false } }])).toBe('- a: 1\n  b:\n    c: false\n')
  })

  test.each(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null'])('quotes the key %s', (key) => {
    expect(toYaml({ [key]: 1 })).toBe(`"${key}": 1\n`)
  })

  test('quotes keys that are no plain words', () => {
    expect(toYaml({ Abc: 1, '-a': 2, a1: 3, a_b: 4, '': 5 })).toBe('"Abc": 1\n"-a": 2\n"a1": 3\na_b: 4\n"": 5\n')
  })

  test.each([
    ['\u0001', '\\x01'],
    ['\u00ad', '\\xad'],
    ['\u0600', '\\u0600'],
    ['\ufeff', '\\ufeff'],
    ['\u{e0001}', '\\U000e0001'],
    ['a b', 'a b'],
  ])('writes %j so that all see it', (text, written) => {
    expect(toYaml(text)).toBe(`"${written}"\n`)
  })
})

describe('AWS Config', () => {
  const compile = (file: object) => compilePolicy(loaded(file).policy.document, 'aws-config')
  const rulesOf = (file: object) =>
    compile(file).files.flatMap(({ text }) => {
      const resources: Record<string, { Properties: { Scope: object; InputParameters: object } }> =
        JSON.parse(text).Resources
      return Object.values(resources).map(({ Properties }) => Properties)
    })
  const parametersOf = (tag: object) =>
    rulesOf({ required_tags: [{ name: 'A', ...tag }] }).map((rule) => rule.InputParameters)
  const lossesOf = (file: object) => compile(file).losses.map(({ rule, path }) => `${rule} ${path}`)

  test('judges these types', () => {
    const names = (service: string, ...kinds: string[]) => kinds.map((kind) => `AWS::${service}::${kind}`)
    expect(rulesOf({ required_tags: [{ name: 'A' }] }).map(({ Scope }) => Scope)).toEqual([
      {
        ComplianceResourceTypes: [
          ...['AWS::ACM::Certificate', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::CloudFormation::Stack'],
          ...['AWS::CodeBuild::Project', 'AWS::DynamoDB::Table'],
          ...names('EC2', 'CustomerGateway', 'Instance', 'InternetGateway', 'NetworkAcl', 'NetworkInterface'),
          ...names('EC2', 'RouteTable', 'SecurityGroup', 'Subnet', 'Volume', 'VPC', 'VPNConnection', 'VPNGateway'),
          ...['AWS::ElasticLoadBalancing::LoadBalancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer'],
          ...names('RDS', 'DBInstance', 'EventSubscription', 'DBSnapshot', 'DBSubnetGroup'),
          ...names('Redshift', 'Cluster', 'ClusterParameterGroup', 'ClusterSnapshot', 'ClusterSubnetGroup'),
          'AWS::S3::Bucket',
        ],
      },
    ])
  })

  test('lists values only where a list cut at commas says the same', () => {
    expect(parametersOf({ allowed_values: ['a', 'b c'] })).toEqual([{ tag1Key: 'A', tag1Value: 'a,b c' }])
    const without = [{ tag1Key: 'A' }]
    expect(parametersOf({ allowed_values: ['a', 'b,c'] })).toEqual(without)
    expect(parametersOf({ allowed_values: [' a', 'b'] })).toEqual(without)
    expect(parametersOf({ allowed_values: ['a'], allow_empty: true })).toEqual(without)
    expect(parametersOf({ allowed_values: ['a'], case_insensitive_values: true })).toEqual(without)
    expect(parametersOf({ allowed_values: ['a'], allowed_globs: ['b*'] })).toEqual(without)
  })

  test('has no file where it judges nothing, and leaves out a key whose values are too long', () => {
    expect(compile({ required_tags: [{ name: 'A', applies_to: ['sqs:queue'] }] }).files).toEqual([])
    const allowed_values = Array.from({ length: 200 }, (_, index) => `value-${index}`)
    const file = { required_tags: [{ name: 'A', allowed_values }] }
    expect(compile(file).files).toEqual([])
    expect(compile(file).losses.find(({ rule }) => rule === 'size')).toEqual({
      ...{ path: '', rule: 'size', effect: 'verdict', types: null },
      reason: 'the values of "A" are over 1024 characters, so it is left out',
    })
  })

  test('loses no scope that takes all, but every exclusion', () => {
    expect(lossesOf({ scope: { accounts: ['*', '1'], regions: ['*'], exclude: ['*'] } })).toEqual([
      ...['managed ', 'scope scope.exclude', 'naming tag_naming_rules'],
    ])
  })

  test('loses no case where nothing is listed', () => {
    const tag = { name: 'A', case_insensitive_values: true, allow_empty: true, applies_to: ['s3:bucket'] }
    expect(lossesOf({ required_tags: [tag] })).toEqual(['managed ', 'naming tag_naming_rules'])
  })
})

describe('Rego', () => {
  const compile = (tag: object) =>
    compilePolicy(loaded({ required_tags: [{ name: 'A', ...tag }] }).policy.document, 'rego')
  const lineOf = (tag: object, field: string) =>
    compile(tag)
      .files[0]?.text.split('\n')
      .find((line) => line.trim().startsWith(`"${field}":`))
      ?.trim()
  const lossesOf = (tag: object) =>
    compile(tag)
      .losses.slice(1)
      .map(({ rule, reason }) => `${rule}: ${reason}`)

  test('closes a quotation that a pattern leaves open', () => {
    const formatOf = (validation_regex: string) => lineOf({ validation_regex }, 'format')
    expect(formatOf('\\Qa.b')).toBe(String.raw`"format": "\\A(?:\\Qa.b\\E)\\z",`)
    expect(formatOf('\\Qa.b\\Ec')).toBe(String.raw`"format": "\\A(?:\\Qa.b\\Ec)\\z",`)
    expect(formatOf('\\Qa\\Eb\\Qc')).toBe(String.raw`"format": "\\A(?:\\Qa\\Eb\\Qc\\E)\\z",`)
    expect(formatOf('a\\\\Q')).toBe(String.raw`"format": "\\A(?:a\\\\Q)\\z",`)
  })

  test('takes any value only where nothing is listed', () => {
    expect([lineOf({}, 'any'), lineOf({ allowed_globs: ['a*'] }, 'any')]).toEqual(['"any": true,', '"any": false,'])
  })

  test('loses the case of letters beyond ASCII, and sigmas in keys', () => {
    const folded = (allowed_values: string[]) => lossesOf({ case_insensitive_values: true, allowed_values })
    expect(folded(['a', 'b'])).toEqual([])
    expect(folded(['a', 'é'])).toEqual(['case_folding: the case of letters beyond ASCII is compared differently'])
    expect(lossesOf({ allowed_values: ['é'] })).toEqual([])
    expect(lossesOf({ name: 'Σ' })).toEqual(['near_miss: respellings of a key with a sigma may be found or missed'])
  })
})

describe('an AWS tag policy', () => {
  const compile = (file: object) => compilePolicy(loaded(file).policy.document, 'aws-tag-policy')
  const tagsOf = (file: object) => compile(file).files.map(({ text }) => JSON.parse(text).tags)
  const lossesOf = (file: object, ...rules: string[]) =>
    compile(file)
      .losses.filter(({ rule }) => rules.includes(rule))
      .map(({ path, reason }) => `${path}: ${reason}`)

  test('has one list of values a key, of all rules that have one', () => {
    const rules = [
      { name: 'A', allowed_values: ['a', 'b'], applies_to: ['ec2:*'] },
      { name: 'A', allowed_values: ['b', 'c'], applies_to: ['rds:*'], allow_empty: true },
    ]
    expect(tagsOf({ required_tags: rules })[0].A.tag_value).toEqual({ '@@assign': ['a', 'b', 'c'] })
    expect(lossesOf({ required_tags: rules }, 'value', 'empty_value')).toEqual([
      'required_tags[0].allowed_values: AWS has one list of values a key; what any of its rules allows passes',
      'required_tags[1].allowed_values: AWS has one list of values a key; what any of its rules allows passes',
      'required_tags[1].allow_empty: AWS takes an empty value for one that is not listed',
    ])
  })

  test('lists no values where one of them cannot be said', () => {
    const reason = 'AWS allows one `*` a value and no literal one; any value passes'
    for (const tag of [{ allowed_values: ['a', 'b*'] }, { allowed_globs: ['a', '*b*'] }]) {
      const file = { optional_tags: [{ name: 'A', allow_empty: true, ...tag }] }
      expect(tagsOf(file)).toEqual([{ A: { tag_key: { '@@assign': 'A' } } }])
      expect(lossesOf(file, 'glob', 'value', 'empty_value', 'type')).toEqual([
        `optional_tags[0].allowed_globs: ${reason}`,
      ])
    }
  })

  test('spells a key as its first rule does', () => {
    const file = { required_tags: [{ name: 'Owner' }], optional_tags: [{ name: 'OWNER' }] }
    expect(Object.keys(tagsOf(file)[0])).toEqual(['Owner'])
    expect(lossesOf(file, 'near_miss')).toEqual([
      'optional_tags[0].name: AWS knows one spelling of a key, and takes "Owner"',
    ])
  })

  test('leaves out what would be an operator, and what is too large', () => {
    const allowed_values = Array.from({ length: 1000 }, (_, index) => `value-${index}`)
    const file = { optional_tags: [{ name: '@@x' }, { name: 'x@@' }, { name: 'Large', allowed_values }] }
    expect(tagsOf(file)).toEqual([{ 'x@@': { tag_key: { '@@assign': 'x@@' } } }])
    expect(lossesOf(file, 'value', 'size')).toEqual([
      ': "@@x" would be an operator there, so it is left out',
      ': "Large" alone is over the 10000 characters of a tag policy, so it is left out',
    ])
  })

  test('reports no types for values that hold everywhere, and lists none of other rules', () => {
    const file = { required_tags: [{ name: 'A', allowed_values: ['a'], allow_empty: false }] }
    expect(lossesOf(file, 'type').filter((line) => !line.includes('does not report'))).toEqual([])
    expect(lossesOf({ optional_tags: [{ name: 'A', required_when: { tag: 'B', equals: 'x' } }] }, 'condition')).toEqual(
      [],
    )
  })
})
