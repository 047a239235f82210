import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hashPlan } from '../../server/core/remediation.ts'
import { type RemediationPlan, remediationPlans } from '../../server/services/remediation-plans.ts'
import { instance, isoAt, now } from '../support/builders.ts'
import { newFolder } from '../support/demo-folder.ts'

const { tags: _, ...place } = instance()
const plan: RemediationPlan = {
  ...{ of: { estate: 'aws', policyHash: 'sha256:p', snapshotId: 'snap_1' }, madeAt: isoAt(now) },
  changes: [{ ...place, tags: [{ key: 'Stage', value: 'production', was: 'prod' }] }],
}
const hash = hashPlan(plan.of, plan.changes)
const other = hashPlan(plan.of, [])
const minute = 60_000
const approval = { hash, by: 'somebody', at: isoAt(now), expiresAt: isoAt(now + minute) }

async function kept() {
  const folder = newFolder()
  const plans = remediationPlans(folder)
  await plans.keep(plan)
  return { plans, folder: join(folder, 'remediation') }
}

test('a plan is found by its hash', async () => {
  const { plans } = await kept()
  expect(await plans.read(hash)).toEqual(plan)
})

test('an unknown hash, and what is no hash', async () => {
  const { plans } = await kept()
  await expect(plans.read(other)).rejects.toMatchObject({ code: 'not_found' })
  await expect(plans.read('../../etc/passwd')).rejects.toMatchObject({ code: 'bad_usage' })
})

test('a plan that was changed on the disk is refused', async () => {
  const { plans, folder } = await kept()
  const [name = ''] = readdirSync(folder)
  const text = readFileSync(join(folder, name), 'utf8')
  writeFileSync(join(folder, name), text.replace('production', 'forged'))
  await expect(plans.read(hash)).rejects.toMatchObject({ code: 'conflict' })
})

test('an approval is used once, also by many at the same time', async () => {
  const { plans } = await kept()
  await expect(plans.take(hash, now)).rejects.toMatchObject({ code: 'forbidden' })
  await plans.approve(approval)
  const takes = await Promise.allSettled(Array.from({ length: 20 }, () => plans.take(hash, now)))
  expect(takes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(plans.take(hash, now)).rejects.toMatchObject({ code: 'forbidden' })
})

test('an approval ends', async () => {
  const { plans } = await kept()
  await plans.approve(approval)
  await expect(plans.take(hash, now + minute)).rejects.toMatchObject({ message: expect.stringContaining('ended at') })
})

test('an approval of one plan is none of another, even under its name', async () => {
  const { plans, folder } = await kept()
  await plans.approve(approval)
  const name = `${other.slice('sha256:'.length)}.approved.json`
  writeFileSync(join(folder, name), JSON.stringify(approval))
  await expect(plans.take(other, now)).rejects.toMatchObject({ code: 'forbidden' })
})

test('nobody else reads plans and approvals', async () => {
  const { plans, folder } = await kept()
  await plans.approve(approval)
  const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)
  expect(modes).toEqual([0o600, 0o600])
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})
