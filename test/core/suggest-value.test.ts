import { describe, expect, test } from 'vitest'
import { suggestValue } from '../../server/core/suggest-value.ts'

const environments = ['production', 'staging', 'development', 'test']

describe('first, the value that is equal after trimming and case folding', () => {
  test.each<[string, string[], string]>([
    ['Production', environments, 'production'],
    [' production\n', environments, 'production'],
    ['PRODUCTION ', environments, 'production'],
    ['qa', ['QA'], 'QA'],
    ['a', [' A '], ' A '],
    ['prod', ['production', 'Prod'], 'Prod'],
  ])('%j of %j is %j', (found, allowed, expected) => {
    expect(suggestValue(found, allowed)).toBe(expected)
  })

  test('of values equal but for case the first listed is suggested', () => {
    expect(suggestValue('PROD', ['Prod', 'prod', 'pRod'])).toBe('Prod')
    expect(suggestValue('prodd', ['Prod', 'prod'])).toBe('Prod')
  })
})

describe('else, the only value that starts with the one found', () => {
  test.each<[string, string[], string | undefined]>([
    ['prod', environments, 'production'],
    ['PRO', environments, 'production'],
    [' dev ', environments, 'development'],
    ['pr', environments, undefined],
    ['prod', ['production-eu', 'production-us'], undefined],
    ['pro', ['Production', 'production'], 'Production'],
    ['prod', ['preproduction'], undefined],
    ['😀😀', ['😀😀😀😀😀😀'], undefined],
    ['😀😀😀', ['😀😀😀😀😀😀'], '😀😀😀😀😀😀'],
  ])('%j of %j is %j', (found, allowed, expected) => {
    expect(suggestValue(found, allowed)).toBe(expected)
  })
})

describe('else, the one that is at most two changes away and strictly nearer than all others', () => {
  test.each<[string, string[], string | undefined]>([
    ['prodution', environments, 'production'],
    ['prodcution', environments, 'production'],
    ['Stagign', environments, 'staging'],
    [' stagng ', environments, 'staging'],
    ['stgng', environments, 'staging'],
    ['stng', environments, undefined],
    ['tset', environments, 'test'],
    ['tst', environments, undefined],
    ['grey', ['gray', 'grew'], undefined],
    ['grey', ['gray', 'green'], 'gray'],
    ['prods', ['prod-1', 'prod'], 'prod'],
    ['prod', ['production-eu', 'production-us', 'prob'], 'prob'],
    ['blue', environments, undefined],
    ['tests', [], undefined],
    ['tset', ['test', 'Test'], 'test'],
    ['😀😀😀a', ['😀😀b'], '😀😀b'],
    ['😀😀a', ['😀😀b'], undefined],
  ])('%j of %j is %j', (found, allowed, expected) => {
    expect(suggestValue(found, allowed)).toBe(expected)
  })
})

test.each([['__proto__'], ['constructor']])('%s is found only where it is allowed', (value) => {
  expect(suggestValue(value, environments)).toBeUndefined()
  expect(suggestValue(value.toUpperCase(), [value])).toBe(value)
})
