// The same random policies and resources on every run.

import fc from 'fast-check'
import { loadPolicy, type Policy } from '../../../server/core/policy.ts'
import type { Resource } from '../../../server/core/resource.ts'
import { arbitraryPolicyFile, arbitraryResource, judgedAt } from '../../support/arbitraries.ts'

export const seed = 20_260_601
const resourceCount = 1000

export function samplePolicies(count: number): Policy[] {
  return fc.sample(arbitraryPolicyFile(), { seed, numRuns: count }).map((file) => {
    const loaded = loadPolicy(JSON.stringify(file), judgedAt)
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    return loaded.policy
  })
}

/** No id twice. */
export function sampleResources(
  isWanted: (resource: Resource) => boolean,
  map = (one: Resource, _index: number) => one,
) {
  const sampled = fc.sample(arbitraryResource(), { seed, numRuns: resourceCount * 12 })
  const unique = new Map(
    sampled
      .map(map)
      .filter(isWanted)
      .map((one) => [one.id, one]),
  )
  const resources = [...unique.values()].slice(0, resourceCount)
  if (resources.length < resourceCount) throw new Error(`only ${resources.length} resources`)
  return resources
}
