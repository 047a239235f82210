import { expect, test } from 'vitest'
import { demoByTheBook } from '../support/demo-by-the-book.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call } = server
const { judged } = await demoByTheBook(server)
const byId = new Map(judged.map((one) => [one.id, one]))

type Tag = { key: string; value: string; was: string | null; confidence: number; evidence: readonly string[] }
type Change = { id: string; tags: readonly Tag[]; usdPerAction: number; completes: boolean; account: string }
type Plan = { hash: string; changes: readonly Change[]; possible: number; left: Record<string, number> }
const plan = (given: object = {}) => ask<Plan>('plan_remediation', given)

test('each change is of a violating resource, with evidence, and says what stands there', async () => {
  const { changes, possible } = await plan()
  expect(changes).toHaveLength(20)
  expect(possible).toBeGreaterThan(20)
  for (const { id, tags } of changes) {
    const resource = byId.get(id)
    expect(resource?.verdict).toBe('violating')
    for (const { key, was, evidence, confidence } of tags) {
      expect(resource?.tags?.[key] ?? null).toBe(was)
      expect(evidence.length).toBeGreaterThan(0)
      expect(confidence).toBeGreaterThanOrEqual(0.85)
    }
  }
})

test('the dearest a tag come first', async () => {
  const { changes } = await plan({ limit: 200 })
  const worth = changes.map(({ usdPerAction }) => usdPerAction)
  expect(worth).toEqual(worth.toSorted((a, b) => b - a))
})

test('the policy accepts every planned value', async () => {
  const { changes } = await plan()
  for (const { id, tags } of changes) {
    const { suggestions } = await ask<{ suggestions: { tag: string; value: string | null }[] }>('suggest_tags', { id })
    const suggested = new Map(suggestions.map(({ tag, value }) => [tag, value]))
    expect(tags.map(({ key }) => suggested.get(key))).toEqual(tags.map(({ value }) => value))
  }
})

test('equal plans have equal hashes, and another choice has another one', async () => {
  const { hash } = await plan()
  expect((await plan()).hash).toBe(hash)
  expect((await plan({ limit: 19 })).hash).not.toBe(hash)
})

test('filters narrow it', async () => {
  const [account = ''] = new Set((await plan()).changes.map((change) => change.account))
  const { changes } = await plan({ accounts: [account] })
  expect(new Set(changes.map((change) => change.account))).toEqual(new Set([account]))
  expect((await plan({ types: ['none:*'] })).changes).toEqual([])
})

test('a confidence beyond 1 is refused', async () => {
  expect(await call('plan_remediation', { minConfidence: 2 })).toMatchObject({ ok: false, code: 'invalid_arguments' })
})
