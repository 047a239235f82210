import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { PartJudge } from '../../server/core/part-judge.ts'
import type { CoverageCell, Resource } from '../../server/core/resource.ts'
import type { Rules } from '../../server/core/rules.ts'
import { costOf, countOf, Tally } from '../../server/core/tally.ts'
import { day, instance, isoAt, now, policy } from '../support/builders.ts'

/** Every list of resources is a part of its own. */
function summary(rules: Rules, lists: readonly (readonly Resource[])[], reported: readonly CoverageCell[] = []) {
  const judge = new PartJudge(rules, now)
  const tally = new Tally(judge)
  for (const resources of lists) for (const part of partsOf(resources)) tally.add(part, judge.judge(part))
  return tally.summarise(reported)
}

const owned = { tags: { Owner: 'x' } }
const bare = { tags: {} }
const place = { account: '111122223333', region: 'eu-west-1', type: 'ec2:instance' }
const noDollars = [0, 0, 0, 0, 0, 0]

describe('a cell is one type in one region of one account', () => {
  const ownerRule = () => policy({ required: ['Owner'] })

  test('with its verdicts, their dollars and its unreadable resources', () => {
    const resources = [
      instance({ ...owned, monthlyCost: 5 }),
      instance({ ...bare, monthlyCost: 7 }),
      instance({ ...bare, monthlyCost: 0.5 }),
      instance({ tags: null, monthlyCost: 2 }),
      instance({ ...owned, managed: true, monthlyCost: 3 }),
    ]
    expect(summary(ownerRule(), [resources]).cells).toEqual([
      { ...place, counts: [1, 2, 1, 0, 0, 1], costUsd: [5, 7.5, 2, 0, 0, 3], unreadable: 1 },
    ])
  })

  test('and another type, region or account is another cell, in the order they occur', () => {
    const resources = [
      instance(owned),
      instance({ ...bare, account: '9' }),
      instance({ ...owned, region: 'us-east-1' }),
      instance({ ...bare, type: 's3:bucket' }),
      instance(owned),
    ]
    expect(summary(ownerRule(), [resources]).cells).toEqual([
      { ...place, counts: [2, 0, 0, 0, 0, 0], costUsd: noDollars, unreadable: 0 },
      { ...place, account: '9', counts: [0, 1, 0, 0, 0, 0], costUsd: noDollars, unreadable: 0 },
      { ...place, region: 'us-east-1', counts: [1, 0, 0, 0, 0, 0], costUsd: noDollars, unreadable: 0 },
      { ...place, type: 's3:bucket', counts: [0, 1, 0, 0, 0, 0], costUsd: noDollars, unreadable: 0 },
    ])
  })

  test('which several parts share, whatever numbers they give to places', () => {
    const first = [instance({ ...owned, region: 'us-east-1', account: '9', type: 'rds:db' }), instance(owned)]
    const second = [instance(bare), instance({ ...bare, region: 'us-east-1', account: '9', type: 'rds:db' })]
    expect(summary(ownerRule(), [first, second]).cells).toEqual([
      {
        account: '9',
        region: 'us-east-1',
        type: 'rds:db',
        counts: [1, 1, 0, 0, 0, 0],
        costUsd: noDollars,
        unreadable: 0,
      },
      { ...place, counts: [1, 1, 0, 0, 0, 0], costUsd: noDollars, unreadable: 0 },
    ])
  })

  test('and there may be any number of them', () => {
    const resources = Array.from({ length: 300 }, (_, at) => [
      instance({ ...owned, region: `r-${at}`, monthlyCost: 1 }),
      instance({ tags: null, region: `r-${at}`, monthlyCost: 2 }),
    ]).flat()
    const { cells } = summary(ownerRule(), [resources])
    expect(cells).toEqual(
      Array.from({ length: 300 }, (_, at) => ({
        ...{ ...place, region: `r-${at}` },
        ...{ counts: [1, 0, 1, 0, 0, 0], costUsd: [1, 0, 2, 0, 0, 0], unreadable: 1 },
      })),
    )
  })

  test('whose counts and dollars can be asked for by verdict', () => {
    const cell = { ...place, counts: [1, 2, 3, 4, 5, 6], costUsd: [10, 20, 30, 40, 50, 60], unreadable: 0 }
    expect([countOf(cell, 'compliant'), countOf(cell, 'pending'), countOf(cell, 'not_applicable')]).toEqual([1, 5, 6])
    expect([costOf(cell, 'compliant'), costOf(cell, 'pending'), costOf(cell, 'not_applicable')]).toEqual([10, 50, 60])
  })
})

describe('totals', () => {
  test('count verdicts over all cells, and violations in force by severity', () => {
    const rules = policy({
      required: ['Owner', { name: 'Team', severity: 'warning' }],
      exemptions: [{ resources: ['spared'], reason: 'old', expires_at: '2099-01-01' }],
      grace_period_hours: 24,
    })
    const resources = [
      instance({ tags: { Owner: 'x', Team: 'y' } }),
      instance({ tags: { Owner: 'x' }, region: 'us-east-1' }),
      instance(bare),
      instance({ ...bare, id: 'spared' }),
      instance({ ...bare, createdAt: isoAt(now - day + 1) }),
      instance({ tags: null }),
      instance({ ...bare, managed: true }),
    ]
    expect(summary(rules, [resources])).toMatchObject({
      totals: {
        resources: 7,
        ...{ compliant: 2, violating: 1, unknown: 1, exempt: 1, pending: 1, notApplicable: 1 },
        ...{ errors: 1, warnings: 2 },
      },
      score: 2 / 3,
      scoreLow: 0.5,
      scoreHigh: 0.75,
      scoreReason: null,
    })
  })

  test('of nothing are zero, without a score', () => {
    expect(summary(policy({ required: ['Owner'] }), [])).toEqual({
      totals: {
        ...{ resources: 0, compliant: 0, violating: 0, unknown: 0, exempt: 0, pending: 0, notApplicable: 0 },
        ...{ errors: 0, warnings: 0 },
      },
      ...{ score: null, scoreLow: null, scoreHigh: null, scoreReason: 'no_resources_in_scope' },
      ...{ costScore: null, completeness: null, coverage: [], cells: [], rules: [] },
    })
  })

  test('hold for any number of different answers', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const subsets = Array.from({ length: 128 }, (_, bits) =>
      instance({ tags: Object.fromEntries(names.filter((_name, at) => bits & (1 << at)).map((name) => [name, 'x'])) }),
    )
    const { totals, rules } = summary(policy({ required: names }), [
      subsets,
      subsets.map((one) => ({ ...one, monthlyCost: 2 })),
    ])
    expect(totals).toMatchObject({ resources: 256, compliant: 2, violating: 254, errors: 896 })
    expect(rules.map(({ violations, costUsd }) => [violations, costUsd])).toEqual(names.map(() => [128, 128]))
  })
})

describe('the share of the dollars on compliant resources', () => {
  const costScore = (...resources: Resource[]) => summary(policy({ required: ['Owner'] }), [resources]).costScore

  test('is taken of judged resources only', () => {
    const unknown = instance({ tags: null, monthlyCost: 1000 })
    expect(costScore(instance({ ...owned, monthlyCost: 30 }), instance({ ...bare, monthlyCost: 10 }), unknown)).toBe(
      0.75,
    )
  })

  test('counts a resource of unknown cost as nothing', () => {
    expect(costScore(instance({ ...owned, monthlyCost: 30 }), instance(bare))).toBe(1)
  })

  test('is null where no cost is known', () => {
    expect(costScore(instance(owned), instance(bare))).toBeNull()
  })

  test('is null where what was judged costs nothing', () => {
    expect(costScore(instance({ ...owned, monthlyCost: 0 }), instance({ tags: null, monthlyCost: 9 }))).toBeNull()
  })

  test('is zero where only violating resources cost anything', () => {
    expect(costScore(instance(owned), instance({ ...bare, monthlyCost: 10 }))).toBe(0)
  })
})

describe('violations by rule', () => {
  const rulesOf = (rules: Rules, ...resources: Resource[]) => summary(rules, [resources]).rules

  test('come heaviest first: weight times violations', () => {
    const rules = policy({
      required: [
        { name: 'Light', weight: 1 },
        { name: 'Heavy', weight: 4 },
        { name: 'Mid', weight: 2 },
      ],
    })
    const error = { rule: 'missing', severity: 'error' }
    expect(
      rulesOf(
        rules,
        instance({ ...bare, monthlyCost: 3 }),
        instance({ tags: { Heavy: 'x', Mid: 'x' }, monthlyCost: 1 }),
      ),
    ).toEqual([
      { tag: 'Heavy', ...error, weight: 4, violations: 1, costUsd: 3 },
      { tag: 'Light', ...error, weight: 1, violations: 2, costUsd: 4 },
      { tag: 'Mid', ...error, weight: 2, violations: 1, costUsd: 3 },
    ])
  })

  test('are added up over everything that breaks the same rule with the same severity', () => {
    const rules = policy({
      required: [
        { name: 'Owner', applies_to: ['ec2:*'] },
        { name: 'Owner', applies_to: ['rds:*'], severity: 'warning' },
        { name: 'Team', severity: 'warning' },
      ],
    })
    const database = instance({ tags: { Team: 'x' }, type: 'rds:db' })
    expect(
      rulesOf(
        rules,
        instance(bare),
        instance({ tags: { Team: 'x' } }),
        instance({ tags: { Owner: ' ', Team: 'x' } }),
        database,
      ),
    ).toEqual([
      { tag: 'Owner', rule: 'missing', severity: 'error', weight: 1, violations: 2, costUsd: 0 },
      { tag: 'Team', rule: 'missing', severity: 'warning', weight: 1, violations: 1, costUsd: 0 },
      { tag: 'Owner', rule: 'empty_value', severity: 'error', weight: 1, violations: 1, costUsd: 0 },
      { tag: 'Owner', rule: 'missing', severity: 'warning', weight: 1, violations: 1, costUsd: 0 },
    ])
  })

  test('put broken naming rules into one group, whatever the tag', () => {
    const rules = policy({ tag_naming_rules: { max_key_length: 3 } })
    const resources = [
      instance({ tags: { long1: '', long2: '', ok: '' }, monthlyCost: 2 }),
      instance({ tags: { long3: '' } }),
    ]
    expect(rulesOf(rules, ...resources)).toEqual([
      { tag: null, rule: 'naming', severity: 'warning', weight: 1, violations: 3, costUsd: 2 },
    ])
  })

  test('leave out pending resources and what a live exemption covers', () => {
    const rules = policy({
      required: ['Owner'],
      exemptions: [{ resources: ['spared'], reason: 'old', expires_at: '2099-01-01' }],
      grace_period_hours: 24,
    })
    expect(rulesOf(rules, instance({ ...bare, id: 'spared' }), instance({ ...bare, createdAt: isoAt(now) }))).toEqual(
      [],
    )
  })
})

describe('coverage', () => {
  test('has reported cells and those that occur, each once with its worst status', () => {
    const resources = [
      instance(owned),
      instance({ tags: null, type: 'rds:db' }),
      instance({ ...owned, type: 's3:bucket' }),
    ]
    const reported = [
      { ...place, status: 'ok' },
      { ...place, type: 's3:bucket', status: 'denied' },
      { ...place, type: 'sns:topic', status: 'timeout' },
    ] as const
    const { coverage, completeness } = summary(policy({ required: ['Owner'] }), [resources], reported)
    expect(coverage).toEqual([
      { ...place, status: 'ok', resources: 1 },
      { ...place, type: 'rds:db', status: 'partial', resources: 1 },
      { ...place, type: 's3:bucket', status: 'denied', resources: 1 },
      { ...place, type: 'sns:topic', status: 'timeout', resources: 0 },
    ])
    expect(completeness).toBe(0.25)
  })
})
