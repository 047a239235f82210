import { expect, test } from 'vitest'
import { readInventoryItem } from '../../../server/core/inventory.ts'
import { linesOf, problemOf, readText, valuesOf } from './support.ts'

test('every field, as the resource has it', async () => {
  const read = await readText(
    'a.csv',
    'id,type,account,region,createdAt,name,state,managed,monthlyCost,sources,tagRead,tag:Owner\n' +
      'i-1,ec2:instance,111,eu-west-1,2026-01-01,web,running,true,12.50,aws;config,ok,ann\n',
  )
  expect(valuesOf(read)).toEqual([
    {
      id: 'i-1',
      type: 'ec2:instance',
      account: '111',
      region: 'eu-west-1',
      createdAt: '2026-01-01',
      name: 'web',
      state: 'running',
      managed: true,
      monthlyCost: 12.5,
      sources: ['aws', 'config'],
      tagRead: 'ok',
      tags: { Owner: 'ann' },
    },
  ])
})

test('an empty cell is an absent field or tag', async () => {
  const read = await readText(
    'a.csv',
    'arn,name,managed,monthlyCost,sources,tag:A,tag:B\nx,,,,,,b\ny,"","","","","",""\n',
  )
  expect(valuesOf(read)).toEqual([
    { arn: 'x', tags: { B: 'b' } },
    { arn: 'y', tags: {} },
  ])
})

test('without any tag column the tags are absent', async () => {
  expect(valuesOf(await readText('a.csv', 'id,type\nx,t'))).toEqual([{ id: 'x', type: 't' }])
})

test('a "tags" column holds a JSON object, or null where the tags could not be read', async () => {
  const read = await readText('a.csv', 'id,tags\na,"{""Owner"":""x""}"\nb,null\nc,\n')
  expect(valuesOf(read)).toEqual([{ id: 'a', tags: { Owner: 'x' } }, { id: 'b', tags: null }, { id: 'c' }])
})

test('a "tags" cell that is not one JSON value is bad, so it cannot smuggle other fields in', async () => {
  const read = await readText('a.csv', 'id,tags\na,"{},""managed"":true"\nb,{}\n')
  expect(read.bad).toEqual([{ line: 2, reason: 'the cell "tags" is not JSON' }])
  expect(valuesOf(read)).toEqual([{ id: 'b', tags: {} }])
})

test('a tag may be called __proto__ or hold any character', async () => {
  const read = await readText('a.csv', 'id,tag:__proto__,"tag:a ""b"", c"\nx,polluted,"1\\2\t3"\n')
  const [value] = valuesOf(read)
  const item = readInventoryItem({ ...(value as object), type: 't' })
  expect(item.kind === 'resource' && Object.entries(item.resource.tags ?? {})).toEqual([
    ['__proto__', 'polluted'],
    ['a "b", c', '1\\2\t3'],
  ])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test.each([
  ['managed', 'TRUE', true],
  ['managed', 'false', false],
  ['managed', 'yes', 'yes'],
  ['monthlyCost', '0', 0],
  ['monthlyCost', '007.10', 7.1],
  ['monthlyCost', '.5', 0.5],
  ['monthlyCost', '1e3', 1000],
  ['monthlyCost', '-1', -1],
  ['monthlyCost', '1e999', '1e999'],
  ['monthlyCost', '0x10', '0x10'],
  ['monthlyCost', '$12', '$12'],
  ['sources', ' aws ; ;config', ['aws', 'config']],
])('a cell is converted only when it is what the field needs: %s %s', async (column, cell, expected) => {
  expect(valuesOf(await readText('a.csv', `id,${column}\nx,${cell}`))).toEqual([{ id: 'x', [column]: expected }])
})

test('quotes hold commas, doubled quotes and line breaks; a record has the line it begins on', async () => {
  const read = await readText('a.csv', 'id,name\r\n"a","1, ""2""\r\n3"\r\n\r\n   \r\nb,"""",\r\nc,d\r\n"e",""""')
  expect(valuesOf(read)).toEqual([
    { id: 'a', name: '1, "2"\r\n3' },
    { id: 'c', name: 'd' },
    { id: 'e', name: '"' },
  ])
  expect(linesOf(read)).toEqual([2, 7, 8])
  expect(read.bad).toEqual([{ line: 6, reason: 'the record has 3 cells, the header 2' }])
})

test.each([
  ['a', 'the record has 1 cells, the header 2'],
  ['a,b,c', 'the record has 3 cells, the header 2'],
  ['a,b"c', 'cell 2 has a quote in text that is not quoted'],
  ['"a"b,c', 'cell 1 goes on after its closing quote'],
  ['a, "b"', 'cell 2 has a quote in text that is not quoted'],
])('a broken record is bad and the next one is read: %s', async (record, reason) => {
  const read = await readText('a.csv', `id,name\n${record}\nx,y\n`)
  expect([read.bad, linesOf(read)]).toEqual([[{ line: 2, reason }], [3]])
})

test('a record that is not UTF-8 is bad', async () => {
  const content = Buffer.concat([Buffer.from('id\na\n'), Buffer.from([0xe9]), Buffer.from('\nb\n')])
  const read = await readText('a.csv', content)
  expect([valuesOf(read), read.bad]).toEqual([
    [{ id: 'a' }, { id: 'b' }],
    [{ line: 3, reason: 'the record is not valid UTF-8' }],
  ])
})

test('a quote that is never closed is invalid: what follows it cannot be told apart', async () => {
  expect(await problemOf(readText('a.csv', 'id,name\na,b\nc,"d\ne,f\n'))).toMatchObject({
    code: 'invalid_inventory',
    message: 'a.csv, line 3: a quote opens here and is never closed.',
  })
})

test('a header alone has no records; a byte order mark before it is dropped', async () => {
  expect(await readText('a.csv', '\uFEFFid,type\n')).toEqual({ records: [], bad: [] })
})

test.each([
  ['id,regoin', 'unknown column "regoin"', 'Did you mean "region"?'],
  ['ID,type', 'unknown column "ID"', 'Did you mean "id"?'],
  ['id,created_at', 'unknown column "created_at"', 'Did you mean "createdAt"?'],
  ['id,tags.Owner', 'unknown column "tags.Owner"', 'Did you mean "tag:Owner"?'],
  ['id,Tag: Owner', 'unknown column "Tag: Owner"', 'Did you mean "tag:Owner"?'],
  ['id,colour', 'unknown column "colour"', 'The columns are id, arn,'],
  ['id,tag:', 'unknown column "tag:"', 'The columns are'],
  ['id,,type', 'column 2 has no name', 'The columns are'],
  ['id,type,id', 'the column "id" is there twice', 'Keep one'],
  ['id,tag:A,tag:A', 'the column "tag:A" is there twice', 'Keep one'],
  ['id,tags,tag:A', 'there are tag:<Key> columns and a "tags" column', 'Keep one'],
  ['type,region', 'there is no column "id" or "arn"', 'The columns are'],
  ['id;type;region', 'the header is a single column', 'commas'],
  ['id,"type"x', 'the header cannot be read: cell 2 goes on after its closing quote', 'columns'],
])('a wrong header is invalid: %s', async (header, what, hint) => {
  const problem = await problemOf(readText('a.csv', `\n${header}\n`))
  expect(problem).toMatchObject({ code: 'invalid_inventory', message: `a.csv, line 2: ${what}.` })
  expect(problem.hint).toContain(hint)
})

test('a header that is not UTF-8 is invalid', async () => {
  const content = Buffer.concat([Buffer.from('id,'), Buffer.from([0xe9]), Buffer.from('\na,b\n')])
  expect((await problemOf(readText('a.csv', content))).message).toBe(
    'a.csv, line 1: the header cannot be read: the record is not valid UTF-8.',
  )
})
