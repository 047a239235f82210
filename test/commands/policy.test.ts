import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { auditing, compliant, lines, policyFile, warned } from './support.ts'

const { audit, directory, run, write } = auditing()

const fiveProblems = {
  version: 1,
  required_tags: [
    { name: 'aws:x' },
    { name: 'A', validation_regex: '(?=x)' },
    { name: 'B', allowed_values: [] },
    { name: 'C', sevrity: 'error' },
  ],
}
const problemPlaces = [
  ['version', 'invalid_type'],
  ['required_tags[2].allowed_values', 'empty_allowed_values'],
  ['required_tags[3].sevrity', 'unknown_field'],
  ['required_tags[0].name', 'reserved_prefix'],
  ['required_tags[1].validation_regex', 'unsupported_regex'],
]

const placesOf = (problems: { path: string; code: string }[]) => problems.map(({ path, code }) => [path, code])

test('policy check: a good policy is fine, and its hash is printed', async () => {
  const path = write('good.json', JSON.stringify(policyFile))
  const { status, out, err } = await run(['policy', 'check', path])
  expect([status, err]).toEqual([0, ''])
  expect(out).toMatch(/good\.json: fine, sha256:[0-9a-f]{64}\n$/)
  const report = JSON.parse((await run(['policy', 'check', path, '--format', 'json'])).out)
  expect(report).toEqual({ ok: true, hash: /sha256:.*/.exec(out)?.[0], problems: [], warnings: [] })
})

test('policy check: five problems show five, each with its place, code and sentence', async () => {
  const path = write('bad.json', JSON.stringify(fiveProblems))
  const { status, out } = await run(['policy', 'check', path])
  expect(status).toBe(2)
  expect(out).toContain('bad.json: 5 problems\n')
  for (const [place, code] of problemPlaces) {
    expect(
      out.split('\n').filter((line) => line.startsWith(`  ${place}: `) && line.endsWith(`[${code}]`)),
    ).toHaveLength(1)
  }
  expect(out).toContain('Did you mean "severity"?')
  const json = await run(['policy', 'check', path, '--format', 'json'])
  expect(json.status).toBe(2)
  const report = JSON.parse(json.out)
  expect(report).toEqual({ ok: false, hash: null, problems: expect.any(Array), warnings: [] })
  expect(placesOf(report.problems)).toEqual(problemPlaces)
})

test('policy check: warnings are told, and the policy is still fine', async () => {
  const path = write(
    'warned.json',
    JSON.stringify({ version: '1', required_tags: [{ name: 'A', applies_to: ['rds:db-instance'] }] }),
  )
  const { status, out } = await run(['policy', 'check', path])
  expect(status).toBe(0)
  expect(out).toMatch(
    /fine, .*\n1 warning:\n {2}required_tags\[0\]\.applies_to\[0\]: .*Did you mean "rds:db"\? \[unknown_type\]\n$/,
  )
})

test('policy check: --now is the moment against which exemptions are held', async () => {
  const exemption = { resources: ['x'], reason: 'r', expires_at: '2027-01-01T00:00:00Z' }
  const path = write('exempt.json', JSON.stringify({ ...policyFile, exemptions: [exemption] }))
  const codesAt = async (now: string) =>
    JSON.parse((await run(['policy', 'check', path, '--format', 'json', '--now', now])).out).warnings.map(
      ({ code }: { code: string }) => code,
    )
  expect(await codesAt('2026-06-01')).toEqual([])
  expect(await codesAt('2026-12-20')).toEqual(['expiring_exemption'])
  expect(await codesAt('2027-01-01')).toEqual(['expired_exemption'])
})

test.each(['policies/tagging_policy.json', 'policies/examples/minimal.json', 'policies/examples/finops-strict.json'])(
  'policy check: %s loads',
  async (path) => {
    expect((await run(['policy', 'check', path])).status).toBe(0)
  },
)

test('policy schema is the schema that is committed', async () => {
  const { status, out, err } = await run(['policy', 'schema'])
  expect([status, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toEqual(JSON.parse(readFileSync('policies/tagging_policy.schema.json', 'utf8')))
})

test('audit --format json: the problems of a policy are the result, with exit 2', async () => {
  const { status, out, err } = await audit({ content: lines(compliant), policy: fiveProblems }, '--format', 'json')
  expect([status, err]).toEqual([2, ''])
  const report = JSON.parse(out)
  expect(report).toEqual({ error: { code: 'invalid_policy', problems: expect.any(Array) } })
  expect(placesOf(report.error.problems)).toEqual(problemPlaces)
})

test.each(['table', 'ndjson', 'csv', 'markdown'])(
  'audit --format %s: the problems of a policy go to stderr',
  async (format) => {
    const { status, out, err } = await audit({ content: lines(compliant), policy: fiveProblems }, '--format', format)
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/^policy\.json: the policy has 5 problems:\n/)
    for (const [place] of problemPlaces) expect(err).toContain(`  ${place}: `)
    expect(err.trimEnd().split('\n')).toHaveLength(7)
  },
)

test('audit: warnings of the policy go to stderr', async () => {
  const policy = { version: '1', required_tags: [{ name: 'Owner', applies_to: ['ec2:instance', 'rds:db-instance'] }] }
  const { status, err } = await audit({ content: lines(warned), policy })
  expect(status).toBe(0)
  expect(err).toMatch(/^policy warning: required_tags\[0\]\.applies_to\[1\]: .*\[unknown_type\]\n$/)
})

test.each([
  ['none.json', 'there is no such file'],
  ['', 'it is a directory'],
])('a policy file that cannot be read is one sentence and exit 2: %j', async (name, reason) => {
  for (const args of [
    ['audit', '--demo', '--policy'],
    ['policy', 'check'],
  ]) {
    const { status, out, err } = await run([...args, `${directory}/${name}`])
    expect([status, out]).toEqual([2, ''])
    expect(err).toBe(
      `${name}: the policy file cannot be read (${reason}).\nCheck the path; policies/examples/minimal.json is one to start from.\n`,
    )
  }
})

test.each([
  ['nothing', ''],
  ['no JSON', '{"version": "1",\n  x}'],
  ['a binary', '\u0000\u0001\u001b[2J'],
])('a policy file that holds %s is one problem on one line', async (_what, content) => {
  const { status, out } = await run(['policy', 'check', write('broken.json', content)])
  expect(status).toBe(2)
  expect(out).toMatch(/broken\.json: 1 problem\n {2}[^\n]+ \[invalid_json\]\n$/)
  expect(out).not.toContain('\u001b')
})

test('a byte order mark before a policy is fine', async () => {
  expect((await run(['policy', 'check', write('bom.json', `\uFEFF${JSON.stringify(policyFile)}`)])).status).toBe(0)
})
