import { describe, expect, test } from 'vitest'
import { editDistance, nearest } from '../../server/core/similar.ts'

describe('the distance is the number of letters to insert, delete or replace', () => {
  test.each<[string, string, number]>([
    ['', '', 0],
    ['same', 'same', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['flaw', 'lawn', 2],
    ['ab', 'ba', 2],
    ['abc', 'abcd', 1],
    ['abcd', 'bcd', 1],
    ['😀', '😁', 1],
    ['a😀b', 'ab', 1],
  ])('%j and %j: %d', (left, right, expected) => {
    expect(editDistance(left, right)).toBe(expected)
    expect(editDistance(right, left)).toBe(expected)
  })
})

describe('the nearest word', () => {
  test.each<[string, string[], number, string | undefined]>([
    ['ver', ['version', 'verb'], 3, 'verb'],
    ['abcd', ['abxx'], 2, 'abxx'],
    ['abcd', ['axxx'], 2, undefined],
    ['abcd', ['abcx', 'abcy'], 2, undefined],
    ['abcd', ['abcx', 'abcy', 'abcd'], 2, 'abcd'],
    ['abcd', ['abxx', 'abcx', 'abyy'], 2, 'abcx'],
    ['abcd', ['abcx', 'abxx'], 2, 'abcx'],
    ['abcd', [], 2, undefined],
    ['a', ['a😀😀'], 2, 'a😀😀'],
    ['', ['ab'], 2, 'ab'],
  ])('to %j among %j within %d is %j', (word, candidates, maxDistance, expected) => {
    expect(nearest(word, candidates, maxDistance)).toBe(expected)
  })
})
