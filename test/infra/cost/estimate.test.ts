// What the running program says of its own costs.

import { Instance } from '@pulumi/aws/rds/instance.js'
import { Bucket } from '@pulumi/aws/s3/bucket.js'
import { type Input, output } from '@pulumi/pulumi'
import { expect, test } from 'vitest'
import { record } from '../../../infra/recorder/graph.ts'
import { watchCost } from '../../../stacks/estimate.ts'

Error.stackTraceLimit = 0

/** A program of one database, and what it prints. */
const running = (instanceClass: Input<string>, preview: boolean) =>
  record({ stack: 'prod', config: { 'aws:region': 'eu-west-1' }, preview }, async () => {
    const cost = watchCost('ecs', 'prod')
    const args = { instanceClass, identifier: 'x', storageType: 'gp3', allocatedStorage: 50, password: 'a-password' }
    new Instance('database', args)
    return { estimatedMonthlyCost: cost() }
  })

test.each([true, false])('the figure is known, and no secret (preview: %s)', async (preview) => {
  const { values, secretOutputs, warnings } = await running('db.t4g.medium', preview)
  // 730 hours, 50 GB, and 20 GB of backups.
  expect(values.estimatedMonthlyCost).toBeCloseTo(730 * 0.065 + 50 * 0.115 + 20 * 0.095, 2)
  expect(secretOutputs).toEqual([])
  expect(warnings).toEqual([])
})

test('a size without a price is left out with a warning', async () => {
  const { values, warnings } = await running('db.x2g.large', false)
  expect(values.estimatedMonthlyCost).toBe(0)
  expect(warnings.join()).toContain(
    'estimatedMonthlyCost leaves out what has no price: 1 × aws:rds/instance:Instance (no price of db.x2g.large in the table)',
  )
})

test('what another resource has to tell first is neither waited for nor looked into', async () => {
  const { values, warnings } = await running(output(Promise.resolve('db.t4g.medium')), false)
  expect(values.estimatedMonthlyCost).toBe(0)
  expect(warnings.join()).toContain('its size is not known')
})

test('it counts from the moment it is asked to watch', async () => {
  const { values } = await record({ stack: 'prod', config: {}, preview: true }, async () => {
    new Bucket('before')
    const cost = watchCost('ecs', 'prod')
    new Bucket('after')
    return { estimatedMonthlyCost: cost() }
  })
  expect(values.estimatedMonthlyCost).toBeCloseTo(50 * 0.023, 2)
})
