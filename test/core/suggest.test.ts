import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { wordsOf } from '../../server/core/name-words.ts'
import { buildNeighbourIndex } from '../../server/core/neighbours.ts'
import type { Resource, Tags } from '../../server/core/resource.ts'
import { compileRules } from '../../server/core/rules.ts'
import { suggestTags } from '../../server/core/suggest.ts'
import { arbitraryPolicyFile, arbitraryResource } from '../support/arbitraries.ts'
import { instance, loaded, policy } from '../support/builders.ts'

const stages = ['production', 'staging', 'development', 'test']
const rules = policy({
  required: [
    { name: 'Environment', allowed_values: stages },
    { name: 'Owner', validation_regex: '[a-z-]+@example\\.com' },
  ],
  aliases: { env: 'Environment', contact: 'Owner', team: 'Owner' },
})

const suggestIn = (estate: readonly Resource[], resource: Resource) =>
  suggestTags(rules, resource, buildNeighbourIndex(rules, partsOf([...estate, resource])))
const suggest = (resource: Partial<Resource>) => suggestIn([], instance(resource)).suggestions
const environmentOf = (resource: Partial<Resource>) => suggest(resource).find(({ tag }) => tag === 'Environment')
const ownerOf = (resource: Partial<Resource>) => suggest(resource).find(({ tag }) => tag === 'Owner')

describe('a wrong value', () => {
  test.each<[Tags, string]>([
    [{ Environment: 'prod' }, 'production'],
    [{ Environment: 'Staging ' }, 'staging'],
    [{ Environment: 'developement' }, 'development'],
  ])('%j is nearly an allowed one', (tags, value) => {
    expect(environmentOf({ tags })).toMatchObject({ value, evidence: [{ kind: 'own_value' }] })
  })

  test('is freed of outer blanks and wrong case where that makes it right', () => {
    expect(ownerOf({ tags: { Owner: 'Storefront@Example.com ' } })).toMatchObject({ value: 'storefront@example.com' })
  })

  test.each(['unknown', 'TBD', 'n/a', '-', 'x'])('%s says nothing', (value) => {
    expect(ownerOf({ tags: { Owner: value } })).toMatchObject({ value: null, abstained: 'no_evidence' })
  })
})

describe('another key', () => {
  test('that stands for the tag gives its value, made right where it nearly is', () => {
    expect(ownerOf({ tags: { contact: 'a@example.com' } })).toMatchObject({
      value: 'a@example.com',
      evidence: [{ kind: 'other_key', detail: 'the key "contact" has it' }],
    })
    expect(environmentOf({ tags: { ENVIRONMENT: 'prod' } })).toMatchObject({ value: 'production' })
  })

  test('with a value the policy refuses gives nothing', () => {
    expect(ownerOf({ tags: { team: 'storefront' } })).toMatchObject({ value: null })
  })

  test('that says something else than a second one makes it abstain, and both are shown', () => {
    expect(ownerOf({ tags: { contact: 'a@example.com', team: 'b@example.com' } })).toMatchObject({
      value: null,
      confidence: 0,
      abstained: 'evidence_disagrees',
      evidence: [{ detail: 'the key "contact" has it: "a@example.com"' }, { kind: 'other_key' }],
    })
  })
})

describe('a name', () => {
  test.each([
    ['lantern-prod-api-01', 'production'],
    ['staging_db', 'staging'],
    ['myDevQueue', 'development'],
    ['shop.test', 'test'],
    ['APIProd', 'production'],
    ['team/prd/web', 'production'],
  ])('%s: %s', (name, value) => {
    expect(environmentOf({ name })).toMatchObject({ value, evidence: [{ kind: 'name' }] })
  })

  test.each([
    'device-registry',
    'maintenance-window',
    'testimonials',
    'product-catalogue',
    'reproduction',
    'contest',
    'latest',
    'stagecoach',
    'devices',
    'non-prod-db',
    'nonprod-db',
    'nonProdDb',
    'NonProd',
    'not_production',
    'no-prod',
    'pre-prod',
    'preprod',
    'pre.production',
    'prod-to-staging-copy',
    'dev-ops',
    'devops',
    'test-results',
    'web-01',
    'i-0de7e57',
  ])('%s says nothing', (name) => {
    expect(environmentOf({ name })).toMatchObject({ value: null, evidence: [] })
  })

  test('is also the Name tag and the last part of the id', () => {
    expect(environmentOf({ tags: { Name: 'web-prod' } })).toMatchObject({ value: 'production' })
    const id = 'arn:aws:lambda:eu-west-1:111122223333:function:orders-stg-worker'
    expect(environmentOf({ id, type: 'lambda:function' })).toMatchObject({ value: 'staging' })
  })

  test('says nothing through its service, type or account', () => {
    const id = 'arn:aws:devicefarm:eu-west-1:111122223333:test/x'
    expect(environmentOf({ id, type: 'devicefarm:test' })).toMatchObject({ value: null })
  })

  test('says nothing of a tag whose values are no stages', () => {
    const colours = policy({ required: [{ name: 'Class', allowed_values: ['public', 'internal'] }] })
    const resource = instance({ name: 'public-website' })
    expect(suggestTags(colours, resource, buildNeighbourIndex(colours, []))).toMatchObject({
      suggestions: [{ value: null, abstained: 'no_evidence' }],
    })
  })
})

describe('neighbours', () => {
  const estateOf = (owners: readonly string[], fields: Partial<Resource> = {}) =>
    owners.map((Owner, serial) => {
      const id = `arn:aws:ec2:eu-west-1:111122223333:instance/i-${serial + 10}`
      return instance({ id, name: `lantern-web-${serial}`, tags: { Owner }, ...fields })
    })
  const ownerAmong = (estate: readonly Resource[], resource: Partial<Resource> = { name: 'lantern-web-9' }) =>
    suggestIn(estate, instance(resource)).suggestions.find(({ tag }) => tag === 'Owner')
  const a = 'a@example.com'
  const b = 'b@example.com'

  test('that share the start of the name and agree give their value, and their number', () => {
    expect(ownerAmong(estateOf([a, a, a]))).toMatchObject({
      value: a,
      evidence: [{ kind: 'name_neighbours', count: 3 }],
    })
  })

  test('that share a stack give theirs', () => {
    const tags = { 'aws:cloudformation:stack-name': 'web' }
    const estate = estateOf([a, a, a]).map((one) => ({ ...one, name: one.id, tags: { ...one.tags, ...tags } }))
    expect(ownerAmong(estate, { tags })).toMatchObject({ value: a, evidence: [{ kind: 'stack_neighbours' }] })
  })

  test('that are fewer than three give nothing', () => {
    expect(ownerAmong(estateOf([a, a]))).toMatchObject({ value: null, abstained: 'too_few_neighbours' })
  })

  test('of whom nine in ten agree are enough, fewer are not', () => {
    expect(ownerAmong(estateOf([...Array(9).fill(a), b]))).toMatchObject({ value: a })
    expect(ownerAmong(estateOf([...Array(8).fill(a), b]))).toMatchObject({ abstained: 'neighbours_disagree' })
  })

  test('in another account or region, or with values the policy refuses, do not count', () => {
    expect(ownerAmong(estateOf([a, a, a], { account: '9' }))).toMatchObject({ abstained: 'no_evidence' })
    expect(ownerAmong(estateOf([a, a, a], { region: 'us-east-1' }))).toMatchObject({ abstained: 'no_evidence' })
    expect(ownerAmong(estateOf(['x', 'x', 'x']))).toMatchObject({ abstained: 'no_evidence' })
  })

  test('that the provider manages do not count', () => {
    expect(ownerAmong(estateOf([a, a, a], { managed: true }))).toMatchObject({ abstained: 'no_evidence' })
  })

  test('who say something else than the resource itself make it abstain', () => {
    const named = { name: 'lantern-web-9', tags: { contact: b } }
    expect(ownerAmong(estateOf([a, a, a]), named)).toMatchObject({ abstained: 'evidence_disagrees' })
  })
})

describe('nothing is suggested', () => {
  test('for a tag that is fine', () => {
    expect(suggest({ tags: { Environment: 'test', Owner: 'a@example.com' } })).toEqual([])
  })

  test.each<[Partial<Resource>, string]>([
    [{ tags: null }, 'tags_unreadable'],
    [{ managed: true }, 'managed'],
  ])('for %j: %s', (fields, notJudged) => {
    expect(suggestIn([], instance(fields))).toEqual({ suggestions: [], notJudged })
  })
})

test('text of others is quoted, and cannot hide or forge anything', () => {
  expect(environmentOf({ name: 'web-prod-\u202edb\u001b[2J' })).toMatchObject({
    evidence: [{ detail: '"prod" in "web-prod-\\u{202e}db\\u001b[2J"' }],
  })
})

test('names are read word by word', () => {
  expect(wordsOf('nonProd_DB-01.web:APIGateway/x')).toEqual(['non', 'prod', 'db', '01', 'web', 'api', 'gateway', 'x'])
})

test('whatever the policy and the resources: a suggestion is one the policy accepts, and has evidence', () => {
  const estates = fc.array(arbitraryResource(), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(arbitraryPolicyFile(), estates, (file, resources) => {
      const any = compileRules(loaded(file).policy)
      const index = buildNeighbourIndex(any, partsOf(resources))
      for (const resource of resources) {
        for (const { tag, value, evidence, confidence, abstained } of suggestTags(any, resource, index).suggestions) {
          const applying = any.required.filter((rule) => rule.name === tag && rule.appliesTo(resource.type))
          expect(value === null || applying.some((rule) => rule.valueFaults(value) === 0)).toBe(true)
          expect([value !== null, value !== null && evidence.length > 0, confidence > 0]).toEqual(
            Array(3).fill(abstained === undefined),
          )
        }
      }
    }),
  )
})
