import { expect, test } from 'vitest'
import { run } from '../support/shell.ts'
import { auditing, compliant, ec2, lines, unreadable, violating, warned } from './support.ts'

const { audit, of, write } = auditing()
const esc = '\u001b'
const hostile = `${esc}[31mred\u009b0m\r\nFAKE\u202etxt|<img src=x onerror=alert(1)>[a](javascript:b)\`c\`**d** https://evil.example www.evil.example`

test('the table says score, interval, completeness, totals and the worst offenders', async () => {
  const cost = { monthlyCost: 1234.5 }
  const { out } = await of([compliant, { ...violating, ...cost }, warned, unreadable])
  expect(out.split('\n').slice(0, 2)).toEqual([
    'Score     66.7 % compliant, between 50.0 % and 75.0 % with the unknown ones; 0.0 % by dollars',
    'Seen      0.0 %: 1 of 1 cells (account, region, type) not fully seen',
  ])
  expect(out.split('\n').slice(5)).toEqual([
    'Verdict                      Resources  $ a month',
    'compliant                            2          0',
    'violating                            1      1,235',
    'unknown (tags not readable)          1          0',
    'exempt                               0          0',
    'pending (too young)                  0          0',
    'not applicable                       0          0',
    'all                                  4      1,235',
    '',
    'Rule                      Severity  Violations  $ a month',
    'Owner: missing            error              1      1,235',
    'Stage: value not allowed  warning            1          0',
    '',
    'Type          Violating   Score  $ a month',
    'ec2:instance          1  66.7 %      1,235',
    '',
    'Account       Violating   Score  $ a month',
    '111122223333          1  66.7 %      1,235',
    '',
    '$ a month  Type          Violating resource',
    `    1,235  ec2:instance  ${violating.id}`,
    '',
    'Not fully seen  Resources  Account       Region     Type',
    'partial                 4  111122223333  eu-west-1  ec2:instance',
    '',
  ])
})

test('dollars that nobody gave are not shown as 0', async () => {
  const { out } = await of([violating])
  expect(out).not.toContain('$')
})

test('a table that is cut off says so', async () => {
  const kinds = Array.from({ length: 12 }, (_, at) => ({
    id: `arn:aws:s${at}:eu-west-1:111122223333:kind/${at}`,
    tags: {},
  }))
  const { out } = await of(kinds)
  expect(out).toContain('Type (8 of 12)')
})

test('--format markdown is the same tables', async () => {
  const { out } = await of([compliant, violating], '--format', 'markdown')
  expect(out).toMatch(/^# Tagging audit\n\n- Score: 50\.0 % compliant\n/)
  expect(out).toContain('| Verdict | Resources |\n|---|---:|\n| compliant | 1 |\n')
  expect(out).toContain('| Owner: missing | error | 1 |\n')
})

const attack = lines(
  { id: `x${hostile}`, type: `t${hostile}`, account: `a${hostile}`, region: `r${hostile}`, tags: {}, monthlyCost: 1 },
  { id: 'y', type: `t${hostile}`, account: `a${hostile}`, region: `r${hostile}`, tags: null },
)
const attackedPolicy = {
  version: `1${hostile}`,
  required_tags: [{ name: 'Owner' }],
  forbidden_tags: [{ name: 'x<b>|' }],
}

test('hostile text in a table forges no line and moves no cursor', async () => {
  const { out } = await audit({ content: attack, policy: attackedPolicy })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  expect(out.split('\n').filter((line) => line.startsWith('FAKE'))).toEqual([])
  expect(out).toContain(String.raw`x\u{1b}[31mred`)
})

test('hostile text in Markdown is inert', async () => {
  const { out } = await audit({ content: attack, policy: attackedPolicy }, '--format', 'markdown')
  const unescaped = out.trimEnd().replaceAll(/\\./g, '')
  expect(unescaped).not.toMatch(/<img|\]\(|\*\*|`|https:\/\/|www\./)
  const tables = unescaped.split('\n\n').filter((block) => block.startsWith('|'))
  const columnCounts = tables.map((table) => new Set(table.split('\n').map((line) => line.split('|').length)).size)
  expect(columnCounts).toEqual(Array(tables.length).fill(1))
})

test('colours are for terminals only', async () => {
  const args = [
    'audit',
    '--inventory',
    '-',
    '--policy',
    write('p.json', '{"version":"1","required_tags":[{"name":"Owner"}]}'),
  ]
  const stdin = lines(violating)
  expect((await run(args, { stdin })).out).not.toContain(esc)
  const coloured = (await run(args, { stdin, colours: true })).out
  expect(coloured).toContain(`${esc}[1m`)
  expect(coloured.replaceAll(`${esc}[1m`, '').replaceAll(`${esc}[0m`, '')).toBe((await run(args, { stdin })).out)
})

test('an estate without resources has no score, and a note says so', async () => {
  const { status, out, err } = await of([])
  expect(status).toBe(0)
  expect(out).toContain('none: no resources in scope')
  expect(err).toBe('There was no resource to audit.\n')
})

test('lines left out are named on stderr', async () => {
  const { err } = await audit({ content: `${lines(compliant)}x\n{}\n` }, '--skip-bad')
  expect(err).toMatch(/^2 bad lines were left out:\n {2}line 2: not JSON.*\n {2}line 3: "id" is missing/)
  expect((await audit({ content: `${lines(compliant)}{}\n` }, '--skip-bad')).err).toContain('1 bad line was left out:')
})

test('a long resource id is the last cell of its row', async () => {
  const { out } = await of([{ ...violating, id: ec2('x'.repeat(200)), monthlyCost: 5 }])
  expect(out).toContain(`        5  ec2:instance  ${ec2('x'.repeat(200))}\n`)
})
