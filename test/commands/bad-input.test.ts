// Bad input gets one clear sentence with the place and a hint, exit 2, nothing on stdout, never a stack trace.

import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { auditing, compliant, lines, violating } from './support.ts'

const { audit, directory, run } = auditing()
const good = lines(...Array.from({ length: 200 }, (_, at) => ({ ...compliant, id: `${compliant.id}${at}` })))
const mend = 'Mend the line, or leave bad lines out and list them with --skip-bad.'

async function refusalOf(name: string, content: string | Buffer): Promise<string[]> {
  const { status, out, err } = await audit({ name, content })
  expect({ status, out }).toEqual({ status: 2, out: '' })
  expect(err).toMatch(/^[^\n]+\n[^\n]+\n$/)
  expect(err).not.toMatch(/\n\s+at /)
  return err.trimEnd().split('\n')
}

describe('a file that cannot be read', () => {
  const copyAgain = 'Copy or make the file again, and compare its size or checksum with the original.'
  const gzip = gzipSync(good)
  const zstd = zstdCompressSync(good)

  test('truncated gzip', async () => {
    const [what, hint] = await refusalOf('a.ndjson.gz', gzip.subarray(0, gzip.length >> 1))
    expect([what, hint]).toEqual(['Cannot read a.ndjson.gz: it ends in the middle of its compressed data.', copyAgain])
  })

  test('truncated zstd', async () => {
    const [what] = await refusalOf('a.ndjson.zst', zstd.subarray(0, zstd.length >> 1))
    expect(what).toBe('Cannot read a.ndjson.zst: it ends in the middle of its compressed data.')
  })

  test('damaged zstd', async () => {
    const [what, hint] = await refusalOf('a.ndjson.zst', Buffer.from(zstd).fill(0xff, 8, 40))
    expect([what, hint]).toEqual(['Cannot read a.ndjson.zst: its compressed data is damaged.', copyAgain])
  })

  test('damaged gzip', async () => {
    const [what] = await refusalOf('a.ndjson.gz', Buffer.from(gzip).fill(0xff, 12, 40))
    expect(what).toBe('Cannot read a.ndjson.gz: its compressed data is damaged.')
  })

  test.each([
    ['', 'it is a directory.', 'Name one file in it.'],
    ['none.ndjson', 'there is no such file.', 'Check the path; it is taken from the current directory.'],
  ])('%j', async (name, what, hint) => {
    const { status, out, err } = await run(['audit', '--inventory', `${directory}/${name}`])
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err.trimEnd().split('\n').slice(-2)).toEqual([`Cannot read ${name}: ${what}`, hint])
  })

  test('a binary file', async () => {
    const [what, hint] = await refusalOf('a.ndjson', Buffer.from('\x7fELF\x02\x01\x01\0\0\0'))
    expect(what).toBe('a.ndjson: it is not text in UTF-8.')
    expect(hint).toBe('Give NDJSON, a JSON array or CSV, plain or compressed with gzip or zstd.')
  })

  test.each(['a.json', 'a.csv'])('an empty %s', async (name) => {
    expect((await refusalOf(name, ''))[0]).toMatch(/^a\.(?:json, line 1|csv): it is empty\.$/)
  })

  test('an array that ends too soon', async () => {
    const [what] = await refusalOf('a.json', `[\n${JSON.stringify(compliant)},\n{"id":`)
    expect(what).toBe('a.json, line 3: it ends inside the record that begins on line 3.')
  })

  test('a CSV column nobody knows', async () => {
    const [what, hint] = await refusalOf('a.csv', 'id,acount\na,1\n')
    expect(what).toBe('a.csv, line 1: unknown column "acount".')
    expect(hint).toMatch(/^Did you mean "account"\?/)
  })
})

describe('a bad line is named by its number', () => {
  const bad: [what: string, record: unknown, reason: string][] = [
    ['no object', 7, 'expected an object, found number 7'],
    ['a duplicate id', { ...violating, id: compliant.id }, `the id "${compliant.id}" was there before`],
    ['no id', { tags: {} }, '"id" is missing: give the full ARN'],
    ['no tags', { id: violating.id }, '"tags" is missing: give an object, or null where the tags could not be read'],
    ['an id that tells no type', { id: 'x', tags: {} }, '"type" is missing, and "x" is not an ARN that tells it'],
    [
      'a bad createdAt',
      { ...violating, createdAt: '2026-02-30T00:00:00Z' },
      '"createdAt" is "2026-02-30T00:00:00Z": expected a date such as 2026-01-31T12:00:00Z',
    ],
    ['a wrong tag type', { ...violating, tags: { Owner: 7 } }, 'tags["Owner"] must be a string, found number 7'],
    ['tags in a list', { ...violating, tags: [{ Key: 'a' }] }, '"tags" must be an object or null, found a list'],
    [
      'a bad tagRead',
      { ...violating, tagRead: 'no' },
      '"tagRead" is "no": expected one of ok, denied, throttled, error',
    ],
    [
      'an account as a number',
      { ...violating, account: 111122223333 },
      '"account" must be a string, found number 111122223333',
    ],
    [
      'a negative cost',
      { ...violating, monthlyCost: -1 },
      '"monthlyCost" must be a number of dollars, 0 or more, found number -1',
    ],
    ['a bad managed', { ...violating, managed: 'yes' }, '"managed" must be true or false, found "yes"'],
    [
      'a bad coverage status',
      { coverage: { type: 's3:bucket', status: 'fine' } },
      '"coverage.status" is "fine": expected one of ok, partial, throttled, timeout, error, denied, unsupported',
    ],
  ]

  test.each(bad)('NDJSON: %s', async (_what, record, reason) => {
    const content = `${lines(compliant)}\r\n\n${lines(record, violating)}`
    expect(await refusalOf('a.ndjson', content)).toEqual([`a.ndjson, line 4: ${reason}.`, mend])
  })

  test.each(bad)('JSON array: %s', async (_what, record, reason) => {
    const content = `[\n${JSON.stringify(compliant)},\n\n${JSON.stringify(record, null, 1)}]`
    expect(await refusalOf('a.json', content)).toEqual([`a.json, line 4: ${reason}.`, mend])
  })

  test.each([
    [
      'not JSON',
      '{"id":"a"',
      "not JSON: Expected ',' or '}' after property value in JSON at position 9 (line 1 column 10)",
    ],
    [
      'not JSON, with control characters',
      '{"id":\u001b[31mx}',
      String.raw`not JSON: Unexpected token '\u{1b}', "{"id":\u{1b}[31mx}" is not valid JSON`,
    ],
    ['broken text', Buffer.from([0x7b, 0xff, 0x7d]), 'the record is not valid UTF-8'],
  ])('NDJSON: %s', async (_what, line, reason) => {
    const content = Buffer.concat([Buffer.from(lines(compliant)), Buffer.from(line), Buffer.from('\n')])
    expect(await refusalOf('a.ndjson', content)).toEqual([`a.ndjson, line 2: ${reason}.`, mend])
  })

  test.each([
    ['a duplicate id', 'a', 'the id "a" was there before'],
    ['a cell too many', 'b,t:k,x,,,', 'the record has 6 cells, the header 5'],
    ['a bad createdAt', 'b,t:k,x,soon,', '"createdAt" is "soon": expected a date such as 2026-01-31T12:00:00Z'],
    ['a bad cost', 'b,t:k,x,,$5', '"monthlyCost" must be a number of dollars, 0 or more, found "$5"'],
    ['a quote in the middle', 'b,t:k,x"y",,', 'cell 3 has a quote in text that is not quoted'],
  ])('CSV: %s', async (_what, record, reason) => {
    const row = record.includes(',') ? record : `${record},t:k,x,,`
    const content = `id,type,tag:Owner,createdAt,monthlyCost\na,t:k,"x\ny",,\n\n${row}\n`
    expect(await refusalOf('a.csv', content)).toEqual([`a.csv, line 5: ${reason}.`, mend])
  })

  test('CSV: tags that are not JSON', async () => {
    const content = `id,type,tags\na,t:k,{Owner}\n`
    expect(await refusalOf('a.csv', content)).toEqual(['a.csv, line 2: the cell "tags" is not JSON.', mend])
  })
})

test('a bad line late in a long file still leaves no half result', async () => {
  const content = `${good}${lines({ id: 1 })}`
  for (const format of ['json', 'ndjson', 'csv', 'markdown']) {
    const { status, out, err } = await audit({ content }, '--format', format)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain('estate.ndjson, line 201: ')
  }
})

test('standard input is named as such', async () => {
  const { err } = await run(['audit', '--inventory', '-'], { stdin: '{"id":1}' })
  expect(err).toContain('standard input, line 1: "id" must be a string, found number 1.\n')
})
