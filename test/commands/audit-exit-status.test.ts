import { expect, test } from 'vitest'
import { auditing, compliant, unreadable, violating, warned } from './support.ts'

const { audit, of, jsonOf } = auditing()

test.each([
  ['nothing in force', [compliant], [], 0],
  ['an error', [violating], [], 1],
  ['an error, --fail-on error', [violating], ['--fail-on', 'error'], 1],
  ['an error, --fail-on warning', [violating], ['--fail-on', 'warning'], 1],
  ['an error, --fail-on never', [violating], ['--fail-on', 'never'], 0],
  ['a warning', [warned], [], 0],
  ['a warning, --fail-on warning', [warned], ['--fail-on', 'warning'], 1],
  ['a warning, --fail-on never', [warned], ['--fail-on', 'never'], 0],
  ['unreadable tags alone', [unreadable], [], 0],
  ['everything seen, --require-complete', [compliant], ['--require-complete'], 0],
  ['everything seen with an error, --require-complete', [violating], ['--require-complete'], 1],
  ['unreadable tags, --require-complete', [unreadable], ['--require-complete'], 3],
  ['not complete wins over violations', [violating, unreadable], ['--require-complete'], 3],
  ['not complete wins over --fail-on never', [unreadable], ['--require-complete', '--fail-on', 'never'], 3],
])('%s', async (_case, records, options, status) => {
  expect((await of(records, ...options)).status).toBe(status)
})

test('a reported cell that was not seen makes a run incomplete', async () => {
  const cell = { coverage: { account: '1', region: 'r', type: 's3:bucket', status: 'throttled' } }
  expect((await of([compliant, cell], '--require-complete')).status).toBe(3)
})

test('a line left out makes a run incomplete', async () => {
  expect((await of([compliant, 'no object'], '--skip-bad', '--require-complete')).status).toBe(3)
  expect((await of([compliant, 'no object'], '--skip-bad')).status).toBe(0)
})

test('an empty estate is not complete: nothing was reported as looked at', async () => {
  expect((await of([], '--require-complete')).status).toBe(3)
  expect((await of([])).status).toBe(0)
})

test('an incomplete run says on stderr why it failed', async () => {
  const { err } = await of([compliant, unreadable, 'no object'], '--skip-bad', '--require-complete')
  expect(err).toContain('Not complete: 0.0 %: 1 of 1 cells (account, region, type) not fully seen, 1 bad line left out')
})

test('what a live exemption covers or a young resource lacks does not fail', async () => {
  const exemption = { resources: [violating.id], reason: 'r', expires_at: '2026-07-01T00:00:00Z' }
  const policy = { version: '1.0', required_tags: [{ name: 'Owner' }], exemptions: [exemption], grace_period_hours: 24 }
  const young = { ...violating, id: `${violating.id}-2`, createdAt: '2026-05-31T12:00:00Z' }
  const content = `${JSON.stringify(violating)}\n${JSON.stringify(young)}\n`
  expect((await audit({ content, policy })).status).toBe(0)
  expect((await audit({ content, policy }, '--now', '2026-07-01T00:00:00Z')).status).toBe(1)
})

test.each(['error', 'warning'])(
  '--severity %s changes what is listed, never totals, score or exit status',
  async (severity) => {
    const records = [compliant, warned, violating, { ...violating, id: 'arn:aws:s3:::b', tags: { Stage: 'x' } }]
    const all = await jsonOf(records)
    const some = await jsonOf(records, '--severity', severity)
    const violationsOf = (report: typeof all) => report.resources.flatMap(({ violations }: typeof all) => violations)
    expect(violationsOf(all)).toHaveLength(4)
    expect(violationsOf(some)).toEqual(
      violationsOf(all).filter((one: { severity: string }) => one.severity === severity),
    )
    expect({ ...some, resources: some.resources.length }).toEqual({ ...all, resources: 4 })
    expect((await of(records, '--severity', 'warning')).status).toBe(1)
  },
)

test('--severity leaves rules of the other severity out of the table', async () => {
  const { out } = await of([violating, warned], '--severity', 'warning')
  expect(out).toContain('Stage: value not allowed')
  expect(out).not.toContain('Owner: missing')
})
