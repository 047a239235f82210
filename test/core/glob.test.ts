import { describe, expect, test } from 'vitest'
import { compileGlob, compileGlobs } from '../../server/core/glob.ts'

describe('* stands for any run of characters', () => {
  test.each<[string, string]>([
    ['*', ''],
    ['*', 'any\nthing'],
    ['sandbox-*', 'sandbox-'],
    ['sandbox-*', 'sandbox-1'],
    ['*-test', 'a-test'],
    ['a*c', 'ac'],
    ['a*c', 'abbc'],
    ['a*b*c', 'abc'],
    ['a*b*c', 'a1b2b3c'],
    ['a**c', 'abc'],
    ['*b*', 'abc'],
    ['*ab*ab*', 'abab'],
    ['arn:aws:s3:::legacy-*', 'arn:aws:s3:::legacy-logs/2020'],
  ])('%j takes %j', (glob, value) => {
    expect(compileGlob(glob)(value)).toBe(true)
  })

  test.each<[string, string]>([
    ['sandbox-*', 'sandbox'],
    ['sandbox-*', 'my-sandbox-1'],
    ['*-test', 'a-tests'],
    ['a*a', 'a'],
    ['ab*ba', 'aba'],
    ['a*b*b', 'ab'],
    ['*ab*ab*', 'aab'],
    ['a*bc*c', 'abc'],
    ['a*c', 'ab'],
  ])('%j does not take %j', (glob, value) => {
    expect(compileGlob(glob)(value)).toBe(false)
  })
})

describe('nothing else is special', () => {
  test.each<[string, string]>([
    ['a?c', 'abc'],
    ['[ab]', 'a'],
    ['a.c', 'abc'],
    ['A', 'a'],
    ['a', 'ab'],
    ['', 'a'],
    ['a.*', 'abc'],
  ])('%j does not take %j', (glob, value) => {
    expect(compileGlob(glob)(value)).toBe(false)
  })

  test.each([['a?c'], ['[ab]*'], ['\\d'], ['']])('%j takes itself', (glob) => {
    expect(compileGlob(glob)(glob)).toBe(true)
  })
})

test('of several globs one is enough, and none of none', () => {
  expect(compileGlobs(['a*', 'b*'])('bc')).toBe(true)
  expect(compileGlobs(['a*', 'b*'])('cb')).toBe(false)
  expect(compileGlobs([])('')).toBe(false)
})

test('no value makes a glob slow', () => {
  const before = performance.now()
  expect(compileGlob(`${'*a'.repeat(50)}*b`)('a'.repeat(100_000))).toBe(false)
  expect(performance.now() - before).toBeLessThan(2_000)
})
