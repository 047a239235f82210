import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { buildNeighbourIndex } from '../../server/core/neighbours.ts'
import type { Resource, Tags } from '../../server/core/resource.ts'
import type { Rules } from '../../server/core/rules.ts'
import { suggestTags } from '../../server/core/suggest.ts'
import { nameFindings, neighbourFindings, otherKeyClues, ownClues } from '../../server/core/suggest-evidence.ts'
import { instance, policy } from '../support/builders.ts'

const stageRules = () =>
  policy({
    required: [
      { name: 'Stage', allowed_values: ['production', 'staging', 'test'] },
      { name: 'Owner', validation_regex: '[a-z]+' },
      { name: 'Code', validation_regex: '[A-Za-z]+' },
    ],
    aliases: { env: 'Stage', zone: 'Stage', boss: 'Owner' },
  })
const ruleOf = (rules: Rules, name: string) =>
  rules.required.find((rule) => rule.name === name) as Rules['required'][number]

describe('the value that is there', () => {
  const own = (name: string, value: string) => {
    const rules = stageRules()
    return ownClues(rules, ruleOf(rules, name), { [name]: value })
  }
  const clue = (value: string, found: string) => [
    { value, evidence: { kind: 'own_value', detail: `"${found}" is nearly that` } },
  ]

  test('is nearly an allowed one, or right in other case or without outer blanks', () => {
    expect(own('Stage', 'prod')).toEqual(clue('production', 'prod'))
    expect(own('Owner', 'ALICE')).toEqual(clue('alice', 'ALICE'))
    expect(own('Owner', ' alice ')).toEqual(clue('alice', ' alice '))
  })

  test('says nothing where it is empty, far from right, or right in more than one way', () => {
    expect([own('Owner', ' '), own('Owner', 'a1'), own('Stage', 'zzz')]).toEqual([[], [], []])
    expect(own('Code', 'a1')).toEqual([])
    const rules = stageRules()
    expect(ownClues(rules, ruleOf(rules, 'Owner'), { Other: 'x' })).toEqual([])
  })

  test.each([
    ...['unknown', 'tbd', 'todo', 'none', 'null', 'nil', 'n/a', 'na', 'nan', 'undefined', 'default', 'changeme', 'xxx'],
    ...['-', 'n.a.', 'various', 'other', 'misc', 'unassigned', 'nobody', 'test', ' Unknown '],
  ])('says nothing where it is a placeholder: %s', (value) => {
    const rules = policy({ required: [{ name: 'Owner', validation_regex: '[a-z./-]+' }] })
    expect(ownClues(rules, ruleOf(rules, 'Owner'), { Owner: value })).toEqual([])
  })

  test('is no placeholder where the policy lists it, or lists something near', () => {
    expect(own('Stage', ' test')).toEqual(clue('test', ' test'))
    const rules = policy({ required: [{ name: 'Owner', allowed_values: ['nobody', 'somebody'] }] })
    expect(ownClues(rules, ruleOf(rules, 'Owner'), { Owner: 'Nobody' })).toEqual(clue('nobody', 'Nobody'))
  })

  test('is not repaired into what breaks a naming rule', () => {
    const rules = policy({
      required: [{ name: 'Owner', validation_regex: '[a-z]+' }],
      tag_naming_rules: { max_value_length: 3 },
    })
    expect(ownClues(rules, ruleOf(rules, 'Owner'), { Owner: 'ABCD' })).toEqual([])
    expect(ownClues(rules, ruleOf(rules, 'Owner'), { Owner: 'ABC' })).toEqual(clue('abc', 'ABC'))
  })
})

describe('other keys', () => {
  const others = (tags: Tags) => {
    const rules = stageRules()
    return otherKeyClues(rules, ruleOf(rules, 'Stage'), tags).map(
      ({ value, evidence }) => `${value}: ${evidence.kind}, ${evidence.detail}`,
    )
  }

  test('that stand for the tag are evidence, in the order of their names', () => {
    expect(others({ zone: 'test', env: 'stg', stage: 'production', 'sta-ge': 'staging' })).toEqual([
      'staging: other_key, the key "sta-ge" has it',
      'production: other_key, the key "stage" has it',
      'test: other_key, the key "zone" has it',
    ])
  })

  test('say nothing beside a value of the tag itself, but do beside an empty one', () => {
    expect(others({ Stage: 'x', env: 'test' })).toEqual([])
    expect(others({ Stage: ' ', env: 'test' })).toEqual(['test: other_key, the key "env" has it'])
  })

  test('that stand for another tag say nothing', () => {
    expect(others({ boss: 'test', Other: 'test' })).toEqual([])
  })
})

describe('the name of a resource', () => {
  const named = (fields: Partial<Resource>) => {
    const rules = stageRules()
    return nameFindings(rules, ruleOf(rules, 'Stage'), instance({ id: 'x', ...fields }))
  }
  const clue = (value: string, detail: string) => ({
    clues: [{ value, evidence: { kind: 'name', detail } }],
    doubts: [],
  })
  const doubt = { clues: [], doubts: ['name_is_ambiguous'] }

  test('is evidence once, whatever it is called besides', () => {
    expect(named({ name: 'web-prod', tags: { Name: 'db-production' } })).toEqual(
      clue('production', '"prod" in "web-prod"'),
    )
    expect(named({ name: 'prod-and-prd' })).toEqual(clue('production', '"prod" in "prod-and-prd"'))
  })

  test('is doubtful where it says two things, or its opposite', () => {
    expect([
      named({ name: 'prod-stg' }),
      named({ name: 'prod', tags: { Name: 'stg' } }),
      named({ name: 'non-prod' }),
    ]).toEqual([doubt, doubt, doubt])
  })

  test('says nothing without a stage', () => {
    expect(named({ name: 'web' })).toEqual({ clues: [], doubts: [] })
  })
})

describe('what neighbours say', () => {
  const among = (values: readonly string[]) => {
    const rules = stageRules()
    const estate = values.map((Owner) => instance({ name: 'shop-api-1', tags: { Owner } }))
    return neighbourFindings(
      rules,
      ruleOf(rules, 'Owner'),
      instance({ name: 'shop-api-2' }),
      buildNeighbourIndex(rules, partsOf(estate)),
    )
  }
  const times = (count: number, value: string) => Array<string>(count).fill(value)

  test('is evidence from three on, where nine in ten agree', () => {
    const detail = (count: number, total: number) =>
      `${count} of ${total} resources in the same account and region, name starts with "shop-api"`
    const clue = (count: number, total: number) => ({
      clues: [{ value: 'a', evidence: { kind: 'name_neighbours', detail: detail(count, total), count } }],
      doubts: [],
    })
    expect(among(times(3, 'a'))).toEqual(clue(3, 3))
    expect(among([...times(9, 'a'), 'b'])).toEqual(clue(9, 10))
    expect(among(['b', ...times(9, 'a')])).toEqual(clue(9, 10))
    expect(among([...times(3, 'a'), 'NOT VALID', ' '])).toEqual(clue(3, 3))
  })

  test('is a doubt where they are too few or do not agree', () => {
    expect(among(times(2, 'a'))).toEqual({ clues: [], doubts: ['too_few_neighbours'] })
    expect(among([...times(8, 'a'), 'b'])).toEqual({ clues: [], doubts: ['neighbours_disagree'] })
  })

  test('is nothing where none has a value that is right', () => {
    expect(among(['NOT VALID'])).toEqual({ clues: [], doubts: [] })
  })
})

describe('a suggestion', () => {
  const suggestFor = (fields: Partial<Resource>, scope: object = {}) => {
    const rules = policy({
      required: [{ name: 'Stage', allowed_values: ['production', 'staging'] }],
      aliases: { env: 'Stage' },
      scope,
    })
    return suggestTags(rules, instance({ id: 'x', ...fields }), buildNeighbourIndex(rules, []))
  }

  test('has the confidence of its best evidence', () => {
    expect(suggestFor({ name: 'web-prod', tags: { env: 'production' } })).toEqual({
      suggestions: [
        {
          ...{ tag: 'Stage', value: 'production', confidence: 0.95 },
          evidence: [
            { kind: 'other_key', detail: 'the key "env" has it' },
            { kind: 'name', detail: '"prod" in "web-prod"' },
          ],
        },
      ],
      notJudged: null,
    })
  })

  test('is none, with both sides, where evidence disagrees', () => {
    expect(suggestFor({ name: 'web-prod', tags: { env: 'staging' } }).suggestions).toEqual([
      {
        ...{ tag: 'Stage', value: null, confidence: 0, abstained: 'evidence_disagrees' },
        evidence: [
          { kind: 'other_key', detail: 'the key "env" has it: "staging"' },
          { kind: 'name', detail: '"prod" in "web-prod": "production"' },
        ],
      },
    ])
  })

  test('is none without evidence, with the first doubt', () => {
    const none = { tag: 'Stage', value: null, confidence: 0, evidence: [] }
    expect(suggestFor({ name: 'web' }).suggestions).toEqual([{ ...none, abstained: 'no_evidence' }])
    expect(suggestFor({ name: 'non-prod' }).suggestions).toEqual([{ ...none, abstained: 'name_is_ambiguous' }])
  })

  test('is not made outside the scope, for what the provider manages, nor where tags could not be read', () => {
    expect(suggestFor({}, { regions: ['us-*'] })).toEqual({ suggestions: [], notJudged: 'out_of_scope' })
    expect(suggestFor({ managed: true, tags: null })).toEqual({ suggestions: [], notJudged: 'managed' })
    expect(suggestFor({ tags: null })).toEqual({ suggestions: [], notJudged: 'tags_unreadable' })
  })

  test('is not made for a tag that is there twice but for case', () => {
    expect(suggestFor({ tags: { Stage: 'staging', STAGE: 'x' } })).toEqual({ suggestions: [], notJudged: null })
  })
})
