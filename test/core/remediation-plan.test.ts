import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { buildNeighbourIndex } from '../../server/core/neighbours.ts'
import { PartJudge } from '../../server/core/part-judge.ts'
import { RemediationPlanner } from '../../server/core/remediation-plan.ts'
import type { Resource } from '../../server/core/resource.ts'
import type { Places } from '../../server/core/selection.ts'
import { instance, now, policy } from '../support/builders.ts'

const rules = policy({ required: [{ name: 'Stage', allowed_values: ['production', 'test'] }] })
const everywhere: Places = { types: null, accounts: null, regions: null }
const arn = (name: string | number) => `arn:aws:ec2:eu-west-1:111122223333:instance/${name}`
const wrong = (name: string | number, fields: Partial<Resource> = {}) =>
  instance({ id: arn(name), tags: { Stage: 'prod' }, ...fields })

function draftOf(resources: readonly Resource[], { limit = 10, places = everywhere } = {}) {
  const parts = [...partsOf(resources)]
  const options = { rules, now, minConfidence: 0.5, places, limit }
  const planner = new RemediationPlanner(options, buildNeighbourIndex(rules, parts))
  const judge = new PartJudge(rules, now)
  for (const part of parts) planner.add(part, judge.judge(part))
  const { changes, ...rest } = planner.finish()
  return { ids: changes.map(({ id }) => id), ...rest }
}

describe('the draft of a plan', () => {
  test('has the worthiest changes, best first, and says how many are possible', () => {
    const resources = [1, 5, 3, 4, 2].map((monthlyCost) => wrong(monthlyCost, { monthlyCost }))
    expect(draftOf(resources, { limit: 3 })).toEqual({ ids: [arn(5), arn(4), arn(3)], possible: 5, left: {} })
  })

  test('misses none of them among many', () => {
    const resources = Array.from({ length: 50 }, (_, at) => wrong(at, { monthlyCost: (at * 7) % 50 }))
    const dearest = resources.toSorted((a, b) => (b.monthlyCost ?? 0) - (a.monthlyCost ?? 0)).slice(0, 2)
    expect(draftOf(resources, { limit: 2 })).toEqual({ ids: dearest.map(({ id }) => id), possible: 50, left: {} })
  })

  test('counts by reason what is not in it', () => {
    const resources = [wrong(1), instance({ id: arn(2) }), instance({ id: arn(3) }), wrong(4, { id: 'i-4' })]
    expect(draftOf(resources)).toEqual({ ids: [arn(1)], possible: 1, left: { no_evidence: 2, no_arn: 1 } })
  })

  test('leaves out what keeps the policy', () => {
    expect(draftOf([instance({ tags: { Stage: 'test' } })])).toEqual({ ids: [], possible: 0, left: {} })
  })

  test('is of the places that were asked for', () => {
    const resources = [wrong(1), wrong(2, { region: 'us-east-1' }), instance({ id: arn(3) })]
    const places = { ...everywhere, regions: ['us-east-1'] }
    expect(draftOf(resources, { places })).toEqual({ ids: [arn(2)], possible: 1, left: {} })
  })
})
