import { expect, test } from 'vitest'
import { toYaml } from '../../../server/core/compile/yaml.ts'

test('lists and mappings are in blocks, texts in quotes', () => {
  expect(toYaml({ policies: [{ name: 'a', filters: [{ or: [1, true, null] }, 'x'] }, {}], none: [] })).toBe(
    `policies:
  - name: "a"
    filters:
      - or:
          - 1
          - true
          - null
      - "x"
  - {}
none: []
`,
  )
})

test.each([
  ['no', '"no"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['one\ntwo\t', '"one\\x0atwo\\x09"'],
  ['Straße 😀', '"Straße 😀"'],
  ['\u2028\u00a0\ufeff', '"\\u2028\\xa0\\ufeff"'],
  ['\ud800', '"\\ud800"'],
])('%j is written %s', (text, written) => {
  expect(toYaml(text)).toBe(`${written}\n`)
})

test('keys that YAML takes for something else are quoted', () => {
  expect(toYaml({ on: 1, 'a b': 2, key_1: 3, plain: 4 })).toBe('"on": 1\n"a b": 2\n"key_1": 3\nplain: 4\n')
})
