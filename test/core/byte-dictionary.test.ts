import { describe, expect, test } from 'vitest'
import {
  allTexts,
  ByteDictionary,
  grown,
  hashBytes,
  TextList,
  textAt,
  textCount,
} from '../../server/core/byte-dictionary.ts'

const utf8 = new TextEncoder()

function listOf(...texts: string[]) {
  const list = new TextList()
  for (const text of texts) list.add(utf8.encode(text), 0, utf8.encode(text).length)
  return list
}

describe('texts', () => {
  test('are found by their number, in any script', () => {
    const { length } = utf8.encode('Straße')
    expect(length).toBe(7)
    const texts = listOf('', 'Straße', '😀', 'a').view()
    expect(allTexts(texts)).toEqual(['', 'Straße', '😀', 'a'])
    expect(textAt(texts, 2)).toBe('😀')
    expect(textCount(texts)).toBe(4)
  })

  test('keep a byte order mark', () => {
    expect(allTexts(listOf('\ufeffa').view())).toEqual(['\ufeffa'])
  })

  test('are taken out of the middle of a buffer', () => {
    const list = new TextList()
    expect(list.add(utf8.encode('abcdef'), 2, 4)).toBe(0)
    expect(list.add(utf8.encode('abcdef'), 4, 6)).toBe(1)
    expect(allTexts(list.view())).toEqual(['cd', 'ef'])
  })

  test('show the memory in use only', () => {
    const { bytes, offsets } = listOf('ab', 'c').view()
    expect([...bytes]).toEqual([97, 98, 99])
    expect([...offsets]).toEqual([0, 2, 3])
    expect([...new TextList().view().offsets]).toEqual([0])
  })

  test('may be any number, of any length', () => {
    const many = Array.from({ length: 1000 }, (_, at) => `text ${at}`)
    expect(allTexts(listOf(...many).view())).toEqual(many)
    const long = 'x'.repeat(100_000)
    expect(allTexts(listOf('a', long, 'b').view())).toEqual(['a', long, 'b'])
  })

  test('just fill the room there is', () => {
    const full = 'x'.repeat(4096)
    const list = listOf(full)
    expect(list.bytes.length).toBe(4096)
    expect(allTexts(list.view())).toEqual([full])
  })

  test('begin anew once they are cleared', () => {
    const list = listOf('old', 'older')
    list.clear()
    expect(textCount(list.view())).toBe(0)
    expect(list.add(utf8.encode('new'), 0, 3)).toBe(0)
    expect(allTexts(list.view())).toEqual(['new'])
  })
})

test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('the hash of %o is that of FNV-1a', (text, hash) => {
  const bytes = utf8.encode(`<${text}>`)
  expect(hashBytes(bytes, 1, bytes.length - 1) >>> 0).toBe(hash)
})

describe('a dictionary', () => {
  const put = (dictionary: ByteDictionary, text: string, hash: number, group?: number) =>
    dictionary.intern(utf8.encode(`<${text}>`), 1, 1 + utf8.encode(text).length, hash, group)

  test('has each text once', () => {
    const dictionary = new ByteDictionary()
    expect([put(dictionary, 'a', 7), put(dictionary, 'b', 8), put(dictionary, 'a', 7)]).toEqual([0, 1, 0])
    expect(allTexts(dictionary.texts.view())).toEqual(['a', 'b'])
  })

  test('tells texts of one hash apart by their bytes', () => {
    const dictionary = new ByteDictionary()
    const texts = ['ab', 'ac', 'bb', 'a', 'abc', '', 'ab', 'ac', 'bb', 'a', 'abc', '']
    expect(texts.map((text) => put(dictionary, text, 7))).toEqual([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5])
  })

  test('has a text once in each group', () => {
    const dictionary = new ByteDictionary()
    expect([
      put(dictionary, 'a', 7, 1),
      put(dictionary, 'a', 7, 2),
      put(dictionary, 'a', 7),
      put(dictionary, 'a', 7, 1),
    ]).toEqual([0, 1, 2, 0])
    expect([...dictionary.groupsInUse()]).toEqual([1, 2, 0])
  })

  test('tells groups apart even where they make one hash', () => {
    const dictionary = new ByteDictionary()
    expect([put(dictionary, 'a', 6, 1), put(dictionary, 'a', 5, 2), put(dictionary, 'a', 6, 1)]).toEqual([0, 1, 0])
  })

  test('finds every text again, however many there are', () => {
    const dictionary = new ByteDictionary()
    const texts = Array.from({ length: 5000 }, (_, at) => `text ${at}`)
    const numbers = () => texts.map((text, at) => put(dictionary, text, at * 31, at % 3))
    const expected = texts.map((_, at) => at)
    expect(numbers()).toEqual(expected)
    expect(numbers()).toEqual(expected)
    expect([...dictionary.groupsInUse()]).toEqual(expected.map((at) => at % 3))
  })

  test('finds every text again, even where all have one hash', () => {
    const dictionary = new ByteDictionary()
    const texts = Array.from({ length: 600 }, (_, at) => `text ${at}`)
    const numbers = () => texts.map((text) => put(dictionary, text, -1))
    const expected = texts.map((_, at) => at)
    expect(numbers()).toEqual(expected)
    expect(numbers()).toEqual(expected)
  })

  test('knows nothing any more once it is cleared', () => {
    const dictionary = new ByteDictionary()
    put(dictionary, 'a', 7)
    put(dictionary, 'b', 8)
    dictionary.clear()
    expect(dictionary.groupsInUse()).toHaveLength(0)
    expect([put(dictionary, 'b', 8), put(dictionary, 'a', 7)]).toEqual([0, 1])
    expect(allTexts(dictionary.texts.view())).toEqual(['b', 'a'])
  })
})

describe('a column that grows', () => {
  test('keeps its numbers and its kind', () => {
    expect(grown(Float64Array.of(1.5, 2), 3)).toEqual(Float64Array.of(1.5, 2, 0, 0))
    expect(grown(Int32Array.of(-1), 0)).toEqual(Int32Array.of(-1, 0))
  })

  test('becomes as large as it must be, and twice as large at least', () => {
    expect(grown(Uint16Array.of(1, 2), 9)).toHaveLength(9)
    expect(grown(Uint16Array.of(1, 2), 1)).toHaveLength(4)
  })
})
