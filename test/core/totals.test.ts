import { describe, expect, test } from 'vitest'
import { verdicts } from '../../server/core/evaluate.ts'
import { scoreOf, type Totals, totalsField } from '../../server/core/totals.ts'

const nothing: Totals = {
  resources: 0,
  compliant: 0,
  violating: 0,
  unknown: 0,
  exempt: 0,
  pending: 0,
  notApplicable: 0,
  errors: 0,
  warnings: 0,
}

describe('the score', () => {
  test('is compliant ÷ (compliant + violating), not rounded', () => {
    expect(scoreOf({ ...nothing, compliant: 2, violating: 1 }).score).toBe(2 / 3)
  })

  test('is 1 without a violating resource, 0 without a compliant one', () => {
    expect(scoreOf({ ...nothing, compliant: 1 }).score).toBe(1)
    expect(scoreOf({ ...nothing, violating: 1 }).score).toBe(0)
  })

  test('is not moved by what is exempt, pending, not applicable, or by the number of violations', () => {
    const { score, scoreLow, scoreHigh } = scoreOf({
      ...nothing,
      compliant: 1,
      violating: 3,
      exempt: 5,
      pending: 7,
      notApplicable: 9,
      errors: 11,
      warnings: 13,
    })
    expect([score, scoreLow, scoreHigh]).toEqual([0.25, 0.25, 0.25])
  })

  test('lies between what it is if every unknown resource is wrong, and if every one is fine', () => {
    expect(scoreOf({ ...nothing, compliant: 6, violating: 2, unknown: 2 })).toEqual({
      score: 0.75,
      scoreLow: 0.6,
      scoreHigh: 0.8,
      scoreReason: null,
    })
  })
})

describe('without a compliant and a violating resource there is no score, never 1, but a reason', () => {
  test.each<[Partial<Totals>, string]>([
    [{}, 'no_resources_in_scope'],
    [{ notApplicable: 3 }, 'no_resources_in_scope'],
    [{ exempt: 1 }, 'all_exempt_or_pending'],
    [{ pending: 1, notApplicable: 1 }, 'all_exempt_or_pending'],
    [{ exempt: 1, pending: 1 }, 'all_exempt_or_pending'],
    [{ unknown: 1 }, 'nothing_readable'],
    [{ unknown: 1, exempt: 1, pending: 1 }, 'nothing_readable'],
  ])('%j: %s', (totals, scoreReason) => {
    expect(scoreOf({ ...nothing, ...totals })).toMatchObject({ score: null, scoreReason })
  })

  test('its bounds are null only where nothing is unknown either', () => {
    expect(scoreOf(nothing)).toMatchObject({ scoreLow: null, scoreHigh: null })
    expect(scoreOf({ ...nothing, unknown: 1 })).toMatchObject({ scoreLow: 0, scoreHigh: 1 })
  })
})

test('every verdict is counted apart', () => {
  expect(verdicts.map((verdict) => totalsField[verdict])).toEqual([
    'compliant',
    'violating',
    'unknown',
    'exempt',
    'pending',
    'notApplicable',
  ])
})
