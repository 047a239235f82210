import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadPolicy } from '../../server/core/policy.ts'
import { knownTypes } from '../../server/core/resource-types.ts'
import { startServices } from '../support/services.ts'

const { ask, call } = await startServices()
const text = readFileSync('policies/tagging_policy.json', 'utf8')
const file = JSON.parse(text)
const loaded = loadPolicy(text, Date.now())

type Named = { readonly name: string }
type Answer = {
  readonly required_tags: readonly Named[]
  readonly forbidden_tags: readonly Named[]
  readonly appliesTo: { readonly everyType: boolean; readonly types: readonly string[] }
}
const policy = () => ask<Answer>('get_tagging_policy')

test('shows the policy of the file, with its hash', async () => {
  const { required_tags, optional_tags, forbidden_tags, aliases, tag_naming_rules } = file
  expect(await policy()).toMatchObject({
    ...{ required_tags, optional_tags, forbidden_tags, aliases, tag_naming_rules, omitted: 0 },
    exemptions: [{ id: 'EX-ARCHIVE', expires_at: '2028-01-01T00:00:00.000Z' }, { id: 'EX-LEGACY-DB' }],
    policy: { hash: loaded.ok && loaded.policy.hash, version: '1.0', problem: null },
    grace_period_hours: 24,
  })
})

test('names the concrete types a policy without limits applies to', async () => {
  expect((await policy()).appliesTo).toEqual({ everyType: true, types: [...knownTypes] })
})

test('takes no arguments', async () => {
  expect(await call('get_tagging_policy', { tag: 'Owner' })).toMatchObject({
    ok: false,
    code: 'invalid_arguments',
    hint: 'It takes no arguments: {}',
  })
})
