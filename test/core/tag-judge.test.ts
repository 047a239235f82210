import { describe, expect, test } from 'vitest'
import { type Part, partsOf } from '../../server/core/columns.ts'
import { PartJudge } from '../../server/core/part-judge.ts'
import type { Resource } from '../../server/core/resource.ts'
import type { Rules } from '../../server/core/rules.ts'
import { instance, now, policy } from '../support/builders.ts'

const partOf = (resources: readonly Resource[]): Part => partsOf(resources).next().value as Part

/** What the row's outcome rests on; `null` where tags were not judged. */
function outcomesOf(rules: Rules, ...resources: Resource[]) {
  const judge = new PartJudge(rules, now)
  return [...judge.judge(partOf(resources)).outcomeIds].map((id) => judge.outcomes[id] ?? null)
}

function findings(rules: Rules, fields: Partial<Resource>): string[] {
  const [outcome] = outcomesOf(rules, instance(fields))
  const inForce = outcome?.inForce ?? []
  return inForce.map(({ tag, rule, severity, weight }) => `${tag} ${rule} ${severity} ${weight}`)
}

describe('a required tag', () => {
  const rules = () =>
    policy({
      required: [{ name: 'CostCenter', weight: 3, allowed_values: ['abc', 'xyz1'], validation_regex: '[a-z1]+' }],
      aliases: { cc: 'CostCenter' },
    })

  test.each([
    ['that is there with a good value is fine', { CostCenter: 'abc' }, []],
    ['may be missing', {}, ['CostCenter missing error 3']],
    ['may be missing beside other tags', { Owner: 'x' }, ['CostCenter missing error 3']],
    ['may be empty', { CostCenter: ' ' }, ['CostCenter empty_value error 3']],
    ['may have a value that is not allowed', { CostCenter: 'def' }, ['CostCenter invalid_value error 3']],
    [
      'may have a value of no good form either',
      { CostCenter: 'D' },
      ['CostCenter invalid_value error 3', 'CostCenter invalid_format error 3'],
    ],
    ['may stand under a deprecated key', { cc: 'abc' }, ['CostCenter deprecated_key error 3']],
    ['may be written in other letters', { costcenter: 'abc' }, ['CostCenter key_case_mismatch error 3']],
    ['may be written with other separators', { 'Cost-Center': 'abc' }, ['CostCenter key_case_mismatch error 3']],
    [
      'under a deprecated key is that before it is a spelling',
      { cc: 'abc', costcenter: 'abc' },
      ['CostCenter deprecated_key error 3'],
    ],
    [
      'may have a twin in other letters',
      { CostCenter: 'abc', COSTCENTER: 'x' },
      ['CostCenter duplicate_key_case warning 3'],
    ],
    ['has no twin in other separators', { CostCenter: 'abc', 'cost-center': 'x' }, []],
    ['minds no deprecated key beside it', { CostCenter: 'abc', cc: 'x' }, []],
    [
      'has a twin and a bad value',
      { CostCenter: 'def', COSTCENTER: 'x' },
      ['CostCenter invalid_value error 3', 'CostCenter duplicate_key_case warning 3'],
    ],
    ['is not stood for by a provider tag', { 'aws:CostCenter': 'abc' }, ['CostCenter missing error 3']],
  ])('%s', (_rule, tags, expected) => {
    expect(findings(rules(), { tags })).toEqual(expected)
  })

  test('written otherwise is a warning where the policy does not mind the case', () => {
    const lenient = policy({ required: ['Owner'], tag_naming_rules: { case_sensitivity: false } })
    expect(findings(lenient, { tags: { owner: 'x' } })).toEqual(['Owner key_case_mismatch warning 1'])
  })

  test('of other types is not asked for', () => {
    expect(findings(policy({ required: [{ name: 'Owner', applies_to: ['rds:*'] }, 'Team'] }), {})).toEqual([
      'Team missing error 1',
    ])
  })
})

describe('a tag required under a condition', () => {
  const rules = () =>
    policy({
      required: [
        { name: 'Stage', allowed_values: ['prod', 'test'] },
        { name: 'Owner', required_when: { tag: 'Stage', in: ['prod'] } },
      ],
    })

  test.each([
    ['is missing where it holds', { Stage: 'prod' }, ['Owner missing error 1']],
    ['is judged where it holds', { Stage: 'prod', Owner: '' }, ['Owner empty_value error 1']],
    ['is not asked for where it fails', { Stage: 'test' }, []],
    ['is not judged where it fails', { Stage: 'test', Owner: '' }, []],
    ['is not asked for where nothing decides', {}, ['Stage missing error 1']],
    ['is not asked for where what decides is empty', { Stage: ' ' }, ['Stage empty_value error 1']],
  ])('%s', (_rule, tags, expected) => {
    expect(findings(rules(), { tags })).toEqual(expected)
  })

  test('is not asked for where the tag that decides is wrong itself', () => {
    const required = [
      { name: 'Stage', allowed_values: ['test'] },
      { name: 'Owner', required_when: { tag: 'Stage', in: ['prod'] } },
    ]
    expect(findings(policy({ required }), { tags: { Stage: 'prod' } })).toEqual(['Stage invalid_value error 1'])
  })

  test('is asked for where only a warning is said of the tag that decides', () => {
    const required = [
      { name: 'Stage', allowed_values: ['test'], severity: 'warning' },
      { name: 'Owner', required_when: { tag: 'Stage', in: ['prod'] } },
    ]
    expect(findings(policy({ required }), { tags: { Stage: 'prod' } })).toEqual([
      'Stage invalid_value warning 1',
      'Owner missing error 1',
    ])
  })

  test('is asked for where the tag that decides is judged for other types only', () => {
    const required = [
      { name: 'Stage', allowed_values: ['test'], applies_to: ['rds:*'] },
      { name: 'Owner', required_when: { tag: 'Stage', in: ['prod'] } },
    ]
    expect(findings(policy({ required }), { tags: { Stage: 'prod' } })).toEqual(['Owner missing error 1'])
  })

  test('is not asked for where an optional tag that decides is wrong itself', () => {
    const required = [{ name: 'Owner', required_when: { tag: 'Stage', in: ['prod'] } }]
    const optional = [{ name: 'Stage', allowed_values: ['test'], severity: 'error' }]
    expect(findings(policy({ required, optional }), { tags: { Stage: 'prod' } })).toEqual([
      'Stage invalid_value error 1',
    ])
  })

  test('is not asked for where the tag that decides is forbidden, by an error', () => {
    const required = [{ name: 'Owner', required_when: { tag: 'Stage', in: ['prod'] } }]
    const forbidding = (fields: object) => policy({ required, forbidden: [{ name: 'Stage', ...fields }] })
    const tags = { Stage: 'prod' }
    expect(findings(forbidding({ severity: 'error' }), { tags })).toEqual(['Stage forbidden_key error 1'])
    expect(findings(forbidding({ severity: 'warning' }), { tags })).toEqual([
      'Owner missing error 1',
      'Stage forbidden_key warning 1',
    ])
    expect(findings(forbidding({ severity: 'error', applies_to: ['rds:*'] }), { tags })).toEqual([
      'Owner missing error 1',
    ])
  })

  test('takes a tag with a condition of its own by its value', () => {
    const required = [
      { name: 'Kind', required_when: { tag: 'Stage', equals: 'prod' }, allowed_values: ['web'] },
      { name: 'Owner', required_when: { tag: 'Kind', equals: 'batch' } },
    ]
    expect(findings(policy({ required }), { tags: { Kind: 'batch', Stage: 'prod' } })).toEqual([
      'Kind invalid_value error 1',
      'Owner missing error 1',
    ])
  })

  test('forgets the tags of the row before', () => {
    const part = [
      instance({ tags: { Stage: 'prod', Owner: 'x' } }),
      instance(),
      instance({ tags: { Stage: 'prod' } }),
      instance({ tags: { Stage: 'prod', owner: 'x' } }),
      instance({ tags: { Stage: 'prod', Owner: 'y', team: 'x' } }),
    ]
    expect(
      outcomesOf(rules(), ...part).map((outcome) => outcome?.inForce.map(({ tag, rule }) => `${tag} ${rule}`)),
    ).toEqual([[], ['Stage missing'], ['Owner missing'], ['Owner key_case_mismatch'], []])
  })
})

describe('an optional tag', () => {
  const rules = () =>
    policy({ optional: [{ name: 'Project', allowed_values: ['apollo'], applies_to: ['ec2:*'] }, 'Note'] })

  test.each([
    ['may be absent', {}, []],
    ['is judged where it is there', { tags: { Project: 'x' } }, ['Project invalid_value warning 1']],
    ['may not be empty', { tags: { Note: '' } }, ['Note empty_value warning 1']],
    ['is fine with a good value', { tags: { Project: 'apollo', Note: 'x' } }, []],
    ['is not judged for other types', { tags: { Project: 'x' }, type: 'rds:db' }, []],
    ['has no other spellings', { tags: { project: 'x' } }, []],
  ])('%s', (_rule, fields, expected) => {
    expect(findings(rules(), fields)).toEqual(expected)
  })

  test('is told from a required one before it', () => {
    const both = policy({ required: ['Owner'], optional: [{ name: 'Project', allowed_values: ['apollo'] }] })
    expect(findings(both, { tags: { Owner: '', Project: 'x' } })).toEqual([
      'Owner empty_value error 1',
      'Project invalid_value warning 1',
    ])
  })

  test('and a forbidden one can be judged by the same key', () => {
    const both = policy({
      optional: [{ name: 'temp', allowed_values: ['y'] }],
      forbidden: [{ name: 'temp', severity: 'error' }],
    })
    expect(findings(both, { tags: { temp: 'x' } })).toEqual([
      'temp invalid_value warning 1',
      'temp forbidden_key error 1',
    ])
  })
})

describe('a forbidden tag', () => {
  const rules = () =>
    policy({ required: ['Owner'], forbidden: [{ name: 'temp', applies_to: ['ec2:*'], severity: 'warning' }, 'todo'] })

  test.each([
    ['is reported where it is there', { tags: { Owner: 'x', temp: '' } }, ['temp forbidden_key warning 1']],
    [
      'is one of several',
      { tags: { Owner: 'x', todo: '', temp: '' } },
      ['temp forbidden_key warning 1', 'todo forbidden_key error 1'],
    ],
    ['is not reported for other types', { tags: { Owner: 'x', temp: '' }, type: 'rds:db' }, []],
    ['has no other spellings', { tags: { Owner: 'x', Temp: '' } }, []],
  ])('%s', (_rule, fields, expected) => {
    expect(findings(rules(), fields)).toEqual(expected)
  })

  test('is forgotten with the next row', () => {
    const rows = outcomesOf(rules(), instance({ tags: { Owner: 'x', temp: '' } }), instance({ tags: { Owner: 'x' } }))
    expect(rows.map((outcome) => outcome?.inForce.length)).toEqual([1, 0])
  })
})

describe('naming rules', () => {
  const broken = (naming: object, tags: Record<string, string>) =>
    outcomesOf(policy({ required: ['Owner'], tag_naming_rules: naming }), instance({ tags }))[0]?.naming

  test.each([
    ['count every key that is too long', { max_key_length: 5 }, { Owner: 'x', toolong: '', longer: '' }, 2],
    ['count every value that is too long', { max_value_length: 3 }, { Owner: 'abcd', a: 'abc', b: 'abcde' }, 2],
    ['count the one value that is too long', { max_value_length: 3 }, { Owner: 'abcd' }, 1],
    ['take values just as long as they may be', { max_value_length: 3 }, { Owner: 'abc', a: 'abc' }, 0],
    ['count a tag once', { max_key_length: 5, max_value_length: 3 }, { Owner: 'x', toolong: 'abcd' }, 1],
    ['count characters, not bytes', { max_value_length: 3 }, { Owner: 'äöü' }, 0],
    ['count special characters in keys', { allow_special_characters: false }, { Owner: 'x', 'a#b': 'x' }, 1],
    ['count special characters in values', { allow_special_characters: false }, { Owner: 'a#b', c: 'd' }, 1],
    ['take special characters unless they are refused', { allow_special_characters: true }, { Owner: 'a#b' }, 0],
    [
      'are not for keys of the provider',
      { max_key_length: 5, max_value_length: 3 },
      { Owner: 'x', 'aws:toolong': 'abcd' },
      0,
    ],
  ])('%s', (_rule, naming, tags, expected) => {
    expect(broken(naming, tags)).toBe(expected)
  })

  test('count more than a byte holds', () => {
    const tags = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`key-${at}`, 'x']))
    const rows = outcomesOf(
      policy({ tag_naming_rules: { max_key_length: 2 } }),
      instance({ tags }),
      instance({ tags: Object.fromEntries(Object.entries(tags).slice(0, 44)) }),
    )
    expect(rows.map((outcome) => outcome?.naming)).toEqual([300, 44])
  })

  test('go with what the tag is good for', () => {
    expect(
      findings(
        policy({ required: [{ name: 'Owner', allowed_values: ['x'] }], tag_naming_rules: { max_key_length: 2 } }),
        { tags: { Owner: 'y' } },
      ),
    ).toEqual(['Owner invalid_value error 1'])
  })
})
