import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { stagesNamed, wordsOf } from '../../server/core/name-words.ts'
import { buildNeighbourIndex, namesOf, neighbourhoodsOf } from '../../server/core/neighbours.ts'
import type { Resource, Tags } from '../../server/core/resource.ts'
import { instance, policy } from '../support/builders.ts'

describe('the words of a name', () => {
  test.each([
    ['nonProd_DB-01.web', ['non', 'prod', 'db', '01', 'web']],
    ['APIGateway', ['api', 'gateway']],
    ['v2Api', ['v2', 'api']],
    ['ABC', ['abc']],
    ['größeÄnderung', ['größe', 'änderung']],
    ['--', []],
    ['', []],
  ])('%s', (name, words) => {
    expect(wordsOf(name)).toEqual(words)
  })
})

describe('a stage in a name', () => {
  const allowed = ['Production', 'staging', 'development', 'test', 'uat', 'quality', 'sbx', 'odd']
  const stage = (name: string) => stagesNamed(name, allowed)

  test.each([
    ...['production', 'prod', 'prd'].map((word) => [word, 'Production']),
    ...['staging', 'stg'].map((word) => [word, 'staging']),
    ...['development', 'dev'].map((word) => [word, 'development']),
    ...['test', 'tst'].map((word) => [word, 'test']),
    ...['acceptance', 'uat'].map((word) => [word, 'uat']),
    ...['quality', 'qa'].map((word) => [word, 'quality']),
    ...['sandbox', 'sbx'].map((word) => [word, 'sbx']),
  ])('%s stands for %s', (word = '', value) => {
    expect(stage(`web-${word}-1`)).toEqual({ named: [{ value, word }], spoilt: false })
  })

  test.each([
    ...['non', 'not', 'no', 'pre', 'post', 'un', 'anti', 'ex', 'never', 'without', 'former'],
    ...['ops', 'sec', 'tools', 'portal', 'results', 'result', 'report', 'reports', 'data', 'suite', 'runner'],
  ])('beside "%s", before or behind it, is doubtful', (word) => {
    expect(stage(`${word}-prod-1`)).toEqual({ named: [], spoilt: true })
    expect(stage(`prod-${word}`)).toEqual({ named: [], spoilt: true })
    expect(stage(`${word}-web-prod`)).toMatchObject({ spoilt: false })
  })

  test('makes the whole name doubtful where one is', () => {
    expect(stage('dev-web-non-prod')).toEqual({ named: [], spoilt: true })
  })

  test('may be there twice', () => {
    expect(stage('dev-web-qa').named.map(({ value }) => value)).toEqual(['development', 'quality'])
  })

  test('is none where the name has none, or the list is of something else', () => {
    expect(stage('product-odd')).toEqual({ named: [], spoilt: false })
    expect(stagesNamed('prod', ['production', 'odd'])).toEqual({ named: [], spoilt: false })
    expect(stagesNamed('non-prod', ['prod'])).toEqual({ named: [], spoilt: false })
    expect(stagesNamed('prod', [])).toEqual({ named: [], spoilt: false })
  })
})

describe('neighbours', () => {
  const where = { account: '1', region: 'eu' }

  test('share a stack, a group or a cluster, and the first two words of the name', () => {
    const tags = {
      'aws:cloudformation:stack-name': 'web',
      'aws:autoscaling:groupName': 'asg',
      'aws:eks:cluster-name': '',
      'eks:cluster-name': 'k\u202e8s',
    }
    const words = 'in the same account and region,'
    expect(neighbourhoodsOf({ id: 'i', ...where, tags, name: 'shop-api-1' })).toEqual([
      ...[
        ['aws:cloudformation:stack-name', 'web', '"web"'],
        ['aws:autoscaling:groupName', 'asg', '"asg"'],
        ['eks:cluster-name', 'k\u202e8s', '"k\\u{202e}8s"'],
      ].map(([tag, value, shown]) => ({
        ...{ key: JSON.stringify(['1', 'eu', tag, value]), kind: 'stack_neighbours' },
        words: `${words} ${tag} ${shown}`,
      })),
      {
        ...{ key: '["1","eu","name starts with","shop-api"]', kind: 'name_neighbours' },
        words: `${words} name starts with "shop-api"`,
      },
    ])
  })

  test.each([
    ['shop', null],
    ['shop-0123abcd', null],
    ['deadbeef01-x', null],
    ['shop-0123abc', 'shop-0123abc'],
    ['xdeadbeef-y', 'xdeadbeef-y'],
    ['deadbeefx-y', 'deadbeefx-y'],
    ['', null],
  ])('of a name %o start with %o', (name, start) => {
    const found = neighbourhoodsOf({ id: 'i', ...where, tags: null, name })
    expect(found.map(({ key }) => key)).toEqual(start === null ? [] : [`["1","eu","name starts with","${start}"]`])
  })

  test('are called by name, Name tag and the end of the id, each once', () => {
    const id = 'arn:aws:lambda:eu-west-1:1:function:orders'
    expect(namesOf({ id, name: 'one', tags: { Name: 'two' } })).toEqual(['one', 'two', 'orders'])
    expect(namesOf({ id, name: 'orders', tags: { Name: '' } })).toEqual(['orders'])
    expect(namesOf({ id: 'plain', tags: null })).toEqual([])
  })

  test('are counted by value, for required tags only, where they have them', () => {
    const rules = policy({ required: ['Owner'], optional: ['Note'] })
    const named = (tags: Tags | null, fields: Partial<Resource> = {}) =>
      instance({ name: 'shop-api-1', tags, ...fields })
    const estate = [
      named({ Owner: 'a', Note: 'n' }),
      named({ Owner: 'a' }),
      named({ Owner: 'b' }),
      named({}),
      named(null),
      named({ Owner: 'a' }, { managed: true }),
      named({ Owner: 'a' }, { account: '9' }),
      named({ Owner: 'a' }, { region: 'us-east-1' }),
      instance({ tags: { Owner: 'a', Name: 'shop-api-7' } }),
    ]
    const index = buildNeighbourIndex(rules, partsOf(estate))
    const [group] = neighbourhoodsOf(named({}))
    expect(group && [...index.valuesOf(group, 'Owner')]).toEqual([
      ['a', 3],
      ['b', 1],
    ])
    expect(group && [...index.valuesOf(group, 'Note')]).toEqual([])
    expect([...index.valuesOf({ key: 'x', kind: 'name_neighbours', words: '' }, 'Owner')]).toEqual([])
  })
})
