import { expect, test } from 'vitest'
import { verdicts } from '../../server/core/evaluate.ts'
import { demoByTheBook, type Judged } from '../support/demo-by-the-book.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call } = server
const { judged } = await demoByTheBook(server)

type Answer = {
  readonly verdict: string
  readonly why: string
  readonly rules: readonly { readonly tag: string; readonly outcome: string; readonly reason: string }[]
  readonly violations: Judged['violations']
  readonly resource: object
}
const explain = (id: string) => ask<Answer>('explain_verdict', { id })
const found = (matches: (one: Judged) => boolean) => judged.find(matches) as Judged // all of these occur

test.each(verdicts)('explains %s', async (verdict) => {
  const { id, type, account, region, tags, violations } = found((one) => one.verdict === verdict)
  expect(await explain(id)).toMatchObject({
    ...{ id, verdict, violations, omittedRules: 0 },
    resource: { type, account, region, tags },
    why: expect.stringMatching(/\w/),
  })
})

test('every violated tag is traced, and every tag that is fine', async () => {
  const { id, violations } = found((one) => one.verdict === 'violating')
  const { rules } = await explain(id)
  const violated = rules.filter(({ outcome }) => outcome === 'violated').map(({ tag }) => tag)
  expect(new Set(violated)).toEqual(new Set(violations.map(({ tag }) => tag)))
  expect(rules).toHaveLength(5)
})

test('a condition that does not hold is said', async () => {
  const { id } = found(({ type, tags }) => type === 'ec2:volume' && tags?.Environment === 'staging')
  const { rules } = await explain(id)
  const reason = 'its condition on Environment does not hold'
  expect(rules).toContainEqual({ tag: 'DataClass', outcome: 'not_demanded', reason })
})

test('an exemption in force is named, and so is one that has ended', async () => {
  const exempt = await explain(found(({ verdict }) => verdict === 'exempt').id)
  expect(exempt.violations).toContainEqual(expect.objectContaining({ exemption: 'EX-ARCHIVE' }))
  const legacy = await explain(found(({ id }) => id.includes(':db:legacy-')).id)
  expect(legacy.violations).toContainEqual(expect.objectContaining({ exemptionExpired: 'EX-LEGACY-DB' }))
})

test.each([
  ['a resource that is not there', { id: 'arn:aws:s3:::no-such-bucket' }, 'not_found'],
  ['what is no id', { id: '' }, 'invalid_arguments'],
  ['nothing', {}, 'invalid_arguments'],
])('refuses %s', async (_name, given, code) => {
  expect(await call('explain_verdict', given)).toMatchObject({ ok: false, code })
})
