import { describe, expect, test } from 'vitest'
import { AppError } from '../../../server/core/errors.ts'
import { importTagPolicies } from '../../../server/core/import/aws-tag-policy.ts'
import { readTagPolicy } from '../../../server/core/import/tag-policy-document.ts'
import {
  isReportedWhole,
  reportableTypes,
  tagPolicyName,
  typeOfTagPolicy,
} from '../../../server/core/tag-policy-types.ts'

const control = '@@operators_allowed_for_child_policies'
const refusal = (message: string) =>
  new AppError('invalid_policy', message, { hint: 'See "Tag policy syntax" in the AWS Organizations guide.' })

describe('a tag policy is read', () => {
  test('key by key, setting by setting, each change in a fixed order', () => {
    const content = {
      tags: {
        Owner: {
          tag_key: { '@@assign': 'OWNER', [control]: ['@@none'] },
          tag_value: { '@@remove': ['c'], '@@append': ['b'], '@@assign': ['a*'] },
          enforced_for: {
            '@@assign': ['ec2:instance', 's3:*', 'rds:ALL_SUPPORTED', 'appmesh:mesh/virtual.node-1_x:y'],
          },
          [control]: ['@@append', '@@assign'],
        },
        [control]: ['@@all'],
      },
    }
    const owner = {
      key: 'Owner',
      control: new Set(['@@assign', '@@append']),
      settings: new Map([
        ['tag_key', { control: new Set(), changes: [{ operator: '@@assign', values: ['OWNER'] }] }],
        [
          'tag_value',
          {
            control: null,
            changes: [
              { operator: '@@assign', values: ['a*'] },
              { operator: '@@append', values: ['b'] },
              { operator: '@@remove', values: ['c'] },
            ],
          },
        ],
        [
          'enforced_for',
          {
            control: null,
            changes: [
              {
                operator: '@@assign',
                values: ['ec2:instance', 's3:*', 'rds:ALL_SUPPORTED', 'appmesh:mesh/virtual.node-1_x:y'],
              },
            ],
          },
        ],
      ]),
    }
    expect(readTagPolicy(content, 'p')).toEqual({ control: null, entries: [owner] })
  })

  test('as text, with a byte order mark or without', () => {
    const none = { control: null, entries: [] }
    expect(readTagPolicy('{"tags":{}}', 'p')).toEqual(none)
    expect(readTagPolicy('\ufeff{"tags":{}}', 'p')).toEqual(none)
  })

  test.each<[string, unknown]>([
    ['p: a tag policy is an object with "tags", an object', null],
    ['p: a tag policy is an object with "tags", an object', 5],
    ['p: a tag policy is an object with "tags", an object', { tags: [] }],
    ['p: a tag policy is an object with "tags", an object', {}],
    ['p.tags[""]: a tag key is expected here', { tags: { '': {} } }],
    ['p.tags["@@x"]: a tag key is expected here', { tags: { '@@x': {} } }],
    [`p.tags.${'k'.repeat(129)}: a tag key has at most 128 characters`, { tags: { ['k'.repeat(129)]: {} } }],
    ['p.tags["AWS:x"]: keys starting with "aws:" belong to the provider', { tags: { 'AWS:x': {} } }],
    ['p.tags.a: an object is expected here', { tags: { a: null } }],
    ['p.tags.a: an object is expected here', { tags: { a: [] } }],
    ['p.tags.a.tag_key["@@assign"]: a text is expected here', { tags: { a: { tag_key: { '@@assign': ['a'] } } } }],
    [
      'p.tags.a.tag_value["@@append"]: a list of texts is expected here',
      { tags: { a: { tag_value: { '@@append': [1] } } } },
    ],
    ['p.tags.a.tag_value["@@assign"]: a list of texts is expected here', { tags: { a: { tag_value: 'x' } } }],
    ...[[], ['@@some'], ['@@none', 'x'], {}].map((words): [string, unknown] => [
      `p.tags["${control}"]: a list of @@all, @@none, @@assign, @@append, @@remove is expected here`,
      { tags: { [control]: words } },
    ]),
    ...['ec2', 'ec2:', ':instance', 'ec2:i nstance', 'e c2:x', 'ec2:*x'].map((name): [string, unknown] => [
      'p.tags.a.enforced_for["@@assign"]: types are written "service:kind" or "service:ALL_SUPPORTED"',
      { tags: { a: { enforced_for: { '@@assign': [name] } } } },
    ]),
  ])('and refused with its fault: %s', (message, content) => {
    expect(() => readTagPolicy(content, 'p')).toThrow(refusal(message))
  })

  test('and takes what is just long enough, or looks like something else', () => {
    const key = '😀'.repeat(128)
    const { entries } = readTagPolicy({ tags: { [key]: {}, 'my-aws:x': {}, 'a@@': {} } }, 'p')
    expect(entries.map((entry) => entry.key)).toEqual([key, 'my-aws:x', 'a@@'])
  })

  test('and refused with every fault, and a hint', () => {
    const content = { other: 1, tags: { a: 1, Owner: { x: {} }, owner: { tag_value: { '@@set': [] } } } }
    const message = [
      'p.other: a tag policy has nothing but "tags" at the top',
      'p.tags.a: an object is expected here',
      'p.tags.Owner.x: one of tag_key, tag_value, enforced_for, report_required_tag_for is expected here',
      `p.tags.owner.tag_value["@@set"]: one of ${control}, @@assign, @@append, @@remove is expected here`,
      'p.tags.owner: the same key as "Owner"',
    ].join('\n')
    expect(() => readTagPolicy(content, 'p')).toThrow(refusal(message))
  })
})

const at = (level: 'root' | 'ou' | 'account', name: string, tags: object) => ({ level, name, content: { tags } })
const reasons = (...chain: ReturnType<typeof at>[]) =>
  importTagPolicies(chain)
    .notExpressed.filter(({ reason }) => reason.startsWith('ignored'))
    .map(({ path, reason }) => `${path}: ${reason}`)

describe('what is ignored is said', () => {
  test('a key no policy above allows', () => {
    expect(reasons(at('root', 'r', { [control]: ['@@none'], a: {} }), at('ou', 'o', { a: {}, b: {} }))).toEqual([
      'chain[1].content.tags.b: ignored: a policy above allows no further keys',
    ])
  })

  test('a setting no policy above allows', () => {
    const closed = { a: { [control]: ['@@remove'], tag_value: { '@@assign': ['x'] } } }
    const child = { a: { tag_value: { '@@append': ['y'] }, enforced_for: { '@@assign': ['s3:bucket'] } } }
    expect(reasons(at('root', 'r', closed), at('ou', 'o', child))).toEqual([
      'chain[1].content.tags.a.enforced_for: ignored: a policy above allows no further settings of this key',
    ])
  })

  test('a value the same place assigned before', () => {
    const assign = (value: string) => at('root', 'r', { a: { tag_value: { '@@assign': [value] } } })
    expect(reasons(assign('x'), assign('y'))).toEqual([
      'chain[1].content.tags.a.tag_value["@@assign"]: ignored: a policy attached earlier to the same place assigns this',
    ])
    expect(reasons(assign('x'), at('root', 'other', { a: { tag_value: { '@@assign': ['y'] } } }))).toEqual([])
  })

  test('nothing where a policy above allows to add', () => {
    const open = (word: string) => ({ [control]: [word], a: { [control]: [word] } })
    const child = at('ou', 'o', { a: { tag_value: { '@@assign': ['x'] } }, b: {} })
    expect(reasons(at('root', 'r', open('@@append')), child)).toEqual([])
    expect(reasons(at('root', 'r', open('@@assign')), child)).toEqual([])
    expect(reasons(at('root', 'r', open('@@remove')), child)).toHaveLength(2)
  })
})

describe('lists', () => {
  const valuesOf = (...policies: object[]) =>
    importTagPolicies(policies.map((tag_value, index) => at('ou', `o${index}`, { a: { tag_value } }))).effective.tags.a
      ?.tag_value

  test('have each value once', () => {
    expect(valuesOf({ '@@assign': ['x', 'x', 'y'] })).toEqual(['x', 'y'])
    expect(valuesOf({ '@@assign': ['x'] }, { '@@append': ['y', 'x', 'y'] })).toEqual(['x', 'y'])
  })

  test('are changed by all operators of one policy: assigned, then added to, then taken from', () => {
    expect(valuesOf({ '@@remove': ['y'], '@@append': ['y', 'z'], '@@assign': ['x'] })).toEqual(['x', 'z'])
  })
})

describe('what our policy cannot say of a tag policy', () => {
  const notesOf = (entry: object) =>
    importTagPolicies([at('root', 'r', { a: entry })]).notExpressed.map(({ path, reason }) => `${path}: ${reason}`)
  const spelling = 'tags.a.tag_key: another spelling of the key goes unnoticed, because the tag is required nowhere'

  test('is how keys are spelled', () => {
    expect(notesOf({})).toEqual([spelling])
    expect(notesOf({ report_required_tag_for: ['s3:bucket'] })).toEqual([
      'tags.a.tag_key: another spelling of the key is an error only where the tag is required and missing',
    ])
  })

  test('is that wrong values are prevented', () => {
    expect(notesOf({ enforced_for: ['s3:bucket'] })).toEqual([
      spelling,
      'tags.a.enforced_for: AWS prevents wrong values on these types; an audit finds them afterwards, on every type',
    ])
  })

  test('is a blank among the values, unless any value passes', () => {
    expect(notesOf({ tag_value: [' ', 'x'] })).toEqual([
      'tags.a.tag_value: white space only counts as empty, so any of it passes where one of it is listed',
      spelling,
    ])
    expect(notesOf({ tag_value: [' ', '*'] })).toEqual([spelling])
  })

  test('are types that are unknown or parts of others', () => {
    expect(
      notesOf({ report_required_tag_for: ['acme:rocket', 'appmesh:mesh/virtualnode', 'ec2:ALL_SUPPORTED'] }),
    ).toEqual([
      'tags.a.report_required_tag_for: "acme:rocket" is a type we do not know; the tag is demanded of it all the same',
      'tags.a.report_required_tag_for: "appmesh:mesh/virtualnode" is part of a type that is judged as a whole; it is left out',
      'tags.a.tag_key: another spelling of the key is an error only where the tag is required and missing',
    ])
  })
})

describe('our policy', () => {
  const policyOf = (entry: object) => importTagPolicies([at('root', 'r', { a: entry })]).policy

  test('takes a blank value where the tag policy lists one, or any', () => {
    const rule = { name: 'a', severity: 'error' }
    expect(policyOf({ tag_value: ['', 'x'] }).optional_tags).toEqual([
      { ...rule, allowed_values: ['', 'x'], allow_empty: true },
    ])
    expect(policyOf({ tag_value: ['*'] }).optional_tags).toEqual([{ ...rule, allowed_globs: ['*'], allow_empty: true }])
    expect(policyOf({ tag_value: ['x*'] }).optional_tags).toEqual([{ ...rule, allowed_globs: ['x*'] }])
  })

  test('demands a type once, and has values beside', () => {
    expect(policyOf({ tag_value: ['x'], report_required_tag_for: ['s3:*', 's3:ALL_SUPPORTED', 'rds:db'] })).toEqual({
      version: '1.0',
      required_tags: [{ name: 'a', applies_to: ['s3:*', 'rds:db'], allow_empty: true }],
      optional_tags: [{ name: 'a', allowed_values: ['x'], severity: 'error' }],
    })
  })
})

test('types have their names in tag policies, and services that are reported as a whole', () => {
  expect(tagPolicyName('states:stateMachine')).toBe('states:statemachine')
  expect([typeOfTagPolicy('STATES:statemachine'), typeOfTagPolicy('acme:rocket')]).toEqual([
    'states:stateMachine',
    undefined,
  ])
  expect([isReportedWhole('ec2'), isReportedWhole('airflow')]).toEqual([true, false])
  expect([reportableTypes.has('athena:datacatalog'), reportableTypes.has('ec2:snapshot')]).toEqual([true, false])
})
