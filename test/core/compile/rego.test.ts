import { expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import { loaded } from '../../support/builders.ts'

const compile = (file: object) => compilePolicy(loaded(file).policy.document, 'rego')
const tableOf = (file: object) => {
  const [, table = ''] = /\ntable := (\{[\s\S]*?\n\})\n/.exec(compile(file).files[0]?.text ?? '') ?? []
  return JSON.parse(table.replaceAll(/,(\s*[\]}])/g, '$1'))
}
const lossesOf = (file: object): string[] => compile(file).losses.map(({ rule, path }) => `${rule} ${path}`.trim())

test('it is one package with the table of the rules before the program', () => {
  const [file] = compile({ required_tags: [{ name: 'Owner' }] }).files
  expect(file?.name).toBe('tagwarden.rego')
  expect(file?.text).toContain('package tagwarden\n\nimport rego.v1\n\ntable := {')
  expect(file?.text).toContain('verdict := "not_applicable" if not judged_at_all')
})

test('patterns match the whole value unless they search', () => {
  const required_tags = [
    { name: 'A', validation_regex: 'a|b' },
    { name: 'B', validation_regex: 'a|b', regex_mode: 'search' },
    { name: 'C', validation_regex: 'a\\Q.*' },
  ]
  const formats = tableOf({ required_tags }).required.map((rule: { format: string }) => rule.format)
  expect(formats).toEqual(['\\A(?:a|b)\\z', 'a|b', '\\A(?:a\\Q.*\\E)\\z'])
})

test('globs and values without case are patterns', () => {
  const [rule] = tableOf({
    required_tags: [{ name: 'A', allowed_values: ['ok'], allowed_globs: ['x*{'], case_insensitive_values: true }],
  }).required
  expect(rule.values).toEqual([])
  expect(rule.patterns).toEqual(
    ['\\A(?:[oO][k\\x{212a}K])\\z', '\\A(?:[xX](?s:.*)\\x{7b})\\z'].map((one) =>
      one.replace('[k\\x{212a}K]', '[kK\\x{212a}]'),
    ),
  )
})

test('next to nothing is lost', () => {
  expect(lossesOf({ required_tags: [{ name: 'A' }], grace_period_hours: 1, forbidden_tags: [{ name: 'b' }] })).toEqual([
    'detail',
  ])
})

test.each([
  [{ name: 'A', weight: 2 }, 'detail required_tags[0].weight'],
  [
    { name: 'A', allowed_values: ['É'], case_insensitive_values: true },
    'case_folding required_tags[0].case_insensitive_values',
  ],
  [{ name: 'Σ' }, 'near_miss required_tags[0].name'],
])('but for %j', (rule, line) => {
  expect(lossesOf({ required_tags: [rule] })).toContain(line)
})
