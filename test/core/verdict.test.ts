import { describe, expect, test } from 'vitest'
import { evaluate, isInForce } from '../../server/core/evaluate.ts'
import type { Resource } from '../../server/core/resource.ts'
import { day, hour, instance, isoAt, now, policy } from '../support/builders.ts'

const verdictOf = (rules: ReturnType<typeof policy>, fields: Partial<Resource> = {}) =>
  evaluate(rules, instance(fields), now).verdict

describe('not_applicable, with nothing listed', () => {
  const nothing = { verdict: 'not_applicable', violations: [] }

  test('a resource that the provider manages', () => {
    expect(evaluate(policy({ required: ['Owner'] }), instance({ managed: true }), now)).toEqual(nothing)
  })

  test('a managed resource whose tags could not be read', () => {
    expect(verdictOf(policy({ required: ['Owner'] }), { managed: true, tags: null })).toBe('not_applicable')
  })

  test('a resource that is explicitly not managed is judged', () => {
    expect(verdictOf(policy({ required: ['Owner'] }), { managed: false })).toBe('violating')
  })

  test.each<[string, object]>([
    ['another account', { accounts: ['999900001111'] }],
    ['another region', { regions: ['us-*'] }],
    ['another type', { types: ['rds:*'] }],
    ['an excluded id', { exclude: ['arn:aws:ec2:*:instance/*'] }],
  ])('a resource out of scope: %s', (_, scope) => {
    expect(evaluate(policy({ required: ['Owner'], scope }), instance(), now)).toEqual(nothing)
  })

  test.each<[string, object]>([
    ['no scope', {}],
    ['empty lists', { accounts: [], regions: [], types: [], exclude: [] }],
    ['the exact names', { accounts: ['111122223333'], regions: ['eu-west-1'], types: ['ec2:instance'] }],
    ['globs', { accounts: ['1111*'], regions: ['us-*', 'eu-*'], types: ['*:instance'], exclude: ['arn:aws:rds:*'] }],
  ])('with %s it is in scope', (_, scope) => {
    expect(verdictOf(policy({ required: ['Owner'], scope }))).toBe('violating')
  })

  test.each<[string[] | null, string]>([
    [null, 'violating'],
    [[], 'violating'],
    [['*'], 'violating'],
    [['eu-*', '*'], 'violating'],
    [['**'], 'not_applicable'],
    [['eu-*'], 'not_applicable'],
    [[''], 'not_applicable'],
  ])('an empty account or region matches only *: %j', (globs, expected) => {
    expect(verdictOf(policy({ required: ['Owner'], scope: { accounts: globs } }), { account: '' })).toBe(expected)
    expect(verdictOf(policy({ required: ['Owner'], scope: { regions: globs } }), { region: '' })).toBe(expected)
  })
})

describe('tags that could not be read', () => {
  test('are unknown where a required tag applies to the type', () => {
    expect(evaluate(policy({ required: ['Owner'] }), instance({ tags: null }), now)).toEqual({
      verdict: 'unknown',
      violations: [],
    })
  })

  test('are unknown also where the required tag is under a condition', () => {
    const rules = policy({ required: [{ name: 'Backup', required_when: { tag: 'Environment', equals: 'dr' } }] })
    expect(verdictOf(rules, { tags: null })).toBe('unknown')
  })

  test('are not_applicable where no required tag applies to the type', () => {
    const rules = policy({ required: [{ name: 'Owner', applies_to: ['rds:*'] }], forbidden: ['temp'] })
    expect(evaluate(rules, instance({ tags: null }), now)).toEqual({ verdict: 'not_applicable', violations: [] })
  })

  test('are never taken for no tags', () => {
    const rules = policy({ required: ['Owner'] })
    expect(verdictOf(rules, { tags: null })).not.toBe(verdictOf(rules, { tags: {} }))
  })
})

describe('with an error', () => {
  const grace = (hours: number) => policy({ required: ['Owner'], grace_period_hours: hours })
  const created = (ageMs: number) => ({ createdAt: isoAt(now - ageMs) })

  test('a resource is violating', () => {
    expect(verdictOf(policy({ required: ['Owner'] }))).toBe('violating')
  })

  test('it is violating though no required tag applies to its type', () => {
    const rules = policy({ required: [{ name: 'Owner', applies_to: ['rds:*'] }], forbidden: ['temp'] })
    expect(verdictOf(rules, { tags: { temp: '' } })).toBe('violating')
  })

  test.each<[string, number, string]>([
    ['just created', 0, 'pending'],
    ['a millisecond before the limit', 24 * hour - 1, 'pending'],
    ['exactly at the limit', 24 * hour, 'violating'],
    ['a millisecond after the limit', 24 * hour + 1, 'violating'],
    ['created tomorrow, so its age is 0', -day, 'pending'],
  ])('in a grace period of 24 hours: %s', (_, ageMs, expected) => {
    expect(verdictOf(grace(24), created(ageMs))).toBe(expected)
  })

  test('the grace period may be part of an hour', () => {
    expect(verdictOf(grace(0.5), created(hour / 2 - 1))).toBe('pending')
    expect(verdictOf(grace(0.5), created(hour / 2))).toBe('violating')
  })

  test('without a grace period nothing is pending, not even what is yet to be created', () => {
    expect(verdictOf(grace(0), created(0))).toBe('violating')
    expect(verdictOf(grace(0), created(-day))).toBe('violating')
  })

  test('of unknown age it is not pending', () => {
    expect(verdictOf(grace(24))).toBe('violating')
    expect(verdictOf(grace(1_000_000))).toBe('violating')
  })

  test('of an age that cannot be read it is not pending', () => {
    expect(verdictOf(grace(24), { createdAt: 'lately' })).toBe('violating')
  })

  test('exempt goes before pending', () => {
    const rules = policy({
      required: ['Owner'],
      grace_period_hours: 24,
      exemptions: [{ resources: ['*'], reason: 'r', expires_at: isoAt(now + 1) }],
    })
    expect(verdictOf(rules, created(0))).toBe('exempt')
  })
})

describe('without an error', () => {
  test('a resource is compliant', () => {
    expect(verdictOf(policy({ required: ['Owner'] }), { tags: { Owner: 'ada' } })).toBe('compliant')
  })

  test('warnings may be listed', () => {
    expect(evaluate(policy({ required: [{ name: 'Owner', severity: 'warning' }] }), instance(), now)).toEqual({
      verdict: 'compliant',
      violations: [{ tag: 'Owner', rule: 'missing', severity: 'warning' }],
    })
  })

  test('it is not_applicable if no required tag applies to its type, and warnings may be listed', () => {
    const rules = policy({ required: [{ name: 'Owner', applies_to: ['rds:*'] }], optional: ['Project'] })
    expect(evaluate(rules, instance({ tags: { Project: '' } }), now)).toEqual({
      verdict: 'not_applicable',
      violations: [{ tag: 'Project', rule: 'empty_value', severity: 'warning', found: '' }],
    })
  })

  test('a policy without required tags applies to nothing', () => {
    expect(verdictOf(policy({}))).toBe('not_applicable')
  })

  test('a condition that does not hold still counts as applying', () => {
    const rules = policy({ required: [{ name: 'Backup', required_when: { tag: 'Environment', equals: 'dr' } }] })
    expect(verdictOf(rules, { tags: { Environment: 'test' } })).toBe('compliant')
    expect(verdictOf(rules, { tags: {} })).toBe('compliant')
  })

  test('nothing is pending', () => {
    const rules = policy({ required: [{ name: 'Owner', severity: 'warning' }], grace_period_hours: 24 })
    expect(verdictOf(rules, { createdAt: isoAt(now) })).toBe('compliant')
  })
})

describe('a violation is in force', () => {
  const missing = { tag: 'Owner', rule: 'missing', severity: 'error' } as const

  test('on a violating resource, and as a warning on a compliant one', () => {
    expect(isInForce('violating', missing)).toBe(true)
    expect(isInForce('compliant', { ...missing, severity: 'warning' })).toBe(true)
    expect(isInForce('not_applicable', missing)).toBe(true)
  })

  test('again after its exemption has expired', () => {
    expect(isInForce('violating', { ...missing, exemptionExpired: 'EX-1' })).toBe(true)
  })

  test('not on a pending resource', () => {
    expect(isInForce('pending', missing)).toBe(false)
  })

  test('not when a live exemption covers it, whatever the verdict', () => {
    expect(isInForce('violating', { ...missing, exemption: 'EX-1' })).toBe(false)
    expect(isInForce('exempt', { ...missing, exemption: 'EX-1' })).toBe(false)
  })

  test('as a warning that no exemption covers on an exempt resource', () => {
    expect(isInForce('exempt', { ...missing, severity: 'warning' })).toBe(true)
  })
})
