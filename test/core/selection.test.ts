import { describe, expect, test } from 'vitest'
import { keepPart, partsOf } from '../../server/core/columns.ts'
import { verdicts } from '../../server/core/evaluate.ts'
import { listResources } from '../../server/core/listing.ts'
import { type JudgedPart, PartJudge } from '../../server/core/part-judge.ts'
import type { Resource } from '../../server/core/resource.ts'
import type { Rules } from '../../server/core/rules.ts'
import { type Selection, Selector } from '../../server/core/selection.ts'
import { instance, now, policy } from '../support/builders.ts'

const rules = () =>
  policy({
    required: ['Owner', { name: 'Team', severity: 'warning' }],
    exemptions: [{ resources: ['spared'], reason: 'old', expires_at: '2099-01-01' }],
  })

const everything: Selection = {
  ...{ verdicts, types: null, accounts: null, regions: null, severity: null, tags: null },
  ...{ untagged: false, minMonthlyCost: 0, order: 'snapshot' },
}

/** Every list of resources is a part of its own. */
function select(lists: readonly (readonly Resource[])[], selection: Partial<Selection>, offset = 0, limit = 100) {
  const own: Rules = rules()
  const judge = new PartJudge(own, now)
  const selector = new Selector({ ...everything, ...selection }, own, now)
  const parts = lists.flatMap((resources) => [...partsOf(resources)].map(keepPart))
  const judged = parts.map((part) => judge.judge(part))
  for (const [at, part] of parts.entries()) selector.add(part, judged[at] as JudgedPart, judge)
  return selector.page(
    offset,
    limit,
    (at) => parts[at] as (typeof parts)[number],
    (at) => judged[at] as JudgedPart,
  )
}

const ids = (resources: readonly Resource[], selection: Partial<Selection>) =>
  select([resources], selection).rows.map(({ resource }) => resource.id)

const estate = [
  instance({ id: 'good', tags: { Owner: 'x', Team: 'y' }, monthlyCost: 10 }),
  instance({ id: 'bad', tags: {}, monthlyCost: 5 }),
  instance({ id: 'warned', tags: { Owner: 'x' }, type: 'ec2:volume', monthlyCost: 20 }),
  instance({ id: 'unread', tags: null, account: '9' }),
  instance({ id: 'spared', tags: { 'aws:x': 'y' }, type: 'rds:db', region: 'us-east-1', monthlyCost: 1 }),
]

describe('a selection', () => {
  test('of everything is every resource, in the order of the snapshot, with what they cost', () => {
    const page = select([estate], {})
    expect(page).toMatchObject({ total: 5, monthlyCost: 36 })
    expect(page.rows.map(({ resource, verdict }) => [resource.id, verdict])).toEqual([
      ['good', 'compliant'],
      ['bad', 'violating'],
      ['warned', 'compliant'],
      ['unread', 'unknown'],
      ['spared', 'exempt'],
    ])
  })

  test('gives whole resources and their violations', () => {
    expect(select([estate], { verdicts: ['violating'] }).rows).toEqual([
      {
        resource: estate[1],
        verdict: 'violating',
        violations: [
          { tag: 'Owner', rule: 'missing', severity: 'error' },
          { tag: 'Team', rule: 'missing', severity: 'warning' },
        ],
      },
    ])
  })

  test.each<[string, Partial<Selection>, string[]]>([
    ['may be of one verdict', { verdicts: ['unknown'] }, ['unread']],
    ['may be of several', { verdicts: ['unknown', 'exempt'] }, ['unread', 'spared']],
    ['of no verdict is empty', { verdicts: [] }, []],
    ['may be of types', { types: ['rds:db', 'ec2:volume'] }, ['warned', 'spared']],
    ['may be of a whole service', { types: ['ec2:*'] }, ['good', 'bad', 'warned', 'unread']],
    ['may be of all types', { types: ['*'] }, ['good', 'bad', 'warned', 'unread', 'spared']],
    ['takes no star elsewhere', { types: ['ec2*', 'rds:d*', '*:db'] }, []],
    ['takes the whole name of a service', { types: ['ec:*'] }, []],
    ['may be of accounts', { accounts: ['9'] }, ['unread']],
    ['may be of regions', { regions: ['us-east-1'] }, ['spared']],
    ['must match in all of these', { regions: ['us-east-1'], types: ['ec2:*'] }, []],
    ['of an empty list is empty', { types: [] }, []],
    ['may be of errors', { severity: 'error' }, ['bad', 'spared']],
    ['may be of warnings', { severity: 'warning' }, ['bad', 'warned', 'spared']],
    ['may be of tags', { tags: ['Owner'] }, ['bad', 'spared']],
    ['may be of tags and a severity', { tags: ['Owner'], severity: 'warning' }, []],
    ['may be of what is untagged: the provider’s own tags do not count', { untagged: true }, ['bad', 'spared']],
    [
      'may be of what is untagged and has errors',
      { untagged: true, verdicts: ['violating'], severity: 'error' },
      ['bad'],
    ],
    ['may be of what costs at least so much', { minMonthlyCost: 10 }, ['good', 'warned']],
    ['puts the dearest first when asked to', { order: 'cost' }, ['warned', 'good', 'bad', 'spared', 'unread']],
  ])('%s', (_rule, selection, expected) => {
    expect(ids(estate, selection)).toEqual(expected)
  })

  test('of a severity or tags lists only violations of these', () => {
    const tagsOf = (selection: Partial<Selection>) =>
      select([estate], { verdicts: ['violating'], ...selection }).rows.map(({ violations }) =>
        violations.map(({ tag }) => tag),
      )
    expect(tagsOf({ severity: 'error' })).toEqual([['Owner']])
    expect(tagsOf({ tags: ['Team'] })).toEqual([['Team']])
  })

  test('tells an untagged resource from one with a tag beside the provider’s', () => {
    const mixed = [
      instance({ id: 'own', tags: { 'aws:x': '', Owner: '' } }),
      instance({ id: 'none', tags: { 'aws:x': '', 'aws:y': '' } }),
    ]
    expect(ids(mixed, { untagged: true })).toEqual(['none'])
  })
})

describe('a page', () => {
  test('begins and ends where it is asked to, and knows the whole', () => {
    const page = select([estate], {}, 1, 2)
    expect(page.rows.map(({ resource }) => resource.id)).toEqual(['bad', 'warned'])
    expect(page).toMatchObject({ total: 5, monthlyCost: 36 })
    expect(select([estate], {}, 5, 2).rows).toEqual([])
  })

  test('goes over several parts', () => {
    const page = select([estate.slice(0, 2), estate.slice(2)], { order: 'cost' }, 0, 3)
    expect(page.rows.map(({ resource, verdict }) => [resource.id, verdict])).toEqual([
      ['warned', 'compliant'],
      ['good', 'compliant'],
      ['bad', 'violating'],
    ])
  })
})

describe('a listing', () => {
  const list = (severity: 'error' | 'warning' | null) => {
    const own = rules()
    const judge = new PartJudge(own, now)
    return [...partsOf(estate)].flatMap((part) => [
      ...listResources(part, judge.judge(part), judge, { rules: own, now, severity }),
    ])
  }
  const place = { type: 'ec2:instance', account: '111122223333', region: 'eu-west-1' }

  test('has every resource with its place, its verdict and its violations', () => {
    expect(list(null).slice(0, 2)).toEqual([
      { id: 'good', ...place, verdict: 'compliant', violations: [] },
      {
        ...{ id: 'bad', ...place, verdict: 'violating' },
        violations: [
          { tag: 'Owner', rule: 'missing', severity: 'error' },
          { tag: 'Team', rule: 'missing', severity: 'warning' },
        ],
      },
    ])
  })

  test('by severity keeps every resource, with violations of this severity only', () => {
    expect(list('warning').map(({ id, violations }) => [id, violations.map(({ tag }) => tag)])).toEqual([
      ['good', []],
      ['bad', ['Team']],
      ['warned', ['Team']],
      ['unread', []],
      ['spared', ['Team']],
    ])
  })
})
