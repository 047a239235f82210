import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { evaluate, isInForce } from '../../server/core/evaluate.ts'
import { diffPolicies } from '../../server/core/policy-diff.ts'
import { applyEdits, type PolicyEdits } from '../../server/core/policy-edits.ts'
import type { Resource } from '../../server/core/resource.ts'
import { compileRules, type Rules } from '../../server/core/rules.ts'
import { simulate } from '../../server/core/simulate.ts'
import { arbitraryPolicyFile, arbitraryResource, judgedAt } from '../support/arbitraries.ts'
import { instance, loaded, now, policy } from '../support/builders.ts'

const simulateOn = (resources: readonly Resource[], before: Rules, after: Rules) =>
  simulate(partsOf(resources), { before, after, now: judgedAt, coverage: [], ownerTag: 'Owner' })

const rules = policy({ required: ['Owner'], optional: [{ name: 'CostCenter', validation_regex: 'CC-\\d+' }] })

function edited(edits: PolicyEdits): Rules {
  const result = applyEdits(rules.policy.document, edits, now)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return compileRules(result.policy)
}

const namesOf = ({ policy: { document } }: Rules) => ({
  required: document.required_tags.map(({ name }) => name),
  optional: document.optional_tags.map(({ name }) => name),
  forbidden: document.forbidden_tags.map(({ name }) => name),
})

describe('what if CostCenter became mandatory', () => {
  const resources = [
    instance({ id: 'a', tags: { Owner: 'x' }, monthlyCost: 100 }),
    instance({ id: 'b', tags: { Owner: 'x', CostCenter: 'CC-1' }, monthlyCost: 10 }),
    instance({ id: 'c', tags: {}, monthlyCost: 1, account: '9' }),
    instance({ id: 'd', tags: null }),
  ]
  const result = simulateOn(resources, rules, edited({ require: ['CostCenter'] }))

  test('is told by the totals of both', () => {
    expect(result.before.totals).toMatchObject({ compliant: 2, violating: 1, unknown: 1 })
    expect(result.after.totals).toMatchObject({ compliant: 1, violating: 2, unknown: 1 })
  })

  test('by the resources that get another verdict, and their dollars', () => {
    expect(result.flips).toEqual([{ from: 'compliant', to: 'violating', resources: 1, costUsd: 100 }])
  })

  test('by the violations that come and go', () => {
    expect(result.violations).toEqual([{ tag: 'CostCenter', rule: 'missing', severity: 'error', added: 2, removed: 0 }])
  })

  test('by who is affected', () => {
    const group = { resources: 1, newlyViolating: 1, noLongerViolating: 0, costUsd: 100 }
    expect(result.affected).toEqual({
      types: [{ key: 'ec2:instance', ...group }],
      accounts: [{ key: '111122223333', ...group }],
      owners: [{ key: 'x', ...group }],
    })
  })

  test('and by the change of the policy in words', () => {
    expect(result.policyChanges).toEqual([
      {
        change: 'changed',
        what: 'tag',
        name: 'CostCenter',
        words: 'standing required, was optional; severity error, was warning',
      },
    ])
  })
})

describe('an edit', () => {
  test('makes an optional tag a required one, with the fields it has and those given', () => {
    const [, rule] = edited({ require: [{ name: 'CostCenter', applies_to: ['rds:*'] }] }).policy.document.required_tags
    expect(rule).toMatchObject({ validation_regex: 'CC-\\d+', applies_to: ['rds:*'], severity: 'error' })
  })

  test('adds a required tag, changes one in its place, drops one, forbids one', () => {
    expect(namesOf(edited({ require: ['Team'] })).required).toEqual(['Owner', 'Team'])
    expect(namesOf(edited({ require: ['Team', { name: 'Owner', allow_empty: true }] })).required).toEqual([
      'Owner',
      'Team',
    ])
    expect(namesOf(edited({ drop: ['Owner'] }))).toEqual({ required: [], optional: ['CostCenter'], forbidden: [] })
    expect(namesOf(edited({ forbid: ['CostCenter'] }))).toEqual({
      ...{ required: ['Owner'], optional: [], forbidden: ['CostCenter'] },
    })
  })

  test('changes the grace period', () => {
    expect(edited({ gracePeriodHours: 48 }).gracePeriodMs).toBe(48 * 3_600_000)
  })

  test('that names no rule is refused, with what was probably meant', () => {
    expect(applyEdits(rules.policy.document, { drop: ['Ownr'] }, now)).toMatchObject({
      ok: false,
      problems: [{ path: 'drop[0]', suggestion: 'Owner' }],
    })
  })

  test('that makes a policy no file could hold is refused', () => {
    const broken = { require: [{ name: 'Team', allowed_valuse: ['a'] }] }
    expect(applyEdits(rules.policy.document, broken, now)).toMatchObject({
      problems: [{ path: 'required_tags[1].allowed_valuse', code: 'unknown_field', suggestion: 'allowed_values' }],
    })
  })

  test('of nothing is the same policy', () => {
    expect(edited({}).policy.hash).toBe(rules.policy.hash)
  })
})

describe('the difference of two policies', () => {
  const wordsOf = (before: object, after: object) =>
    diffPolicies(loaded(before).policy, loaded(after).policy).map(
      ({ change, what, name, words }) => `${change} ${what} ${name}: ${words}`,
    )

  test('names rules that came, went and changed', () => {
    const before = { required_tags: [{ name: 'Owner' }, { name: 'Env', allowed_values: ['a', 'b'] }] }
    const after = {
      required_tags: [{ name: 'Env', allowed_values: ['b', 'c'], severity: 'warning' }],
      forbidden_tags: [{ name: 'tmp', reason: 'Temporary stays.' }],
    }
    expect(wordsOf(before, after)).toEqual([
      'removed tag Owner: required',
      'changed tag Env: allowed values now also c; allowed values no longer a; severity warning, was error',
      'added tag tmp: forbidden; reason "Temporary stays."',
    ])
  })

  test('names aliases, exemptions and settings', () => {
    const exemption = { id: 'EX-1', resources: ['*'], reason: 'moving', expires_at: '2027-01-01T00:00:00Z' }
    expect(wordsOf({ aliases: { env: 'Env' } }, { exemptions: [exemption], scope: { regions: ['eu-*'] } })).toEqual([
      'removed alias env: stands for Env',
      'changed setting scope.regions: value eu-*, was nothing',
      'added exemption EX-1: expires at 2027-01-01T00:00:00.000Z; reason moving; resources *',
    ])
  })

  test('tells rules of one name apart by their types', () => {
    const rule = (severity: string, type: string) => ({ name: 'Owner', applies_to: [type], severity })
    const before = { required_tags: [rule('error', 'ec2:*'), rule('error', 'rds:*')] }
    const after = { required_tags: [rule('error', 'ec2:*'), rule('warning', 'rds:*')] }
    expect(wordsOf(before, after)).toEqual(['changed tag Owner: severity warning, was error'])
  })
})

const estate = fc.array(arbitraryResource(), { maxLength: 10 })

describe('for any two policies', () => {
  test('what is said of flips and violations is what judging one by one says', () => {
    fc.assert(
      fc.property(arbitraryPolicyFile(), arbitraryPolicyFile(), estate, (one, other, resources) => {
        const [before, after] = [one, other].map((file) => compileRules(loaded(file).policy)) as [Rules, Rules]
        const result = simulateOn(resources, before, after)
        const pairs = resources.map((resource) => [
          evaluate(before, resource, judgedAt),
          evaluate(after, resource, judgedAt),
        ])
        const flipped = pairs.filter(([a, b]) => a?.verdict !== b?.verdict)
        expect(result.flips.reduce((sum, flip) => sum + flip.resources, 0)).toBe(flipped.length)
        const inForce = (at: 0 | 1) =>
          pairs.flatMap(
            (pair) => pair[at]?.violations.filter((one) => isInForce(pair[at]?.verdict ?? 'unknown', one)) ?? [],
          )
        const net = result.violations.reduce((sum, { added, removed }) => sum + added - removed, 0)
        expect(net).toBe(inForce(1).length - inForce(0).length)
      }),
    )
  })

  test('nothing changes under the same policy', () => {
    fc.assert(
      fc.property(arbitraryPolicyFile(), estate, (file, resources) => {
        const any = compileRules(loaded(file).policy)
        const none = { types: [], accounts: [], owners: [] }
        expect(simulateOn(resources, any, any)).toMatchObject({
          ...{ flips: [], violations: [], policyChanges: [], affected: none },
        })
      }),
    )
  })

  test('a difference means another hash', () => {
    fc.assert(
      fc.property(arbitraryPolicyFile(), arbitraryPolicyFile(), (one, other) => {
        const [a, b] = [loaded(one).policy, loaded(other).policy]
        expect(a.hash === b.hash && diffPolicies(a, b).length > 0).toBe(false)
      }),
    )
  })
})
