import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { targetKeys } from '../../stacks/config-keys.ts'

const targets = Object.entries(targetKeys).map(([target, { shape }]) => ({ target, keys: Object.keys(shape) }))

test.each(targets)('docs/deploy/$target.md names every setting of its target', ({ target, keys }) => {
  const page = readFileSync(new URL(`../../docs/deploy/${target}.md`, import.meta.url), 'utf8')
  expect(keys.filter((key) => !page.includes(`tagwarden:${target}.${key}\``) && !page.includes(`\`.${key}\``))).toEqual(
    [],
  )
})
