import { describe, expect, test } from 'vitest'
import { inputLimits, inspectInput } from '../../server/guards/input.ts'

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

describe('what is within its limits passes', () => {
  const cases: [what: string, value: unknown][] = [
    ['nothing', undefined],
    ['the longest text', 'x'.repeat(100_000)],
    ['the longest list', Array(1000).fill(0)],
    ['the deepest nesting', nested(32)],
    ['a policy', { required_tags: [{ name: 'Owner', applies_to: ['ec2:instance'] }] }],
  ]
  test.each(cases)('%s', (_what, value) => {
    expect(inspectInput(value, inputLimits)).toBeNull()
  })
})

describe('what is beyond them is named', () => {
  const cases: [value: unknown, reason: string, message: string][] = [
    [
      { a: 'x'.repeat(100_001) },
      'string_length',
      'The arguments hold a text of 100001 characters; the most is 100000.',
    ],
    [
      { ['k'.repeat(100_001)]: 1 },
      'string_length',
      'The arguments hold a text of 100001 characters; the most is 100000.',
    ],
    [{ a: [Array(1001).fill(0)] }, 'array_length', 'The arguments hold a list of 1001 items; the most is 1000.'],
    [nested(40), 'depth', 'The arguments are nested more than 32 levels deep.'],
    [nested(200_000), 'depth', 'The arguments are nested more than 32 levels deep.'],
    [Array(1000).fill(Array(30).fill(0)), 'size', 'The arguments hold more than 20000 values.'],
  ]
  test.each(cases)('%#', (value, reason, message) => {
    expect(inspectInput(value, inputLimits)).toEqual({ reason, message })
  })
})
