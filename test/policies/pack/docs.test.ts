import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Rule, rules } from '../../../policies/pack/rules.ts'

const page = new URL('../../../docs/policy-pack.md', import.meta.url).pathname

const row = (rule: Rule) =>
  `| \`${rule.name}\` | ${rule.description} | ${'validateStack' in rule ? 'the whole stack' : 'each resource'} | ${rule.enforcementLevel} |`
const table = ['| rule | demands | looks at | level |', '|---|---|---|---|', ...rules.map(row)].join('\n')

test('docs/policy-pack.md has a row for every rule, as the rule has it; -u writes the table anew', async () => {
  const text = readFileSync(page, 'utf8')
  const current = text.replace(/(?<=<!-- rules -->\n)[\s\S]*(?=<!-- \/rules -->)/, `\n${table}\n\n`)
  expect(current).toContain(table)
  await expect(current).toMatchFileSnapshot(page)
})
test('docs/policy-pack.md names only rules that there are, in its example and its exceptions', () => {
  const known = new Set(rules.map(({ name }) => name))
  const text = readFileSync(page, 'utf8')
  const named = [...text.matchAll(/^ {2}"([a-z\d-]+)": /gm), ...text.matchAll(/^\| `([a-z\d]+(?:-[a-z\d]+)+)`/gm)]
  expect(named.length).toBeGreaterThan(rules.length)
  expect(named.map(([, name]) => name ?? '').filter((name) => !known.has(name))).toEqual([])
})
