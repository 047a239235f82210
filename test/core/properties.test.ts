import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatArn, parseArn } from '../../server/core/arn.ts'
import { evaluate, verdicts } from '../../server/core/evaluate.ts'
import { explain } from '../../server/core/explain.ts'
import { readInventoryItem } from '../../server/core/inventory.ts'
import { loadPolicy, printPolicy, readPolicy } from '../../server/core/policy.ts'
import { compileRules } from '../../server/core/rules.ts'
import { scoreOf, type Totals } from '../../server/core/totals.ts'
import { arbitraryPolicyFile, arbitraryResource, judgedAt } from '../support/arbitraries.ts'
import { instance, load, loaded, now, policy } from '../support/builders.ts'
import { changeAt, placesOf, respelledKey, turnAround } from '../support/respell.ts'

const file = arbitraryPolicyFile()
const nobody = { partition: '', service: '', region: '', account: '', resource: '' }

describe('any policy', () => {
  test('of the generator loads', () => {
    fc.assert(
      fc.property(file, (fields) => {
        expect(load(fields)).toMatchObject({ ok: true })
      }),
    )
  })

  test('keeps its hash in another order and layout', () => {
    fc.assert(
      fc.property(file, fc.constantFrom(0, 2, '\t'), (fields, indent) => {
        const text = JSON.stringify(turnAround(fields), null, indent)
        expect(loadPolicy(text, now)).toMatchObject({ policy: { hash: loaded(fields).policy.hash } })
      }),
    )
  })

  test('printed and read again is the same policy', () => {
    fc.assert(
      fc.property(file, (fields) => {
        const { policy: once } = loaded(fields)
        expect(loadPolicy(printPolicy(once), now)).toMatchObject({ ok: true, policy: once })
      }),
    )
  })

  test('gets another hash by any change of meaning', () => {
    const changed = file
      .chain((fields) =>
        fc.constantFrom(...placesOf(fields)).map((place) => [fields, changeAt(fields, place)] as const),
      )
      .map(([before, after]) => [readPolicy(before, now), readPolicy(after, now)] as const)
      .filter(([before, after]) => before.ok && after.ok && printPolicy(before.policy) !== printPolicy(after.policy))
    fc.assert(
      fc.property(changed, ([before, after]) => {
        expect(after).not.toMatchObject({ policy: { hash: before.ok && before.policy.hash } })
      }),
    )
  })

  test('judges any resource the same way twice, and explains it', () => {
    fc.assert(
      fc.property(file, arbitraryResource(), (fields, resource) => {
        const rules = compileRules(loaded(fields).policy)
        const evaluation = evaluate(rules, resource, judgedAt)
        expect(verdicts).toContain(evaluation.verdict)
        expect(evaluate(compileRules(loaded(fields).policy), resource, judgedAt)).toEqual(evaluation)
        expect(explain(rules, resource, judgedAt)).toMatchObject(evaluation)
      }),
    )
  })
})

describe('any JSON', () => {
  const anything = fc.jsonValue()
  const nearlyRule = fc.record(
    {
      name: anything,
      allowed_values: anything,
      validation_regex: fc.oneof(anything, fc.string()),
      applies_to: anything,
      required_when: fc.oneof(anything, fc.record({ tag: anything, in: anything }, { requiredKeys: [] })),
      severity: anything,
    },
    { requiredKeys: [] },
  )
  const nearlyPolicy = fc.record(
    {
      version: anything,
      required_tags: fc.oneof(anything, fc.array(nearlyRule)),
      optional_tags: fc.oneof(anything, fc.array(nearlyRule)),
      forbidden_tags: fc.oneof(anything, fc.array(nearlyRule)),
      aliases: anything,
      tag_naming_rules: anything,
      exemptions: fc.oneof(anything, fc.array(fc.record({ resources: anything, expires_at: fc.string() }))),
      scope: anything,
    },
    { requiredKeys: [] },
  )

  test('as a policy is loaded or refused with problems, never thrown at', () => {
    const text = fc.oneof(
      fc.string(),
      fc.oneof(anything, nearlyPolicy).map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(text, (json) => {
        const result = loadPolicy(json, now)
        expect(result.ok || result.problems.length > 0).toBe(true)
      }),
    )
  })

  test('as an inventory item is read or called bad, never thrown at', () => {
    const nearlyItem = fc.record(
      {
        id: fc.oneof(anything, fc.constant('arn:aws:ec2:eu-west-1:1:instance/i-1')),
        type: anything,
        tags: fc.oneof(anything, fc.dictionary(fc.string(), anything)),
        tagRead: anything,
        createdAt: anything,
        managed: anything,
        monthlyCost: anything,
        sources: anything,
        coverage: anything,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(anything, nearlyItem), (item) => {
        expect(['resource', 'coverage', 'bad']).toContain(readInventoryItem(item).kind)
      }),
    )
  })
})

describe('any totals', () => {
  const count = fc.nat({ max: 1_000_000 })
  const totals: fc.Arbitrary<Totals> = fc.record({
    resources: count,
    compliant: count,
    violating: count,
    unknown: count,
    exempt: count,
    pending: count,
    notApplicable: count,
    errors: count,
    warnings: count,
  })

  test('have a score between scoreLow and scoreHigh', () => {
    fc.assert(
      fc.property(
        totals.filter(({ compliant, violating }) => compliant + violating > 0),
        (all) => {
          const { score, scoreLow, scoreHigh } = scoreOf(all)
          expect(score).toBeGreaterThanOrEqual(scoreLow ?? Number.NaN)
          expect(score).toBeLessThanOrEqual(scoreHigh ?? Number.NaN)
        },
      ),
    )
  })

  test('never get a higher scoreLow by one more unreadable resource', () => {
    fc.assert(
      fc.property(
        totals.filter(({ compliant, violating, unknown }) => compliant + violating + unknown > 0),
        (all) => {
          const { scoreLow } = scoreOf({ ...all, unknown: all.unknown + 1 })
          expect(scoreLow).toBeLessThanOrEqual(scoreOf(all).scoreLow ?? Number.NaN)
        },
      ),
    )
  })
})

test('a key in other letters or with other separators is always reported, with the key found', () => {
  fc.assert(
    fc.property(respelledKey(), ({ name, key }) => {
      expect(evaluate(policy({ required: [name] }), instance({ tags: { [key]: 'x' } }), now).violations).toEqual([
        { tag: name, rule: 'key_case_mismatch', severity: 'error', found: 'x', foundKey: key },
      ])
    }),
  )
})

test('any ARN is printed as it was read', () => {
  const text = fc.stringMatching(/^arn:[a-z-]{1,4}:[a-z0-9]{1,4}:[a-z0-9-]{0,4}:[0-9]{0,4}:[a-z:/*]{1,12}$/)
  fc.assert(
    fc.property(text, (arn) => {
      expect(formatArn(parseArn(arn) ?? nobody)).toBe(arn)
    }),
  )
})
