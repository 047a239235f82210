import { describe, expect, test } from 'vitest'
import type { PlannedWrite } from '../../server/core/remediation.ts'
import { batchesOf, decideWrites } from '../../server/core/remediation-apply.ts'
import type { Tags } from '../../server/core/resource.ts'
import type { Rules } from '../../server/core/rules.ts'
import { day, instance, isoAt, now, policy } from '../support/builders.ts'

const stages = { name: 'Stage', allowed_values: ['production', 'test'] }
const staged = policy({ required: [stages] })
const { tags: _, ...place } = instance()

const planned = (was: string | null, fields: Partial<PlannedWrite> = {}): PlannedWrite => ({
  ...{ ...place, tags: [{ key: 'Stage', value: 'production', was }] },
  ...fields,
})
const decide = (change: PlannedWrite, current: Tags, rules: Rules = staged) =>
  decideWrites(change, current, { rules, now })
const skipped = (reason: string) => ({ writes: [], skipped: [{ key: 'Stage', reason }] })

describe('is written', () => {
  test('what still stands as the plan says', () => {
    const writes = [{ key: 'Stage', before: 'prod', after: 'production' }]
    expect(decide(planned('prod'), { Stage: 'prod', Owner: 'a' })).toEqual({ writes, skipped: [] })
  })

  test('one tag, where another stays wrong', () => {
    const rules = policy({ required: [stages, 'Owner'] })
    expect(decide(planned('prod'), { Stage: 'prod' }, rules).skipped).toEqual([])
  })

  test('where still nothing stands', () => {
    const writes = [{ key: 'Stage', before: null, after: 'production' }]
    expect(decide(planned(null), {})).toEqual({ writes, skipped: [] })
  })
})

describe('stays', () => {
  test('a valid value that appeared since the plan', () => {
    expect(decide(planned(null), { Stage: 'test' })).toEqual(skipped('changed'))
  })

  test('another wrong value too: nobody has reviewed that', () => {
    expect(decide(planned('prod'), { Stage: 'prd' })).toEqual(skipped('changed'))
  })

  test('a tag that is gone', () => {
    expect(decide(planned('prod'), {})).toEqual(skipped('changed'))
  })

  test('what is there already', () => {
    expect(decide(planned('prod'), { Stage: 'production' })).toEqual(skipped('already'))
  })

  test('a value that the policy accepts, even if the plan says otherwise', () => {
    expect(decide(planned('test'), { Stage: 'test' })).toEqual(skipped('not_wanted'))
  })

  test('a value that the policy accepts, also where another tag is wrong', () => {
    const rules = policy({ required: [stages, 'Owner'] })
    expect(decide(planned('test'), { Stage: 'test' }, rules)).toEqual(skipped('not_wanted'))
  })

  test('what an exemption covers by now, also where another tag is wrong', () => {
    const exemption = { resources: ['*'], tags: ['Stage'], reason: 'moving', expires_at: isoAt(now + day) }
    const rules = policy({ required: [stages, 'Owner'], exemptions: [exemption] })
    expect(decide(planned('prod'), { Stage: 'prod' }, rules)).toEqual(skipped('not_wanted'))
  })

  test('what is only a warning by now', () => {
    const rules = policy({ required: [{ ...stages, severity: 'warning' }] })
    expect(decide(planned('prod'), { Stage: 'prod' }, rules)).toEqual(skipped('not_wanted'))
  })

  test('a key whose twin appeared', () => {
    const rules = policy({ required: [stages], aliases: { Phase: 'Stage' } })
    expect(decide(planned(null), { stage: 'test' }, rules)).toEqual(skipped('new_violation'))
  })

  test('one tag of several, and the others are written', () => {
    const rules = policy({ required: [stages, 'Owner'] })
    const tags = [...planned('prod').tags, { key: 'Owner', value: 'web', was: null }]
    const { writes, skipped: left } = decide(planned('prod', { tags }), { Stage: 'test' }, rules)
    expect([writes.map(({ key }) => key), left.map(({ key }) => key)]).toEqual([['Owner'], ['Stage']])
  })
})

describe('a batch', () => {
  const many = (count: number, fields: Partial<PlannedWrite> = {}) =>
    Array.from({ length: count }, (_, at) => planned('prod', { id: `${place.id}${at}`, ...fields }))

  test('has at most 20 resources, and each is in one', () => {
    const changes = many(41)
    const batches = batchesOf(changes)
    expect(batches.map(({ length }) => length)).toEqual([20, 20, 1])
    expect(batches.flat()).toEqual(changes)
  })

  test('is of one region, and of equal tags', () => {
    const tags = [{ key: 'Stage', value: 'test', was: 'prod' }]
    const batches = batchesOf([...many(1), ...many(1, { region: 'us-east-1' }), ...many(1, { tags })])
    expect(batches).toHaveLength(3)
  })
})
