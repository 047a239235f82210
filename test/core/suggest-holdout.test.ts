// What `suggest-confidence.ts` claims, measured again on the half of the demo company kept for that.

import { describe, expect, test } from 'vitest'
import { confidenceOf } from '../../server/core/suggest-confidence.ts'
import { evidenceKinds } from '../../server/core/suggest-evidence.ts'
import { trials } from '../support/suggestion-holdout.ts'

const holdout = trials(1)
const made = holdout.filter(({ suggestion }) => suggestion.value !== null)

/** The lower end of Wilson's 95 % interval. */
function lowerBound(right: number, all: number): number {
  const z2 = 1.96 ** 2
  const share = right / all
  const spread = 1.96 * Math.sqrt((share * (1 - share) + z2 / (4 * all)) / all)
  return (share + z2 / (2 * all) - spread) / (1 + z2 / all)
}

describe.each(evidenceKinds)('suggestions resting on %s', (kind) => {
  const own = made.filter(({ suggestion }) => suggestion.evidence.some((one) => one.kind === kind))
  const right = own.filter(({ suggestion, truth }) => suggestion.value === truth)

  test('are right at least as often as claimed', () => {
    expect(own.length).toBeGreaterThanOrEqual(30)
    expect(right.length / own.length).toBeGreaterThanOrEqual(confidenceOf[kind])
  })

  test('are so many that chance does not explain it', () => {
    expect(lowerBound(right.length, own.length)).toBeGreaterThanOrEqual(confidenceOf[kind])
  })
})

test('most tags that can be known from the rest of the estate are suggested', () => {
  expect(made.length / holdout.length).toBeGreaterThan(0.7)
})

test('what is not suggested says why', () => {
  expect(
    holdout.filter(({ suggestion }) => (suggestion.value === null) !== (suggestion.abstained !== undefined)),
  ).toEqual([])
})
