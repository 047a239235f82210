import { expect, test } from 'vitest'
import { toPythonPattern } from '../../../server/core/compile/python-pattern.ts'

test.each([
  ['prod|dev', '(?:prod|dev)\\Z'],
  ['CC-[0-9]{4}', '(?:CC-[0-9]{4})\\Z'],
  ['\\d+\\s\\W', '(?:[0-9]+[\\t\\n\\f\\r ][^0-9A-Za-z_])\\Z'],
  ['^a$', '(?:\\Aa\\Z)\\Z'],
  ['(?P<x>a)(?:b)(c)', '(?:(?:a)(?:b)(?:c))\\Z'],
  ['[[:alpha:]\\d-]', '(?:[A-Za-z0-9\\-])\\Z'],
  ['[^]a-c]', '(?:[^\\]a-c])\\Z'],
  ['a{,2}', '(?:a\\x7b,2\\x7d)\\Z'],
  ['\\x41\\x{1F600}', '(?:\\x41\\U0001f600)\\Z'],
  ['\\bé', '(?:(?a:\\b)\\xe9)\\Z'],
])('%s is written %s', (source, written) => {
  expect(toPythonPattern(source, 'full')).toBe(written)
})

test('a search looks from the start, because Python matches there', () => {
  expect(toPythonPattern('a|b', 'search')).toBe('[\\s\\S]*?(?:a|b)')
})

test.each([
  ['(?i)a'],
  ['\\pL'],
  ['\\p{Greek}'],
  ['\\Qa.b\\E'],
  ['[\\D]'],
  ['[[:^alpha:]]'],
  ['\\C'],
  ['^*'],
  ['\\b+'],
  ['\\012'],
])('%s has no equal in Python', (source) => {
  expect(toPythonPattern(source, 'full')).toBeNull()
})
