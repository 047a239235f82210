import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { targetKeys } from '../../stacks/config-keys.ts'

test.each(Object.keys(targetKeys))('docs/deploy/%s.md leads to the runbook for an up that was cut off', (target) => {
  const page = readFileSync(new URL(`../../docs/deploy/${target}.md`, import.meta.url), 'utf8')
  expect(page).toContain('(../runbooks/interrupted-up.md)')
  // Written once, there.
  expect(page).not.toContain('pulumi cancel')
})
