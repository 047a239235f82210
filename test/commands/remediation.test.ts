import { expect, test } from 'vitest'
import { hashPlan } from '../../server/core/remediation.ts'
import { remediationPlans } from '../../server/services/remediation-plans.ts'
import { instance, isoAt, now } from '../support/builders.ts'
import { newFolder } from '../support/demo-folder.ts'
import { run } from '../support/shell.ts'

const { tags: _, ...place } = instance()
const of = { estate: 'aws', policyHash: 'sha256:p', snapshotId: 'snap_1' }
const changes = Array.from({ length: 25 }, (__, at) => ({
  ...{ ...place, id: `${place.id}${at}` },
  tags: [{ key: 'Stage', value: 'production', was: at === 0 ? null : '\u001b[31mprod' }],
}))
const hash = hashPlan(of, changes)

async function approve(...args: string[]) {
  const folder = newFolder()
  const plans = remediationPlans(folder)
  await plans.keep({ of, madeAt: isoAt(now), changes })
  const ran = await run(['remediation', 'approve', ...args, '--data-dir', folder])
  return { ...ran, plans }
}

test('prints what will be written, shortened and harmless, and allows it once', async () => {
  const { status, out, plans } = await approve(hash)
  expect(status).toBe(0)
  expect(out).toContain('25 tags on 25 resources')
  expect(out).toMatch(/instance\/i-10 +Stage +\(none\) +production/)
  expect(out).toContain('… and 5 more')
  expect(out).not.toContain('\u001b')
  expect(await plans.take(hash, now)).toMatchObject({ hash, expiresAt: isoAt(now + 15 * 60_000) })
})

test('for as long as is said', async () => {
  const { plans } = await approve(hash, '--expires', '2h')
  expect(await plans.take(hash, now)).toMatchObject({ expiresAt: isoAt(now + 2 * 3_600_000) })
})

test.each([
  [[], 'say which plan'],
  [['sha256:1'], 'no hash of a plan'],
  [[`sha256:${'0'.repeat(64)}`], 'no plan with this hash'],
  [[hash, '--expires', '25h'], 'no time from 1m to 24h'],
  [[hash, '--expires', 'soon'], 'no time from 1m to 24h'],
])('%j is refused', async (args, words) => {
  const { status, err, plans } = await approve(...args)
  expect([status, err]).toEqual([2, expect.stringContaining(words)])
  await expect(plans.take(hash, now)).rejects.toMatchObject({ code: 'forbidden' })
})
