import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import type { Violation } from '../../server/core/evaluate.ts'
import { buildNeighbourIndex } from '../../server/core/neighbours.ts'
import {
  addsFault,
  byWorth,
  hashPlan,
  type PlannedChange,
  type PlannedWrite,
  planChange,
} from '../../server/core/remediation.ts'
import type { Resource, Tags } from '../../server/core/resource.ts'
import type { Rules } from '../../server/core/rules.ts'
import { day, instance, isoAt, now, policy, problemsOf } from '../support/builders.ts'

const stages = { name: 'Stage', allowed_values: ['production', 'test'] }
const staged = policy({ required: [stages] })

function plan(resource: Partial<Resource>, rules: Rules = staged, minConfidence = 0.5) {
  const index = buildNeighbourIndex(rules, partsOf([]))
  return planChange(instance({ monthlyCost: 60, ...resource }), { rules, now, minConfidence }, index)
}
const written = (tags: Tags, rules?: Rules) => plan({ tags }, rules).change?.tags.map(({ key, value }) => [key, value])
const reasons = (tags: Tags, rules?: Rules) => plan({ tags }, rules).left

test('a value nearly right is put right, with what stood there and why', () => {
  const { change } = plan({ tags: { Stage: 'Production ' } })
  expect(change).toMatchObject({ completes: true, usdPerAction: 60, monthlyCost: 60 })
  expect(change?.tags).toEqual([
    {
      ...{ key: 'Stage', value: 'production', was: 'Production ' },
      confidence: expect.any(Number),
      evidence: ['"Production " is nearly that'],
    },
  ])
})

test('the confidence that is wanted is enough', () => {
  const confidence = plan({ tags: { Stage: 'prod' } }).change?.tags[0]?.confidence
  expect(confidence).toBeGreaterThan(0.5)
  expect(plan({ tags: { Stage: 'prod' } }, staged, confidence).left).toEqual([])
})

test('several tags come by their keys and share the dollars that they free', () => {
  const rules = policy({ required: [stages, { ...stages, name: 'Phase' }] })
  const { change } = plan({ tags: { Stage: 'prod', Phase: 'prod' } }, rules)
  expect(change?.tags.map(({ key }) => key)).toEqual(['Phase', 'Stage'])
  expect(change).toMatchObject({ completes: true, usdPerAction: 30 })
})

test('what is missing comes from another key, and nothing stood there', () => {
  const rules = policy({ required: [stages], aliases: { Phase: 'Stage' } })
  expect(plan({ tags: { Phase: 'test' } }, rules).change?.tags).toMatchObject([{ value: 'test', was: null }])
})

describe('nothing is planned', () => {
  test('for a valid value, also where another tag is wrong', () => {
    const rules = policy({ required: [stages, { ...stages, name: 'Phase' }] })
    expect(written({ Stage: 'test', Phase: 'prod' }, rules)).toEqual([['Phase', 'production']])
    expect(plan({ tags: { Stage: 'test' } })).toEqual({ change: null, left: [] })
  })
  test('for a managed resource', () => expect(plan({ tags: {}, managed: true }).change).toBeNull())
  test('for tags that were not read', () => expect(plan({ tags: null }).change).toBeNull())
  test('without evidence', () => expect(reasons({})).toEqual([{ tag: 'Stage', reason: 'no_evidence' }]))
  test('under the confidence that is wanted', () => {
    expect(plan({ tags: { Stage: 'prod' } }, staged, 0.99).left).toEqual([{ tag: 'Stage', reason: 'unsure' }])
  })
  test('for what is only a warning', () => {
    const rules = policy({ required: [{ ...stages, severity: 'warning' }] })
    expect(plan({ tags: { Stage: 'prod' } }, rules)).toEqual({ change: null, left: [] })
  })
  test('for what is no ARN', () => {
    expect(plan({ id: 'i-1', tags: { Stage: 'prod' } }).left).toEqual([{ tag: 'Stage', reason: 'no_arn' }])
  })
  test('beside a key that differs in case only', () => {
    expect(reasons({ stage: 'test' })).toEqual([{ tag: 'Stage', reason: 'new_violation' }])
  })
  test('for a violation that a live exemption covers', () => {
    const exemption = {
      id: 'EX-1',
      resources: ['arn:*'],
      tags: ['Stage'],
      reason: 'moving',
      expires_at: isoAt(now + day),
    }
    const rules = policy({ required: [stages, 'Owner'], exemptions: [exemption] })
    expect(written({ Stage: 'prod' }, rules)).toBeUndefined()
  })
})

describe('the limits of AWS', () => {
  const filled = (count: number): Tags => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']))
  const phase = policy({ required: [stages], aliases: { Phase: 'Stage' } })

  test('50 tags, its own not counted', () => {
    expect(written({ ...filled(48), Phase: 'test', 'aws:a': 'b' }, phase)).toEqual([['Stage', 'test']])
    expect(reasons({ ...filled(49), Phase: 'test' }, phase)).toEqual([{ tag: 'Stage', reason: 'too_many_tags' }])
    expect(written({ ...filled(49), Stage: 'prod' }, phase)).toEqual([['Stage', 'production']])
  })

  test('50 tags, with those that the plan adds, not with those that it puts right', () => {
    const rules = policy({
      required: [stages, { ...stages, name: 'Kind' }],
      aliases: { Phase: 'Stage', Sort: 'Kind' },
    })
    const both = { Phase: 'test', Sort: 'test' }
    expect(written({ ...filled(46), ...both }, rules)).toHaveLength(2)
    expect(reasons({ ...filled(47), ...both }, rules)).toEqual([{ tag: 'Kind', reason: 'too_many_tags' }])
    expect(written({ ...filled(47), Stage: 'prod', Sort: 'test' }, rules)).toHaveLength(2)
  })

  test('1011 characters a name', () => {
    const arnOf = (length: number) => 'arn:aws:ec2:eu-west-1:111122223333:instance/'.padEnd(length, 'i')
    expect(plan({ id: arnOf(1011), tags: { Stage: 'prod' } }).left).toEqual([])
    expect(plan({ id: arnOf(1012), tags: { Stage: 'prod' } }).left).toEqual([{ tag: 'Stage', reason: 'no_arn' }])
  })

  test('256 characters a value', () => {
    const longest = policy({ required: [{ name: 'Stage', allowed_values: ['a'.repeat(256)] }] })
    expect(reasons({ Stage: `${'a'.repeat(255)}b` }, longest)).toEqual([])
    const long = 'a'.repeat(257)
    const rules = policy({
      required: [{ name: 'Stage', allowed_values: [long] }],
      tag_naming_rules: { max_value_length: 300 },
    })
    expect(reasons({ Stage: `${long} ` }, rules)).toEqual([{ tag: 'Stage', reason: 'too_long' }])
  })

  test('keys are those of the policy, which has none that AWS would refuse', () => {
    expect(problemsOf({ required_tags: [{ name: 'aws:Stage' }] })).toEqual(['reserved_prefix at required_tags[0].name'])
    expect(problemsOf({ required_tags: [{ name: 'a'.repeat(129) }] })).toHaveLength(1)
  })

  test('letters, digits, blanks and a few signs', () => {
    const rules = policy({ required: [{ name: 'Stage', allowed_values: ['a&b'] }] })
    expect(reasons({ Stage: 'A&B' }, rules)).toEqual([{ tag: 'Stage', reason: 'bad_characters' }])
  })
})

test('a resource that stays violating frees no dollar', () => {
  const rules = policy({ required: [stages, 'Owner'] })
  expect(plan({ tags: { Stage: 'prod' } }, rules).change).toMatchObject({ completes: false, usdPerAction: 0 })
})

test('what a new value makes due elsewhere does not stop it', () => {
  const backup = { name: 'Backup', required_when: { tag: 'Stage', in: ['production'] } }
  const rules = policy({ required: [stages, backup] })
  expect(written({ Stage: 'prod' }, rules)).toEqual([['Stage', 'production']])
})

describe('a fault that a value adds', () => {
  const fault = (tag: string, foundKey?: string): Violation => ({
    ...{ tag, rule: 'naming', severity: 'warning' },
    ...(foundKey === undefined ? {} : { foundKey }),
  })

  test('is one of its own tag that was not there before', () => {
    expect(addsFault('Stage', [], [fault('Stage')])).toBe(true)
    expect(addsFault('Stage', [fault('Owner')], [fault('Owner'), fault('Stage')])).toBe(true)
    expect(addsFault('Stage', [fault('Stage', 'a')], [fault('Stage', 'b')])).toBe(true)
  })

  test('is none that was there before, and none of another tag', () => {
    expect(addsFault('Stage', [fault('Stage')], [fault('Stage')])).toBe(false)
    expect(addsFault('Stage', [], [fault('Owner')])).toBe(false)
  })
})

describe('the worthiest change', () => {
  const change = (id: string, usdPerAction: number, completes: boolean, tags = 1): PlannedChange => ({
    ...{ id, type: '', account: '', region: '', monthlyCost: null, usdPerAction, completes },
    tags: Array.from({ length: tags }, () => ({ key: '', value: '', was: null, confidence: 1, evidence: [] })),
  })

  test('frees the most dollars with each tag; then comes what makes compliant, then the fewest tags', () => {
    const worst = [
      ...[change('a', 0, false, 2), change('c', 0, false), change('b', 0, false)],
      ...[change('d', 0, true, 2), change('e', 5, true, 3), change('f', 9, true, 3)],
    ]
    expect(worst.toSorted(byWorth).map(({ id }) => id)).toEqual(['f', 'e', 'd', 'b', 'c', 'a'])
  })
})

describe('the hash of a plan', () => {
  const of = { estate: 'aws', policyHash: 'sha256:1', snapshotId: 'snp_1' }
  const stage = { key: 'Stage', value: 'production', was: 'prod' }
  const one: PlannedWrite = { id: 'i-1', type: '', account: '', region: '', tags: [stage] }
  const two = { ...one, id: 'i-2' }

  test('is of the writes, in whatever order', () => {
    expect(hashPlan(of, [one, two])).toBe(hashPlan(of, [two, { ...one, region: 'eu-west-1' }]))
    expect(hashPlan(of, [one])).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  test.each([
    ['a value', [{ ...one, tags: [{ ...stage, value: 'test' }] }], of],
    ['what stood there', [{ ...one, tags: [{ ...stage, was: null }] }], of],
    ['a resource', [two], of],
    ['the snapshot', [one], { ...of, snapshotId: 'snp_2' }],
    ['a key', [{ ...one, tags: [{ ...stage, key: 'Phase' }] }], of],
    ['the estate', [one], { ...of, estate: 'demo' }],
    ['the policy', [one], { ...of, policyHash: 'sha256:2' }],
  ])('changes with %s', (_, changes, from) => {
    expect(hashPlan(from, changes)).not.toBe(hashPlan(of, [one]))
  })
})
