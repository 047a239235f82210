import { describe, expect, test } from 'vitest'
import { costOf, demoByTheBook, idsOf, type Judged } from '../support/demo-by-the-book.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call, pages } = server
const { audit, snapshot, judged, violating } = await demoByTheBook(server)

type Group = { readonly key: string; readonly violating: number; readonly score: number; readonly costUsd: number }
type Answer = {
  readonly auditId: string
  readonly score: number
  readonly totals: Record<string, number>
  readonly topTypes: readonly Group[]
  readonly listed: { readonly total: number; readonly monthlyCost: number }
  readonly resources: readonly (Judged & { monthlyCost: number | null })[]
  readonly nextCursor: string | null
}
const check = (given: object = {}) => ask<Answer>('check_tag_compliance', given)
const rowsOf = async (given: object) =>
  (await pages<Answer>('check_tag_compliance', { limit: 200, ...given })).flatMap(({ resources }) => resources)
const count = (verdict: string) => judged.filter((one) => one.verdict === verdict).length

describe('of the whole estate it says', () => {
  test('score, totals and the evidence for them', async () => {
    const compliant = count('compliant')
    const unknown = count('unknown')
    const all = compliant + violating.length + unknown
    expect(await check()).toMatchObject({
      ...{ status: 'ready', auditId: audit.id, snapshot: { id: snapshot.id, takenAt: snapshot.takenAt } },
      policy: { hash: audit.policyHash, version: '1.0', problem: null },
      ...{ score: compliant / (compliant + violating.length), scoreLow: compliant / all },
      ...{ scoreHigh: (compliant + unknown) / all, scoreReason: null, completeness: audit.summary.completeness },
      totals: {
        ...{ resources: judged.length, compliant, violating: violating.length, unknown, exempt: count('exempt') },
        ...{ pending: count('pending'), notApplicable: count('not_applicable') },
      },
    })
  })

  test('the worst types, by dollars', async () => {
    const { topTypes } = await check()
    const databases = violating.filter(({ type }) => type === 'rds:db')
    const shown = topTypes.find(({ key }) => key === 'rds:db')
    expect(shown).toMatchObject({ violating: databases.length, costUsd: expect.closeTo(costOf(databases), 2) })
    expect(topTypes.map(({ costUsd }) => costUsd)).toEqual(
      topTypes.map(({ costUsd }) => costUsd).toSorted(dearestFirst),
    )
  })

  test('what could not be seen', async () => {
    const { unseen } = await ask<{ unseen: { cells: number; first: object[] } }>('check_tag_compliance')
    expect(unseen.first).toHaveLength(unseen.cells)
    expect(unseen.first).toContainEqual(expect.objectContaining({ type: 'redshift:cluster', status: 'denied' }))
  })
})

const dearestFirst = (a: number, b: number) => b - a

describe('the violating resources are listed', () => {
  test('page by page, each once, dearest first', async () => {
    const rows = await rowsOf({ limit: 100 })
    expect(idsOf(rows).toSorted()).toEqual(idsOf(violating).toSorted())
    const costs = rows.map(({ monthlyCost }) => monthlyCost ?? 0)
    expect(costs).toEqual(costs.toSorted(dearestFirst))
  })

  test('in the order of the snapshot, if asked', async () => {
    expect(idsOf(await rowsOf({ order: 'snapshot' }))).toEqual(idsOf(violating))
  })

  test('50 at a time unless asked otherwise', async () => {
    expect((await check()).resources).toHaveLength(50)
    expect((await check({ limit: 3 })).resources).toHaveLength(3)
  })

  test('with each violation, in full with what was found and expected', async () => {
    const [first] = violating.toSorted((a, b) => (b.monthlyCost ?? 0) - (a.monthlyCost ?? 0))
    const brief = first?.violations.map(({ tag, rule, severity }) => ({ tag, rule, severity }))
    expect((await check({ limit: 1 })).resources[0]?.violations).toEqual(brief)
    expect((await check({ limit: 1, detail: 'full' })).resources[0]?.violations).toEqual(first?.violations)
  })
})

describe('a filter chooses what is listed and leaves score and totals', () => {
  const cases: [string, object, (one: Judged) => boolean][] = [
    ['type', { types: ['ec2:instance'] }, ({ type }) => type === 'ec2:instance'],
    ['service', { types: ['rds:*'] }, ({ type }) => type.startsWith('rds:')],
    ['region', { regions: ['eu-central-1'] }, ({ region }) => region === 'eu-central-1'],
    [
      'severity',
      { severity: 'warning' },
      ({ violations }) => violations.some(({ severity }) => severity === 'warning'),
    ],
    ['tag', { tags: ['CostCenter'] }, ({ violations }) => violations.some(({ tag }) => tag === 'CostCenter')],
  ]
  test.each(cases)('by %s', async (_name, filter, matches) => {
    const wanted = violating.filter(matches)
    expect(idsOf(await rowsOf(filter)).toSorted()).toEqual(idsOf(wanted).toSorted())
    const { listed, totals } = await check(filter)
    expect(listed).toEqual({ total: wanted.length, monthlyCost: expect.closeTo(costOf(wanted), 1) })
    expect(totals).toEqual((await check()).totals)
  })

  test('by account', async () => {
    const account = violating[0]?.account
    const wanted = violating.filter((one) => one.account === account)
    expect((await check({ accounts: [account] })).listed.total).toBe(wanted.length)
  })
})

describe('refuses', () => {
  test.each([
    ['a type of severity that is none', { severity: 'erorr' }, /Did you mean "error"/],
    ['an argument that is none', { region: ['eu-west-1'] }, /Did you mean "regions"/],
    ['more rows than 200', { limit: 201 }, /at most 200/],
    ['a cursor of somebody else', { cursor: 'bm9uc2Vuc2U' }, /none of ours/],
  ])('%s', async (_name, given, message) => {
    expect(await call('check_tag_compliance', given)).toMatchObject({
      ok: false,
      message: expect.stringMatching(message),
    })
  })

  test('a cursor with other filters than it was made with', async () => {
    const { nextCursor: cursor } = await check({ limit: 1 })
    const refusal = await call('check_tag_compliance', { cursor, types: ['rds:*'] })
    expect(refusal).toMatchObject({ ok: false, code: 'bad_usage', message: 'The cursor belongs to another list.' })
  })
})

test('a cursor goes on with its audit when there is a newer one', async () => {
  const first = await check({ limit: 100 })
  const { auditId } = await ask<{ auditId: string }>('start_audit')
  expect(await server.untilEnded(auditId)).toBe('completed')
  expect((await check()).auditId).toBe(auditId)
  const second = await check({ limit: 100, cursor: first.nextCursor })
  expect(second.auditId).toBe(first.auditId)
  expect(idsOf(first.resources)).not.toContain(second.resources[0]?.id)
})
