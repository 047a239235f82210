import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { evaluate } from '../../server/core/evaluate.ts'
import { loadPolicy } from '../../server/core/policy.ts'
import { compileRules } from '../../server/core/rules.ts'
import { costOf, demoByTheBook } from '../support/demo-by-the-book.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call } = server
const { audit, judged, violating } = await demoByTheBook(server)
const now = Date.parse(audit.evaluatedAt)
const file = JSON.parse(readFileSync('policies/tagging_policy.json', 'utf8'))

type Side = { readonly score: number; readonly totals: Record<string, number> }
type Flip = { readonly from: string; readonly to: string; readonly resources: number; readonly costUsd: number }
type Answer = {
  readonly before: Side
  readonly after: Side
  readonly flips: readonly Flip[]
  readonly changedPolicyHash: string
  readonly policyChanges: readonly { readonly what: string; readonly name: string }[]
}
const simulate = (given: object) => ask<Answer>('simulate_policy', given)

/** Who would violate another policy, judged one by one. */
function violatingBy(policy: object) {
  const loaded = loadPolicy(JSON.stringify(policy), now)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const rules = compileRules(loaded.policy)
  return judged.filter((resource) => evaluate(rules, resource, now).verdict === 'violating')
}

test('a tag that becomes mandatory: score, flips and their dollars', async () => {
  const { before, after, flips } = await simulate({ require: ['Project'] })
  const [project, ...optional] = file.optional_tags
  const then = violatingBy({
    ...file,
    required_tags: [...file.required_tags, { ...project, severity: 'error' }],
    optional_tags: optional,
  })
  expect([before.totals.violating, after.totals.violating]).toEqual([violating.length, then.length])
  const newly = then.filter(({ verdict }) => verdict === 'compliant')
  const flip = flips.find(({ from, to }) => from === 'compliant' && to === 'violating')
  expect(flip).toMatchObject({ resources: newly.length, costUsd: expect.closeTo(costOf(newly), 2) })
})

test('a rule that goes away', async () => {
  const { after, policyChanges } = await simulate({ drop: ['CostCenter'] })
  const required_tags = file.required_tags.filter(({ name }: { name: string }) => name !== 'CostCenter')
  expect(after.totals.violating).toBe(violatingBy({ ...file, required_tags }).length)
  expect(policyChanges).toMatchObject([{ change: 'removed', name: 'CostCenter' }])
})

test('a whole policy', async () => {
  const policy = { version: '2', required_tags: [{ name: 'Owner' }] }
  const { after } = await simulate({ policy })
  expect(after.totals.violating).toBe(violatingBy(policy).length)
})

test('the policy in force changes nothing', async () => {
  const { before, after, flips, changedPolicyHash } = await simulate({ policy: file })
  expect([after, flips, changedPolicyHash]).toEqual([before, [], audit.policyHash])
})

test('who is affected, by type, account and owner', async () => {
  const { affected } = await ask<{ affected: Record<string, object[]> }>('simulate_policy', { require: ['Project'] })
  expect(Object.keys(affected)).toEqual(['types', 'accounts', 'owners'])
  expect(affected.owners?.[0]).toMatchObject({ key: expect.any(String), newlyViolating: expect.any(Number) })
})

test('what was asked is not kept: the next answer is by the policy in force', async () => {
  await simulate({ require: ['Project'] })
  expect(await ask('get_tagging_policy')).toMatchObject({ policy: { hash: audit.policyHash } })
})

test.each([
  ['no change at all', {}, 'bad_usage', /Give edits/],
  ['edits of a whole policy', { drop: ['Owner'], policy: file }, 'bad_usage', /Give edits/],
  ['a rule to drop that is none', { drop: ['Onwer'] }, 'invalid_policy', /no rule on "Onwer"/],
  ['a policy that does not load', { policy: { version: '1', required: [] } }, 'invalid_policy', /required/],
  ['a rule with a bad pattern', { require: [{ name: 'A', validation_regex: '(' }] }, 'invalid_policy', /regex/],
])('refuses %s', async (_name, given, code, message) => {
  const refusal = await call('simulate_policy', given)
  expect(refusal).toMatchObject({ ok: false, code, message: expect.stringMatching(message) })
})
