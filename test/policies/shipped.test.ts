import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadPolicy } from '../../server/core/policy.ts'

const folder = new URL('../../policies/', import.meta.url)
const load = (file: string) => loadPolicy(readFileSync(new URL(file, folder), 'utf8'), Date.parse('2026-11-21'))

test.each(['examples/minimal.json', 'examples/finops-strict.json'])('the example %s loads without a word', (file) => {
  expect(load(file)).toMatchObject({ ok: true, warnings: [] })
})

test('the served policy loads; its one warning is the exemption that ran out', () => {
  const loaded = load('tagging_policy.json')
  expect(loaded.ok).toBe(true)
  expect(loaded.warnings.map(({ path, code }) => [path, code])).toEqual([
    ['exemptions[1].expires_at', 'expired_exemption'],
  ])
})
