import { expect, test } from 'vitest'
import { auditing, compliant, ec2, lines, moment, policyFile, unreadable, violating, warned } from './support.ts'

const { audit, of, jsonOf } = auditing()
const place = { account: '111122223333', region: 'eu-west-1', type: 'ec2:instance' }
const missing = { tag: 'Owner', rule: 'missing', severity: 'error' }

test('--format json has the documented shape', async () => {
  expect(await jsonOf([compliant, violating, unreadable])).toEqual({
    policy: { hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), version: '1.0', warnings: [] },
    evaluatedAt: moment,
    score: 0.5,
    scoreLow: 1 / 3,
    scoreHigh: 2 / 3,
    scoreReason: null,
    costScore: null,
    completeness: 0,
    skipped: [],
    totals: {
      ...{ resources: 3, compliant: 1, violating: 1, unknown: 1, exempt: 0, pending: 0, notApplicable: 0 },
      ...{ errors: 1, warnings: 0 },
    },
    coverage: [{ ...place, status: 'partial', resources: 3 }],
    resources: [
      { id: compliant.id, ...place, verdict: 'compliant', violations: [] },
      { id: violating.id, ...place, verdict: 'violating', violations: [missing] },
      { id: unreadable.id, ...place, verdict: 'unknown', violations: [] },
    ],
  })
})

test('a violation says what was found, what is expected and what was probably meant', async () => {
  const { resources } = await jsonOf([warned])
  expect(resources[0].violations).toEqual([
    {
      ...{ tag: 'Stage', rule: 'invalid_value', severity: 'warning', found: 'prod' },
      ...{ expected: ['production', 'test'], suggestion: 'production' },
    },
  ])
})

test('resources are listed in input order, over more than one part', async () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => ec2(`i-${(at * 7919) % 20_000}`))
  const { resources } = await jsonOf(ids.map((id, at) => ({ id, tags: at % 3 ? {} : { Owner: `o${at}` } })))
  expect(resources.map(({ id }: { id: string }) => id)).toEqual(ids)
})

test('coverage: cells given and cells that occur, the worst status of each', async () => {
  const cell = (region: string, status: string) => ({ coverage: { ...place, region, status } })
  const records = [cell('eu-west-1', 'ok'), compliant, cell('us-east-1', 'ok'), cell('us-east-1', 'denied')]
  const report = await jsonOf([...records, cell('us-east-1', 'timeout')])
  expect(report.coverage).toEqual([
    { ...place, region: 'eu-west-1', status: 'ok', resources: 1 },
    { ...place, region: 'us-east-1', status: 'denied', resources: 0 },
  ])
  expect(report.completeness).toBe(0.5)
})

test('--skip-bad leaves bad lines out and lists them', async () => {
  const report = JSON.parse(
    (
      await audit(
        { content: `${lines(compliant)}{"id":\n\n${lines({ id: 7 }, compliant, violating)}` },
        ...['--skip-bad', '--format', 'json'],
      )
    ).out,
  )
  expect(report.skipped).toEqual([
    { line: 2, reason: expect.stringContaining('not JSON') },
    { line: 4, reason: '"id" must be a string, found number 7' },
    { line: 5, reason: `the id "${compliant.id}" was there before` },
  ])
  expect(report.totals.resources).toBe(2)
})

test('costScore weighs by dollars, and is null without any', async () => {
  const records = [{ ...compliant, monthlyCost: 30 }, { ...violating, monthlyCost: 10 }, warned]
  expect((await jsonOf(records)).costScore).toBe(0.75)
  expect((await jsonOf([compliant, violating])).costScore).toBeNull()
})

test('no score is null with its reason, never 1', async () => {
  const nothing = {
    score: null,
    scoreLow: null,
    scoreHigh: null,
    scoreReason: 'no_resources_in_scope',
    completeness: null,
  }
  expect(await jsonOf([])).toMatchObject({ ...nothing, coverage: [], resources: [] })
  const unread = { score: null, scoreLow: 0, scoreHigh: 1, scoreReason: 'nothing_readable', completeness: 0 }
  expect(await jsonOf([unreadable])).toMatchObject(unread)
})

test('--now is the moment of the verdicts; without it that of the call', async () => {
  expect((await jsonOf([compliant], '--now', '2027-01-02')).evaluatedAt).toBe('2027-01-02T00:00:00.000Z')
  expect((await jsonOf([compliant])).evaluatedAt).toBe(moment)
})

test('a warning of the policy is in the result, and not on stderr', async () => {
  const policy = { ...policyFile, required_tags: [{ name: 'Owner', applies_to: ['rds:db-instance', 'ec2:instance'] }] }
  const { out, err } = await audit({ content: lines(compliant), policy }, '--format', 'json')
  expect(JSON.parse(out).policy.warnings).toEqual([
    {
      ...{ path: 'required_tags[0].applies_to[0]', code: 'unknown_type', suggestion: 'rds:db' },
      message: expect.any(String),
    },
  ])
  expect(err).toBe('')
})

test('--format ndjson is a line a resource and a last one with the rest', async () => {
  const records = [compliant, violating, unreadable]
  const { resources, ...summary } = await jsonOf(records)
  const { out } = await of(records, '--format', 'ndjson')
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([...resources, { summary }])
})
