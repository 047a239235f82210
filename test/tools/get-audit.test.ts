import { describe, expect, test } from 'vitest'
import { demoByTheBook, idsOf, type Judged } from '../support/demo-by-the-book.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call, pages } = server
const { audit, violating } = await demoByTheBook(server)
const auditId = audit.id

type Answer = {
  readonly status: string
  readonly resources: readonly Judged[]
  readonly totals: Record<string, number>
  readonly nextCursor: string | null
}
const get = (given: object = {}) => ask<Answer>('get_audit', { auditId, ...given })

test('while it works it says how far it is and when to ask again', async () => {
  const { auditId: working } = await ask<{ auditId: string }>('start_audit')
  const answer = await get({ auditId: working })
  expect(answer).toMatchObject({ status: 'working', auditId: working, pollAfterMs: 1000, error: null })
  expect(await server.untilEnded(working)).toBe('completed')
})

test('when it is completed it says what check_tag_compliance said of it', async () => {
  expect(await get()).toMatchObject({
    ...{ status: 'completed', score: audit.summary.score, totals: audit.summary.totals },
    policy: { hash: audit.policyHash },
  })
})

test('its violating resources come page by page, each once', async () => {
  const all = (await pages<Answer>('get_audit', { auditId, limit: 150 })).flatMap(({ resources }) => resources)
  expect(idsOf(all).toSorted()).toEqual(idsOf(violating).toSorted())
})

test('in full with what was found', async () => {
  const [row] = (await get({ limit: 1, detail: 'full' })).resources
  expect(row?.violations).toEqual(violating.find(({ id }) => id === row?.id)?.violations)
})

test('an old audit stays what it was', async () => {
  const [, older] = await server.store.audits('demo', { until: `${audit.evaluatedAt.slice(0, 10)}`, limit: 2 })
  expect((await get({ auditId: older?.id })).totals).toEqual(older?.summary.totals)
})

describe('refuses', () => {
  test.each([
    ['a handle that is none', { auditId: 'aud_0-0' }, 'not_found'],
    ['no handle', { auditId: undefined }, 'invalid_arguments'],
    ['a cursor that is none', { cursor: 'W10' }, 'bad_usage'],
  ])('%s', async (_name, given, code) => {
    expect(await call('get_audit', { auditId, ...given })).toMatchObject({ ok: false, code })
  })

  test('a cursor of another audit', async () => {
    const [older] = await server.store.audits('demo', { until: audit.evaluatedAt.slice(0, 10), limit: 1 })
    const { nextCursor: cursor } = await get({ auditId: older?.id, limit: 1 })
    expect(await call('get_audit', { auditId, cursor })).toMatchObject({ ok: false, code: 'bad_usage' })
  })
})
