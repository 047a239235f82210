import { describe, expect, test } from 'vitest'
import {
  byNumber,
  foldedPattern,
  foldsExactly,
  globPattern,
  literal,
} from '../../../server/core/compile/pattern-text.ts'
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

test.each([
  ['\\Aa\\z', '\\Aa\\Z'],
  ['\\Ba', '(?a:\\B)a'],
  ['\\n\\t\\r\\f\\v\\a', '\\n\\t\\r\\f\\v\\a'],
  ['\\.\\-\\^\\$\\é', '\\.-\\^\\$\\xe9'],
  ['a{2}b{3,}c{4,5}', 'a{2}b{3,}c{4,5}'],
  ['a{x}', 'a\\x7bx\\x7d'],
  ['(?P<n1>a)(?<n2>b)', '(?:a)(?:b)'],
  ['\\x{10ffff}', '\\U0010ffff'],
  ['a^b', 'a\\Ab'],
  ['^{x', '\\A\\x7bx'],
  ['a|b*c+d?e.f', 'a|b*c+d?e.f'],
  ['\\d+?', '[0-9]+?'],
  ['\\D\\S\\w', '[^0-9][^\\t\\n\\f\\r ][0-9A-Za-z_]'],
  ['\\$*', '\\$*'],
  ['\\^+', '\\^+'],
  ['[[:alnum:]]', '[0-9A-Za-z]'],
  ['[[:alpha:]]', '[A-Za-z]'],
  ['[[:ascii:]]', '[\\x00-\\x7f]'],
  ['[[:blank:]]', '[\\t ]'],
  ['[[:cntrl:]]', '[\\x00-\\x1f\\x7f]'],
  ['[[:digit:]]', '[0-9]'],
  ['[[:graph:]]', '[!-~]'],
  ['[[:lower:]]', '[a-z]'],
  ['[[:print:]]', '[ -~]'],
  ['[[:punct:]]', '[!-/:-@\\x5b-`\\x7b-~]'],
  ['[[:space:]]', '[\\t\\n\\v\\f\\r ]'],
  ['[[:upper:]]', '[A-Z]'],
  ['[[:word:]]', '[0-9A-Za-z_]'],
  ['[[:xdigit:]]', '[0-9A-Fa-f]'],
  ['[a-z-]', '[a-z\\-]'],
  ['[-a]', '[\\-a]'],
  ['[a\\-z]', '[a\\-z]'],
  ['[\\x41-\\x{5a}]', '[\\x41-\\x5a]'],
  ['[\\n\\t]', '[\\n\\t]'],
  ['[\\w-z]', '[0-9A-Za-z_\\-z]'],
  ['[]a]', '[\\]a]'],
  ['[^a-]', '[^a\\-]'],
  ['[\\é\\]]', '[\\xe9\\]]'],
  ['[a-b-c]', '[a-b\\-c]'],
  ['[😀-😁]', '[\\U0001f600-\\U0001f601]'],
  ['[b-\\x{63}]', '[b-\\x63]'],
  ['[[a]', '[\\[a]'],
])('%s is %s there', (source, written) => {
  expect(toPythonPattern(source, 'full')).toBe(`(?:${written})\\Z`)
})

test.each(['\\x{110000}', '$+', '^{2', '[[:nope:]]', '[a-\\d]', '[\\pL]', '[\\Q]', '(?=a)', '[\\s\\W]', '[a'])(
  '%s is nothing there',
  (source) => {
    expect(toPythonPattern(source, 'search')).toBeNull()
  },
)

describe('the pieces of a pattern', () => {
  test('have the capitals and small letters of a text, also odd ones', () => {
    expect(foldedPattern('Kå1ω', 'python')).toBe('[kK\\u212a][\\xe5\\xc5\\u212b]1[\\u03c9\\u03a9\\u2126]')
    expect(foldedPattern('K', 're2')).toBe('[kK\\x{212a}]')
    expect(foldedPattern('ß', 'python')).toBe('\\xdf')
    expect(['aZ\u007f', 'aé', 'éa', '\u212a'].map(foldsExactly)).toEqual([true, false, false, true])
  })

  test('write a character by its number, as each engine does', () => {
    const numbers = [0x9, 0xff, 0x100, 0xffff, 0x10000]
    expect(numbers.map((one) => byNumber(one, 'python'))).toEqual([
      '\\x09',
      '\\xff',
      '\\u0100',
      '\\uffff',
      '\\U00010000',
    ])
    expect(numbers.map((one) => byNumber(one, 're2'))).toEqual([
      '\\x{9}',
      '\\x{ff}',
      '\\x{100}',
      '\\x{ffff}',
      '\\x{10000}',
    ])
  })

  test('write signs with a stroke, braces and hidden ones by number', () => {
    expect(literal('a.{}~!\u0007é', 'python')).toBe('a\\.\\x7b\\x7d\\~\\!\\x07\\xe9')
    expect(literal('a.{é', 're2')).toBe('a\\.\\x{7b}\\x{e9}')
  })

  test('take anything for a star', () => {
    expect(globPattern('a*B*', 'python', true)).toBe('[aA][\\s\\S]*[bB][\\s\\S]*')
    expect(globPattern('a*B*', 're2')).toBe('a(?s:.*)B(?s:.*)')
  })
})
