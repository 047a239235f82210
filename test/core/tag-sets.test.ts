import { describe, expect, test } from 'vitest'
import { partSize, TagSets } from '../../server/core/tag-sets.ts'

type Pair = readonly [key: number, tag: number]

function put(sets: TagSets, ...pairs: readonly Pair[]): number {
  sets.begin()
  for (const [key, tag] of pairs) sets.put(key, tag)
  return sets.intern()
}

function view(sets: TagSets) {
  const { setOffsets, setTags } = sets.view()
  return { offsets: [...setOffsets], tags: [...setTags] }
}

describe('tag sets', () => {
  test('that are equal share one number, in whatever order their tags come', () => {
    const sets = new TagSets()
    expect(put(sets, [1, 10], [2, 20], [3, 30])).toBe(0)
    expect(put(sets, [3, 30], [1, 10], [2, 20])).toBe(0)
    expect(put(sets, [2, 20], [3, 30], [1, 10])).toBe(0)
    expect(view(sets)).toEqual({ offsets: [0, 3], tags: [10, 20, 30] })
  })

  test('that differ in a tag, or have one more, are others', () => {
    const sets = new TagSets()
    expect([
      put(sets, [1, 10]),
      put(sets, [1, 11]),
      put(sets, [1, 10], [2, 20]),
      put(sets),
      put(sets, [2, 20]),
    ]).toEqual([0, 1, 2, 3, 4])
    expect(view(sets)).toEqual({ offsets: [0, 1, 2, 4, 4, 5], tags: [10, 11, 10, 20, 20] })
    expect([put(sets, [1, 11]), put(sets, [2, 20], [1, 10]), put(sets), put(sets, [1, 10])]).toEqual([1, 2, 3, 0])
  })

  test('that make one hash are told apart by their tags and their length', () => {
    const [twin, longTwin, tail] = [33555772, 2266022774, 2232469064]
    const sets = new TagSets()
    const numbers = () => [
      put(sets, [1, 1], [2, tail]),
      put(sets, [1, 1]),
      put(sets, [1, 3], [2, longTwin]),
      put(sets, [1, 1], [2, 2]),
      put(sets, [1, 3], [2, twin]),
    ]
    expect(numbers()).toEqual([0, 1, 2, 3, 4])
    expect(numbers()).toEqual([0, 1, 2, 3, 4])
  })

  test('list their tags in the order of the keys', () => {
    const sets = new TagSets()
    put(sets, [5, 1], [4, 2], [9, 3], [2, 4])
    expect(view(sets).tags).toEqual([4, 2, 1, 3])
  })

  test('with a key twice have no number, and leave nothing behind', () => {
    const sets = new TagSets()
    put(sets, [1, 10])
    expect(put(sets, [1, 10], [1, 11])).toBe(-1)
    expect(put(sets, [2, 20], [0, 1], [2, 21])).toBe(-1)
    expect(put(sets, [0, 1], [0, 1])).toBe(-1)
    expect(put(sets, [3, 30])).toBe(1)
    expect(view(sets)).toEqual({ offsets: [0, 1, 2], tags: [10, 30] })
  })

  test('may have many tags', () => {
    const sets = new TagSets()
    const pairs = Array.from({ length: 500 }, (_, at): Pair => [at * 2, at + 1000])
    expect(put(sets, ...pairs.toReversed())).toBe(0)
    expect(put(sets, ...pairs)).toBe(0)
    expect(view(sets).tags).toEqual(pairs.map(([, tag]) => tag))
    expect(put(sets, ...pairs, [0, 7])).toBe(-1)
  })

  test('with many tags come after others', () => {
    const sets = new TagSets()
    put(sets, [1, 10], [2, 20])
    const pairs = Array.from({ length: 65 }, (_, at): Pair => [65 - at, at])
    expect(put(sets, ...pairs)).toBe(1)
    expect(view(sets).tags).toEqual([10, 20, ...pairs.toReversed().map(([, tag]) => tag)])
  })

  test('may be as many as a part has resources, with any number of tags in all', () => {
    const sets = new TagSets()
    const numbers = Array.from({ length: partSize }, (_, at) => put(sets, [1, at], [2, at], [3, 0]))
    expect(numbers).toEqual(Array.from({ length: partSize }, (_, at) => at))
    expect(put(sets, [1, 8000], [2, 8000], [3, 0])).toBe(8000)
    expect(view(sets).tags.slice(-3)).toEqual([partSize - 1, partSize - 1, 0])
  })

  test('are all forgotten at once', () => {
    const sets = new TagSets()
    put(sets, [1, 10])
    put(sets, [2, 20])
    sets.clear()
    expect(view(sets)).toEqual({ offsets: [0], tags: [] })
    expect([put(sets, [2, 20]), put(sets, [1, 10])]).toEqual([0, 1])
  })
})
