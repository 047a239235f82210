// What looks strange and must work.

import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { auditing, compliant, ec2, lines, policyFile, unreadable, violating, warned } from './support.ts'

const { audit, jsonOf, run, write } = auditing()

async function reportOf(content: string | Buffer, name = 'estate.ndjson', policy: object = policyFile) {
  const { out, err } = await audit({ name, content, policy }, '--format', 'json')
  expect(err).toBe('')
  return JSON.parse(out)
}

test('an empty .ndjson has no score, a reason, exit 0 and a note', async () => {
  const { status, out, err } = await audit({ content: '' }, '--format', 'json')
  expect([status, err]).toEqual([0, 'There was no resource to audit.\n'])
  expect(JSON.parse(out)).toMatchObject({ score: null, scoreReason: 'no_resources_in_scope', completeness: null })
})

const estate = [compliant, warned, violating, unreadable]
const csv = [
  'id,type,tagRead,tag:Owner,tag:Stage',
  `${compliant.id},,,a,`,
  `${warned.id},,,a,prod`,
  `${violating.id},,,,`,
  `${unreadable.id},,denied,,`,
]

test.each([
  ['NDJSON', 'a.ndjson', lines(...estate)],
  ['CRLF', 'a.ndjson', lines(...estate).replaceAll('\n', '\r\n')],
  ['a byte order mark', 'a.ndjson', `\uFEFF${lines(...estate)}`],
  ['no last line break', 'a.ndjson', lines(...estate).trimEnd()],
  ['gzip', 'a.ndjson.gz', gzipSync(lines(...estate))],
  ['zstd', 'a.ndjson.zst', zstdCompressSync(lines(...estate))],
  ['an array', 'a.json', JSON.stringify(estate)],
  ['an array over many lines', 'a.json', JSON.stringify(estate, null, 2)],
  ['CSV', 'a.csv', csv.join('\n')],
  ['CSV with CRLF and a byte order mark', 'a.csv', `\uFEFF${csv.join('\r\n')}`],
  ['CSV, gzip', 'a.csv.gz', gzipSync(csv.join('\n'))],
])('%s gives the same result', async (_form, name, content) => {
  expect(await reportOf(content, name)).toEqual(await jsonOf(estate))
})

test('a line of 10 MB', async () => {
  const long = { ...warned, tags: { Owner: 'x'.repeat(10 * 1024 * 1024) } }
  const { resources, totals } = await reportOf(lines(compliant, long, violating))
  expect(totals).toMatchObject({ resources: 3, compliant: 2, violating: 1 })
  expect(resources[1].violations).toMatchObject([{ tag: 'Owner', rule: 'naming', severity: 'warning' }])
})

test('100,000 distinct tag keys on one resource', async () => {
  const tags = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`key-${at}`, 'v']))
  const { totals } = await reportOf(lines({ ...violating, tags }, { ...compliant, tags: { ...tags, Owner: 'a' } }))
  expect(totals).toMatchObject({ resources: 2, compliant: 1, violating: 1, errors: 1 })
})

test('100,000 distinct tag keys over as many resources', async () => {
  const resources = Array.from({ length: 100_000 }, (_, at) => ({ id: ec2(`i-${at}`), tags: { [`key-${at}`]: 'v' } }))
  const { totals } = await reportOf(lines(...resources))
  expect(totals).toMatchObject({ resources: 100_000, violating: 100_000, errors: 100_000 })
})

test('tag keys and rules called __proto__ and constructor are keys like others', async () => {
  const policy = {
    version: '1',
    required_tags: [{ name: 'constructor' }],
    forbidden_tags: [{ name: '__proto__' }, { name: 'toString' }],
  }
  const content = `{"id":"${violating.id}","tags":{"__proto__":"x"}}\n{"id":"${compliant.id}","tags":{"constructor":"y"}}\n`
  const { resources } = await reportOf(content, 'estate.ndjson', policy)
  expect(
    resources.map(({ violations }: { violations: { tag: string; rule: string }[] }) =>
      violations.map(({ tag, rule }) => [tag, rule]),
    ),
  ).toEqual([
    [
      ['constructor', 'missing'],
      ['__proto__', 'forbidden_key'],
    ],
    [],
  ])
})

test('of a key there twice the last counts, as JSON.parse has it', async () => {
  const twice = `{"id":"x","id":"${ec2('i')}","tags":{"Owner":""},"tags":{"Owner":"","Stage":"prod","Owner":"a"}}`
  const { resources } = await reportOf(twice)
  expect(resources).toMatchObject([
    { id: ec2('i'), verdict: 'compliant', violations: [{ tag: 'Stage', found: 'prod' }] },
  ])
})

test('escapes and surrogates are read, half a pair is replaced', async () => {
  const line = String.raw`{"id":"${'x'}\u002fy","type":"a:b","tags":{"\u004fwner":"a","Stage":"\ud83d\ude00\ud800\t"}}`
  const { resources } = await reportOf(line)
  expect(resources).toMatchObject([{ id: 'x/y', verdict: 'compliant', violations: [{ found: '😀\uFFFD\t' }] }])
})

test('keys that differ only in half a surrogate pair do not make a resource vanish', async () => {
  const { totals } = await reportOf(String.raw`{"id":"x","type":"a:b","tags":{"\ud800":"1","\ud801":"2"}}`)
  expect(totals.resources).toBe(1)
})

test('1e3 and -0 are dollars', async () => {
  const content = `{"id":"a","type":"a:b","tags":{"Owner":"a"},"monthlyCost":1e3}\n{"id":"b","type":"a:b","tags":{},"monthlyCost":-0}\n`
  expect((await reportOf(content)).costScore).toBe(1)
  const more = `${content}{"id":"c","type":"a:b","tags":{},"monthlyCost":3E+3}\n`
  expect((await reportOf(more)).costScore).toBe(0.25)
})

test('arn stands for id; account, region and type are read from it', async () => {
  const arn = 'arn:aws:rds:us-west-2:444455556666:db:orders'
  const place = { type: 'rds:db', account: '444455556666', region: 'us-west-2' }
  expect((await jsonOf([{ arn, tags: {} }])).resources).toMatchObject([{ id: arn, ...place }])
  const own = { type: 'my:type', account: '', region: 'mars' }
  expect((await jsonOf([{ arn, tags: {}, ...own }])).resources).toMatchObject([{ id: arn, ...own }])
})

test('tagRead denied makes the tags unreadable, with or without tags', async () => {
  const denied = { ...compliant, tagRead: 'denied' }
  const report = await jsonOf([denied, { id: ec2('b'), tagRead: 'throttled' }, { ...violating, tagRead: 'ok' }])
  expect(report.resources.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    'unknown',
    'unknown',
    'violating',
  ])
  expect(report.coverage).toMatchObject([{ status: 'partial', resources: 3 }])
})

test('CSV: an empty tag cell is absent, null in a tags column unreadable', async () => {
  const content = `id,type,tags\na,t:k,"{""Owner"":""a"",""Stage"":""test""}"\nb,t:k,null\nc,t:k,{}\n`
  const { resources } = await reportOf(content, 'a.csv')
  expect(resources.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['compliant', 'unknown', 'violating'])
})

test('- is standard input', async () => {
  const { status, out } = await run(
    ['audit', '--inventory', '-', '--policy', write('p.json', JSON.stringify(policyFile)), '--format', 'json'],
    { stdin: lines(violating) },
  )
  expect(status).toBe(1)
  expect(JSON.parse(out).totals.resources).toBe(1)
})

test('an id of another kind than an ARN is taken with its type', async () => {
  const id = '//compute.googleapis.com/projects/p/zones/z/instances/i'
  const { resources } = await jsonOf([{ id, type: 'gcp:instance', tags: {} }])
  expect(resources).toMatchObject([{ id, type: 'gcp:instance', account: '', region: '' }])
})
