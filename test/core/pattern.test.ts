import { describe, expect, test } from 'vitest'
import { checkPattern, compilePattern, memoise } from '../../server/core/pattern.ts'

describe('a pattern is matched against the whole value', () => {
  test.each<[string, string, boolean]>([
    ['abc', 'abc', true],
    ['abc', 'xabc', false],
    ['abc', 'abcx', false],
    ['a|ab', 'ab', true],
    ['a|ab', 'abc', false],
    ['a|b', 'ba', false],
    ['^abc$', 'abc', true],
    ['^abc$', 'abc\n', false],
    ['abc', 'abc\n', false],
    ['.*', 'two\nlines', false],
    ['', '', true],
    ['', 'a', false],
    ['.', '😀', true],
    ['..', '😀', false],
  ])('%j and %j: %s', (source, value, expected) => {
    expect(compilePattern(source, 'full')(value)).toBe(expected)
  })
})

describe('with regex_mode search it may be anywhere', () => {
  test.each<[string, string, boolean]>([
    ['b', 'abc', true],
    ['^b', 'abc', false],
    ['c$', 'abc', true],
    ['c$', 'abc\n', false],
    ['x', 'abc', false],
  ])('%j in %j: %s', (source, value, expected) => {
    expect(compilePattern(source, 'search')(value)).toBe(expected)
  })
})

describe('classes are ASCII', () => {
  test.each<[string, string]>([
    ['\\d', '٣'],
    ['\\w', 'é'],
    ['\\s', '\u00a0'],
    ['[[:alpha:]]', 'é'],
  ])('%j does not match %j', (source, value) => {
    expect(compilePattern(source, 'full')(value)).toBe(false)
  })

  test('letters of other scripts are asked for by name', () => {
    expect(compilePattern('\\p{L}+', 'full')('Größe')).toBe(true)
  })
})

test('no value makes a pattern slow', () => {
  const value = `${'a'.repeat(20_000)}!`
  const before = performance.now()
  expect(compilePattern('(a+)+$', 'full')(value)).toBe(false)
  expect(performance.now() - before).toBeLessThan(5_000)
})

describe('what is wrong with a pattern', () => {
  test.each([['a+'], ['\\\\1'], ['[(?=]'], ['(?P<n>a)'], ['(?i)a'], ['[\\]\\1x]?\\x31'.replace('\\1', '')]])(
    '%j is fine',
    (source) => {
      expect(checkPattern(source)).toBeNull()
    },
  )

  test.each<[string, string]>([
    ['(', 'invalid_regex'],
    ['\\\\1(', 'invalid_regex'],
    ['\\\\\\1', 'unsupported_regex'],
    ['[(?=](', 'invalid_regex'],
    ['[\\](?=](', 'invalid_regex'],
    ['[a](?=b)', 'unsupported_regex'],
    ['a(?!b)', 'unsupported_regex'],
    ['(?<=a)b', 'unsupported_regex'],
    ['(?<!a)b', 'unsupported_regex'],
    ['(?P<n>a)(?P=n)', 'unsupported_regex'],
    ['(a)\\9', 'unsupported_regex'],
    ['(?<n>a)\\k<n>', 'unsupported_regex'],
    ['(?>a)', 'unsupported_regex'],
  ])('%j is an %s', (source, code) => {
    expect(checkPattern(source)).toMatchObject({ code })
  })

  test('the message says what the reader of the policy can act on', () => {
    expect(checkPattern('(')?.message).toBe('not a valid RE2 pattern: missing closing ): `(`')
    expect(checkPattern('(?=a)')?.message).toMatch(/^RE2 has no look-around and no back-references \(invalid /)
  })
})

test('remembered answers are those computed, also beyond what is remembered', () => {
  const lengthOf = memoise((value) => value.length)
  const values = Array.from({ length: 10_000 }, (_, index) => `v${index}`)
  expect(values.map(lengthOf)).toEqual(values.map(({ length }) => length))
  expect(values.map(lengthOf)).toEqual(values.map(({ length }) => length))
})

test('a value is computed once', () => {
  const computed: string[] = []
  const remember = memoise((value) => computed.push(value))
  expect([remember('a'), remember('b'), remember('a')]).toEqual([1, 2, 1])
})

test('after 4096 values all are forgotten', () => {
  const computed: string[] = []
  const remember = memoise((value) => computed.push(value))
  const values = Array.from({ length: 4096 }, (_, index) => `v${index}`)
  const answers = values.map(remember)
  expect(values.map(remember)).toEqual(answers)
  expect(remember('one more')).toBe(4097)
  expect(remember('v0')).toBe(4098)
})
