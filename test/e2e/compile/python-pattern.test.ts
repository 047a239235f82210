// Patterns in Python's words against the same patterns in RE2's: Python itself decides.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toPythonPattern } from '../../../server/core/compile/python-pattern.ts'
import { checkPattern, compilePattern } from '../../../server/core/pattern.ts'
import { custodianPython, runTool } from '../../support/tools/compile-tools.ts'
import { seed } from './sample.ts'

const script = `
import json, re, sys, warnings
warnings.simplefilter("error")
print(json.dumps([bool(re.match(pattern, value)) for pattern, value in json.load(sys.stdin)]))
`

const classes = [
  '[a-c]',
  '[^a-c]',
  '[]a]',
  '[^]]',
  '[a-]',
  '[-a]',
  '[\\d-]',
  '[[:upper:]_]',
  '[\\]\\\\]',
  '[a&&b]',
  '[é-ü]',
  '[{}]',
  '[[a]',
]
const atoms = [
  'a',
  'b',
  '.',
  '\\.',
  '\\d',
  '\\W',
  '\\s',
  '\\x61',
  '\\x{e9}',
  '\\n',
  '-',
  '{',
  '}',
  ']',
  'é',
  '😀',
  '\\b',
  '^',
  '$',
  '\\A',
  '\\z',
  ...classes,
]
const suffixes = ['', '', '', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?', '+?']
const values = [
  '',
  'a',
  'b',
  'ab',
  'aa',
  'aab',
  'a b',
  'a\n',
  '\n',
  '1',
  'a1',
  '.',
  '-',
  '{',
  '}',
  ']',
  '\\',
  '[',
  '&',
  'é',
  'ü',
  '😀',
  'A_',
  'a{2}',
  '٣',
  ' ',
]

const piece = fc.tuple(fc.constantFrom(...atoms), fc.constantFrom(...suffixes)).map(([atom, suffix]) => atom + suffix)
const sequence = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''))
const group = fc.tuple(fc.constantFrom('(', '(?:', '(?P<x>'), sequence, sequence, fc.constantFrom('', '?', '+'))
const pattern = fc.oneof(
  sequence,
  fc.tuple(sequence, sequence).map((two) => two.join('|')),
  group.map(([open, left, right, suffix]) => `${open}${left}|${right})${suffix}`),
)

describe.skipIf(custodianPython === null)('Python', () => {
  test(`matches what RE2 matches (seed ${seed})`, () => {
    const sampled = fc.sample(fc.tuple(pattern, fc.constantFrom('full' as const, 'search' as const)), {
      seed,
      numRuns: 4000,
    })
    const cases = sampled.flatMap(([source, mode]) => {
      const translated = checkPattern(source) === null ? toPythonPattern(source, mode) : null
      if (translated === null) return []
      const matches = compilePattern(source, mode)
      return values.map((value) => ({ source, mode, value, translated, expected: matches(value) }))
    })
    const answers: boolean[] = JSON.parse(
      runTool(
        custodianPython,
        ['-c', script],
        JSON.stringify(cases.map(({ translated, value }) => [translated, value])),
      ),
    )
    expect(cases.filter(({ expected }, index) => answers[index] !== expected)).toEqual([])
    expect(cases.length).toBeGreaterThan(20_000)
  }, 120_000)
})
