import { expect, test } from 'vitest'
import { splitCells } from '../../server/sources/file/csv-cells.ts'
import { auditing, compliant, ec2, unreadable, violating, warned } from './support.ts'

const { audit, of } = auditing()

/** The repository's own reader: records end in CRLF, and none of these holds a line break. */
function rowsOf(csv: string): string[][] {
  expect(csv.endsWith('\r\n')).toBe(true)
  return csv
    .slice(0, -2)
    .split('\r\n')
    .map((record) => [...(splitCells(record) as { cells: readonly string[] }).cells]) // a reason would fail below
}

test('a row a violation, and one for a resource without', async () => {
  const both = { ...warned, tags: { Stage: 'prod' }, id: ec2('both') }
  const { out } = await of([compliant, both, violating, unreadable], '--format', 'csv')
  const place = ['ec2:instance', '111122223333', 'eu-west-1']
  const none = Array(10).fill('')
  expect(rowsOf(out)).toEqual([
    [
      ...['id', 'type', 'account', 'region', 'verdict', 'tag', 'rule', 'severity', 'found', 'foundKey', 'expected'],
      ...['suggestion', 'detail', 'exemption', 'exemptionExpired'],
    ],
    [compliant.id, ...place, 'compliant', ...none],
    [both.id, ...place, 'violating', 'Owner', 'missing', 'error', '', '', '', '', '', '', ''],
    [
      ...[both.id, ...place, 'violating', 'Stage', 'invalid_value', 'warning', 'prod', ''],
      ...['production; test', 'production', '', '', ''],
    ],
    [violating.id, ...place, 'violating', 'Owner', 'missing', 'error', '', '', '', '', '', '', ''],
    [unreadable.id, ...place, 'unknown', ...none],
  ])
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|calc', '=1,"x"'])(
  '%j is text, not a formula',
  async (found) => {
    const { out } = await of([{ ...warned, tags: { Owner: 'a', Stage: found } }], '--format', 'csv')
    expect(rowsOf(out)[1]?.[8]).toBe(`'${found}`)
  },
)

test('line breaks and quotes stay inside their cell', async () => {
  const { out } = await of([{ ...warned, tags: { Owner: 'a', Stage: 'a"b,\r\nc' } }], '--format', 'csv')
  expect(out.split('\r\n').slice(1, 3).join('\r\n')).toContain(',"a""b,\r\nc",')
})

test('what CSV cannot hold goes to stderr: cells not seen, lines left out', async () => {
  const { err } = await audit({ content: `${JSON.stringify(unreadable)}\nx\n` }, '--format', 'csv', '--skip-bad')
  expect(err).toContain('0.0 %: 1 of 1 cells (account, region, type) not fully seen, 1 bad line left out')
  expect(err).toContain('line 2: not JSON')
})
