import { describe, expect, test } from 'vitest'
import { type Part, partsOf } from '../../server/core/columns.ts'
import { verdicts } from '../../server/core/evaluate.ts'
import { PartJudge } from '../../server/core/part-judge.ts'
import type { Resource } from '../../server/core/resource.ts'
import type { Rules } from '../../server/core/rules.ts'
import { day, hour, instance, isoAt, now, policy } from '../support/builders.ts'

const partOf = (resources: readonly Resource[]): Part => partsOf(resources).next().value as Part

function verdictsOf(rules: Rules, ...resources: Resource[]) {
  return [...new PartJudge(rules, now).judge(partOf(resources)).verdictIds].map((id) => verdicts[id])
}

/** What the row's outcome rests on; `null` where tags were not judged. */
function outcomesOf(rules: Rules, ...resources: Resource[]) {
  const judge = new PartJudge(rules, now)
  return [...judge.judge(partOf(resources)).outcomeIds].map((id) => judge.outcomes[id] ?? null)
}

const owned = { tags: { Owner: 'x' } }
const ownerRule = () => policy({ required: ['Owner'] })

describe('the verdict of a row is', () => {
  test('compliant with all required tags, violating with an error, unknown where tags could not be read', () => {
    expect(verdictsOf(ownerRule(), instance(owned), instance(), instance({ tags: null }))).toEqual([
      'compliant',
      'violating',
      'unknown',
    ])
  })

  test('compliant with warnings only', () => {
    const rules = policy({ required: [{ name: 'Owner', severity: 'warning' }] })
    expect(verdictsOf(rules, instance())).toEqual(['compliant'])
  })

  test('not applicable for a type without required tags, read or not', () => {
    const rules = policy({ required: [{ name: 'Owner', applies_to: ['rds:*'] }] })
    expect(verdictsOf(rules, instance(), instance({ tags: null }), instance({ type: 'rds:db' }))).toEqual([
      'not_applicable',
      'not_applicable',
      'violating',
    ])
  })

  test('violating for an error even where no tag is required', () => {
    expect(
      verdictsOf(policy({ forbidden: [{ name: 'temp', severity: 'error' }] }), instance({ tags: { temp: '' } })),
    ).toEqual(['violating'])
  })

  test('not applicable for what somebody else manages', () => {
    expect(verdictsOf(ownerRule(), instance({ managed: true }), instance())).toEqual(['not_applicable', 'violating'])
  })

  test('not applicable outside the scope: account, region, type, or excluded id', () => {
    const scope = { accounts: ['1*'], regions: ['eu-*'], types: ['ec2:*'], exclude: ['*sandbox*'] }
    const rules = policy({ required: ['Owner'], scope })
    expect(
      verdictsOf(
        rules,
        instance(),
        instance({ account: '2' }),
        instance({ region: 'us-east-1' }),
        instance({ type: 'rds:db' }),
        instance({ id: 'my-sandbox-1' }),
      ),
    ).toEqual(['violating', 'not_applicable', 'not_applicable', 'not_applicable', 'not_applicable'])
  })

  test('the same in a long part as in a short one', () => {
    const many = Array.from({ length: 700 }, (_, at) => instance(at % 7 === 0 ? owned : {}))
    expect(verdictsOf(ownerRule(), ...many)).toEqual(many.map((_, at) => (at % 7 === 0 ? 'compliant' : 'violating')))
  })

  test('taken for each type where two types share their tags', () => {
    const rules = policy({
      required: [
        { name: 'Owner', applies_to: ['ec2:*'] },
        { name: 'Team', applies_to: ['rds:*'] },
      ],
    })
    const database = instance({ ...owned, type: 'rds:db' })
    expect(verdictsOf(rules, instance(owned), database, instance(owned), database)).toEqual([
      'compliant',
      'violating',
      'compliant',
      'violating',
    ])
  })
})

describe('a resource with an error is pending', () => {
  const rules = () => policy({ required: ['Owner'], grace_period_hours: 24 })
  const created = (at: number) => instance({ createdAt: isoAt(at) })

  test('until its grace period is over', () => {
    expect(
      verdictsOf(rules(), created(now), created(now - day + 1), created(now - day), created(now - 2 * day)),
    ).toEqual(['pending', 'pending', 'violating', 'violating'])
  })

  test('also when it seems to come from the future', () => {
    expect(verdictsOf(rules(), created(now + 9 * day))).toEqual(['pending'])
  })

  test('but not when its age is unknown, nor without a grace period', () => {
    expect(verdictsOf(rules(), instance())).toEqual(['violating'])
    expect(verdictsOf(ownerRule(), created(now + hour))).toEqual(['violating'])
  })

  test('and a young one without an error is what an old one is', () => {
    expect(verdictsOf(rules(), instance({ ...owned, createdAt: isoAt(now) }))).toEqual(['compliant'])
  })
})

describe('a live exemption', () => {
  const exempting = (...exemptions: object[]) =>
    policy({
      required: ['Owner', { name: 'Team', severity: 'warning', weight: 2 }],
      tag_naming_rules: { max_key_length: 5 },
      exemptions: exemptions.map((one) => ({ reason: 'old', expires_at: '2099-01-01', ...one })),
    })

  test('that covers all errors makes a resource exempt, and takes its violations out of force', () => {
    const rules = exempting({ resources: ['spared-*'] })
    const spared = instance({ id: 'spared-1', tags: { too_long: '' } })
    expect(verdictsOf(rules, spared, instance())).toEqual(['exempt', 'violating'])
    expect(outcomesOf(rules, spared)).toMatchObject([
      {
        hasViolations: true,
        inForce: [],
        errors: 0,
        warnings: 0,
        naming: 0,
        judgement: { errors: 1, warnings: 2, naming: 1 },
      },
    ])
  })

  test('of some tags covers these only', () => {
    const rules = exempting({ resources: ['*'], tags: ['Team', 'too_long'] })
    const resource = instance({ tags: { too_long: '', as_long: '' } })
    expect(verdictsOf(rules, resource)).toEqual(['violating'])
    expect(outcomesOf(rules, resource)).toMatchObject([
      { inForce: [{ tag: 'Owner', rule: 'missing' }], errors: 1, warnings: 1, naming: 1 },
    ])
  })

  test.each([
    ['one of some tags', [{ tags: ['too_long'] }], 1],
    ['two of one tag each', [{ tags: ['too_long'] }, { tags: ['as_long'] }], 0],
    ['one of another tag', [{ tags: ['short'] }], 2],
    ['one of all tags beside one of some', [{ tags: ['short'] }, {}], 0],
  ])('leaves broken naming rules outside it in force: %s', (_which, fields, expected) => {
    const rules = exempting(...fields.map((one) => ({ resources: ['*'], ...one })))
    const resources = [instance(), instance({ tags: { short: '', too_long: '', as_long: '' } })]
    expect(outcomesOf(rules, ...resources).map((outcome) => outcome?.naming)).toEqual([0, expected])
  })

  test('joins others: two that cover one tag each cover both', () => {
    const rules = policy({
      required: ['Owner', 'Team'],
      exemptions: [
        { resources: ['a*'], tags: ['Owner'], reason: 'old', expires_at: '2099-01-01' },
        { resources: ['*1'], tags: ['Team'], reason: 'old', expires_at: '2099-01-01' },
      ],
    })
    expect(
      verdictsOf(rules, instance({ id: 'a1' }), instance({ id: 'a2' }), instance({ id: 'b1' }), instance({ id: 'b2' })),
    ).toEqual(['exempt', 'violating', 'violating', 'violating'])
  })

  test('leaves the resources alone that it does not name', () => {
    const rules = exempting({ resources: ['spared-*'], tags: ['Owner'] })
    expect(outcomesOf(rules, instance({ id: 'other', tags: { too_long: '' } }))).toMatchObject([
      { inForce: [{ tag: 'Owner' }, { tag: 'Team' }], errors: 1, warnings: 2, naming: 1 },
    ])
  })

  test('no longer counts from the moment it ends', () => {
    const until = (at: number) => exempting({ resources: ['*'], expires_at: isoAt(at) })
    expect(verdictsOf(until(now + 1), instance())).toEqual(['exempt'])
    expect(verdictsOf(until(now), instance())).toEqual(['violating'])
  })

  test('changes nothing of a resource without violations', () => {
    const rules = exempting({ resources: ['*'] })
    const fine = instance({ tags: { Owner: 'x', Team: 'y' } })
    expect(verdictsOf(rules, fine)).toEqual(['compliant'])
    expect(outcomesOf(rules, fine)).toMatchObject([{ hasViolations: false, inForce: [], errors: 0, warnings: 0 }])
  })

  test('makes warnings only neither exempt nor in force', () => {
    const rules = exempting({ resources: ['*'] })
    const resource = instance({ tags: { Owner: 'x' } })
    expect(verdictsOf(rules, resource)).toEqual(['compliant'])
    expect(outcomesOf(rules, resource)).toMatchObject([{ hasViolations: true, inForce: [], errors: 0, warnings: 0 }])
  })

  test('keeps apart what types without required tags say', () => {
    const rules = policy({
      required: [{ name: 'Owner', applies_to: ['ec2:*'], severity: 'warning' }],
      forbidden: [{ name: 'temp', severity: 'warning' }],
      exemptions: [{ resources: ['*'], reason: 'old', expires_at: '2099-01-01' }],
    })
    const tags = { Owner: 'x', temp: '' }
    expect(verdictsOf(rules, instance({ tags }), instance({ tags, type: 'rds:db' }), instance({ tags }))).toEqual([
      'compliant',
      'not_applicable',
      'compliant',
    ])
  })
})

describe('outcomes', () => {
  test('are shared by rows that got the same answer, and numbered in order', () => {
    const judge = new PartJudge(ownerRule(), now)
    const part = partOf([instance(), instance(owned), instance({ tags: { Team: 'x' } }), instance({ tags: null })])
    expect([...judge.judge(part).outcomeIds]).toEqual([0, 1, 0, -1])
    expect(judge.outcomes.map(({ index }) => index)).toEqual([0, 1])
  })

  test('stay the same from part to part', () => {
    const judge = new PartJudge(ownerRule(), now)
    judge.judge(partOf([instance(), instance(owned)]))
    expect([...judge.judge(partOf([instance(owned), instance()])).outcomeIds]).toEqual([1, 0])
  })

  test('with the same findings are two for a type with required tags and one without', () => {
    const rules = policy({ required: [{ name: 'Owner', applies_to: ['ec2:*'], severity: 'warning' }] })
    const judge = new PartJudge(rules, now)
    const part = partOf([instance(owned), instance({ ...owned, type: 'rds:db' })])
    expect([...judge.judge(part).outcomeIds]).toEqual([0, 1])
  })

  test('of rows under different exemptions are apart', () => {
    const rules = policy({
      required: ['Owner', 'Team'],
      exemptions: [
        { resources: ['a*'], tags: ['Owner'], reason: 'old', expires_at: '2099-01-01' },
        { resources: ['b*'], tags: ['Team'], reason: 'old', expires_at: '2099-01-01' },
      ],
    })
    const outcomes = outcomesOf(rules, instance({ id: 'a' }), instance({ id: 'b' }))
    expect(outcomes.map((outcome) => outcome?.inForce.map(({ tag }) => tag))).toEqual([['Team'], ['Owner']])
  })

  test('of rows under the same exemptions are one', () => {
    const rules = policy({
      required: ['Owner'],
      exemptions: [{ resources: ['a*'], reason: 'old', expires_at: '2099-01-01' }],
    })
    expect([
      ...new PartJudge(rules, now).judge(partOf([instance({ id: 'a1' }), instance({ id: 'a2' })])).outcomeIds,
    ]).toEqual([1, 1])
  })

  test('may be any number', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const subsets = Array.from({ length: 128 }, (_, bits) =>
      instance({ tags: Object.fromEntries(names.filter((_name, at) => bits & (1 << at)).map((name) => [name, 'x'])) }),
    )
    const all = verdictsOf(policy({ required: names }), ...subsets)
    expect(all.map((verdict) => verdict === 'compliant')).toEqual([...Array(127).fill(false), true])
  })
})
