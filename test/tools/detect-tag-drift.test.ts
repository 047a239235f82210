import { describe, expect, test } from 'vitest'
import { demoHistory } from '../../server/sources/demo/index.ts'
import { demoByTheBook } from '../support/demo-by-the-book.ts'
import { openServices, startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call, pages } = server
const { audit, snapshot, judged } = await demoByTheBook(server)

type Change = {
  readonly id: string
  readonly type: string
  readonly change: string
  readonly tag?: string
  readonly before?: string | null
  readonly after?: string | null
  readonly severity: string
}
type Answer = {
  readonly before: { readonly id: string; readonly takenAt: string }
  readonly after: { readonly id: string; readonly takenAt: string }
  readonly totals: Record<string, number>
  readonly listed: number
  readonly notSeen: number
  readonly notSeenBefore: number
  readonly changes: readonly Change[]
  readonly nextCursor: string | null
}
const drift = (given: object = {}) => ask<Answer>('detect_tag_drift', given)

const weekAgo = [...demoHistory(new Date(audit.evaluatedAt))].at(-8)
const since = weekAgo?.day
const old = new Map(weekAgo?.resources.map((resource) => [resource.id, resource]))
const now = new Map(judged.map((resource) => [resource.id, resource]))

/** Tags that were there and are different or gone. */
const lost = judged.flatMap(({ id, tags }) =>
  Object.entries(old.get(id)?.tags ?? {})
    .filter(([key, value]) => tags !== null && tags[key] !== value)
    .map(([tag, before]) => ({ id, tag, before, after: tags?.[tag] ?? null })),
)

test('every change has its true before and after', async () => {
  const all = (await pages<Answer>('detect_tag_drift', { since, limit: 200 })).flatMap(({ changes }) => changes)
  const found = all.filter(({ change }) => change === 'tag_changed' || change === 'tag_removed')
  const facts = found.map(({ id, tag, before, after }) => ({ id, tag, before, after }))
  expect(facts).toEqual(expect.arrayContaining(lost))
  expect(facts).toHaveLength(lost.length)
})

test('what came and what went is counted, apart from what may have been there unseen', async () => {
  const { totals, notSeen, notSeenBefore } = await drift({ since })
  const came = judged.filter(({ id }) => !old.has(id)).length
  const went = [...old.keys()].filter((id) => !now.has(id)).length
  expect([(totals.added ?? 0) + notSeenBefore, (totals.removed ?? 0) + notSeen]).toEqual([came, went])
  expect(notSeenBefore).toBe(1)
})

test('by default the snapshot of seven days ago and the newest', async () => {
  const { before, after } = await drift()
  expect(after).toEqual({ id: snapshot.id, takenAt: snapshot.takenAt })
  expect(Date.parse(after.takenAt) - Date.parse(before.takenAt)).toBeGreaterThanOrEqual(7 * 86_400_000)
})

test('pages have each row once, in the order of ids', async () => {
  const all = (await pages<Answer>('detect_tag_drift', { since, limit: 60 })).flatMap(({ changes }) => changes)
  const keys = all.map(({ id, tag = '', change }) => `${id} ${tag} ${change}`)
  expect(new Set(keys).size).toBe((await drift({ since })).listed)
  expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted())
})

describe('lists only', () => {
  test('changes of a tag', async () => {
    const { changes, totals } = await drift({ since, tags: ['Owner'] })
    expect(new Set(changes.map(({ tag }) => tag))).toEqual(new Set(['Owner']))
    expect(totals).toEqual((await drift({ since })).totals)
  })

  test('changes of a severity', async () => {
    const { changes } = await drift({ since, severity: 'critical' })
    expect(new Set(changes.map(({ severity }) => severity))).toEqual(new Set(['critical']))
  })

  test('changes of a type', async () => {
    const { changes } = await drift({ since, types: ['ec2:*'] })
    expect(changes.filter(({ type }) => !type.startsWith('ec2:'))).toEqual([])
    expect(changes.length).toBeGreaterThan(0)
  })
})

test('a cursor goes on with its two snapshots when there is a newer one', async () => {
  const first = await drift({ limit: 10 })
  const { auditId } = await ask<{ auditId: string }>('start_audit')
  expect(await server.untilEnded(auditId)).toBe('completed')
  const second = await drift({ limit: 10, cursor: first.nextCursor })
  expect([second.before, second.after]).toEqual([first.before, first.after])
  expect((await drift({ limit: 10 })).after.id).not.toBe(first.after.id)
})

test.each([
  ['what is no date', { since: 'yesterday' }, 'bad_usage'],
  ['an end before the beginning', { since: '2026-02-01', until: '2026-01-01' }, 'bad_usage'],
  ['a time before the first snapshot', { since: '2001-01-01' }, 'not_found'],
  ['a cursor that is none', { cursor: 'abc' }, 'bad_usage'],
  ['a severity that is none', { severity: 'error' }, 'invalid_arguments'],
])('refuses %s', async (_name, given, code) => {
  expect(await call('detect_tag_drift', given)).toMatchObject({ ok: false, code })
})

test('refuses a cursor with other filters than it was made with', async () => {
  const { nextCursor: cursor } = await drift({ since, limit: 1 })
  expect(await call('detect_tag_drift', { cursor, tags: ['Owner'] })).toMatchObject({ code: 'bad_usage' })
})

test('a single snapshot is no drift of nothing, but an error', async () => {
  const young = await openServices({ ESTATE: 'test/tools/two-buckets.ndjson' })
  await young.start()
  expect(await young.call('detect_tag_drift')).toMatchObject({ ok: false, code: 'not_found' })
})
