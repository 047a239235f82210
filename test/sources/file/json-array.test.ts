import { expect, test } from 'vitest'
import { readRecords } from '../../../server/sources/file/records.ts'
import { chunksOf, collect, linesOf, problemOf, readText, valuesOf } from './support.ts'

test('each element is a record, with the line it begins on', async () => {
  const items = [
    { id: 'a', tags: { Owner: 'x' } },
    { id: 'b', tags: null },
  ]
  const read = await readText('a.json', JSON.stringify(items, null, 2))
  expect(valuesOf(read)).toEqual(items)
  expect(linesOf(read)).toEqual([2, 8])
})

test('brackets, quotes and escapes inside strings do not count', async () => {
  const items = [{ id: '}],[{' }, { id: '\\"]}' }, { id: '\\' }, { '"': ['[', { a: '\n' }] }]
  expect(valuesOf(await readText('a.json', JSON.stringify(items)))).toEqual(items)
})

test('elements that are not objects are handed on for others to refuse', async () => {
  const items = [1, -2.5, 'text', '', true, null, [], {}, [[{}]]]
  expect(valuesOf(await readText('a.json', JSON.stringify(items, null, 1)))).toEqual(items)
})

test('an empty array has no records', async () => {
  expect(await readText('a.json', ' \n[ \n ] \n')).toEqual({ records: [], bad: [] })
})

test('a byte order mark and white space may come first, white space last', async () => {
  expect(linesOf(await readText('a', '\uFEFF\r\n [\r\n{"id":"a"}\r\n]\r\n '))).toEqual([3])
})

test.each([
  ['[{"id":"a"},\n{"id":', 2, 'it ends inside the record that begins on line 2'],
  ['[{"id":"a"}\n', 2, 'it ends before the "]" that closes the list'],
  ['[{"id":"a"},', 1, 'it ends before the "]" that closes the list'],
  ['[', 1, 'it ends before the "]" that closes the list'],
  ['[12', 1, 'it ends inside the record that begins on line 1'],
  ['[{}\n{}]', 2, 'expected "," or "]" after the record, found \'{\''],
  ['[{}] {}', 1, 'expected nothing after the "]" that closes the list, found \'{\''],
  ['[{},]', 1, "expected another record after the comma, found ']'"],
  ['[,{}]', 1, 'expected a record or "]", found \',\''],
  ['[{},\n\n,{}]', 3, "expected another record after the comma, found ','"],
  ['[{} garbage]', 1, 'expected "," or "]" after the record, found \'g\''],
  ['[é]', 1, 'expected a record or "]", found the byte 0xc3'],
])('a broken array is invalid, with the line: %j', async (content, line, what) => {
  const problem = await problemOf(readText('a.json', content))
  expect(problem).toMatchObject({ code: 'invalid_inventory', message: `a.json, line ${line}: ${what}.` })
  expect(problem.hint).toBeTruthy()
})

test('an element that is not UTF-8 is bad; its neighbours are read', async () => {
  const content = Buffer.concat([
    Buffer.from('[{"id":"a"},\n{"id":"'),
    Buffer.from([0xc3]),
    Buffer.from('"},\n{"id":"c"}]'),
  ])
  const read = await readText('a.json', content)
  expect([linesOf(read), read.bad]).toEqual([[1, 3], [{ line: 2, reason: 'the record is not valid UTF-8' }]])
})

test('an element over 64 MiB is bad; the next one is read', async () => {
  const content = Buffer.concat([
    Buffer.from('[\n"'),
    Buffer.alloc(65 * 1024 * 1024, 'x'),
    Buffer.from('",\n{"id":"b"}]'),
  ])
  const read = await collect(readRecords('a.json', chunksOf(content, [500_000])))
  expect([linesOf(read), read.bad]).toEqual([[3], [{ line: 2, reason: 'the record is longer than 64 MiB' }]])
})
