// What the targets cost, and that the program says the same as the command line.

import { readdirSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { reportOf } from '../../../infra/cost/report.ts'
import { textOf } from '../../../infra/cost/show-report.ts'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { buildBoth, buildGraph, ecs } from '../../../infra/recorder/stacks.ts'
import { askedByFile, askedByTarget } from '../../../infra/which-stack.ts'
import { environments, sharedKeys } from '../../../stacks/config-keys.ts'
import { priceStack } from '../../../stacks/cost/price-stack.ts'
import { usageOf } from '../../../stacks/cost/price-table.ts'

Error.stackTraceLimit = 0

const stacks = sharedKeys.shape.target.options.flatMap((target) =>
  environments.map((environment) => ({ target, environment, name: `${target}/${environment}` })),
)

describe.each(stacks)('$name', ({ target, environment }) => {
  const asked = askedByTarget(target, environment)
  let report: Awaited<ReturnType<typeof reportOf>>
  let both: { readonly preview: Graph; readonly up: Graph }
  beforeAll(async () => {
    report = await reportOf(asked)
    both = await buildBoth(asked.given)
  })

  test('costs what was reviewed', async () => {
    await expect(textOf(report)).toMatchFileSnapshot(`golden/${target}-${environment}.txt`)
  })
  test('has no resource without a price or a reason to be free', () => {
    expect(report.notPriced).toEqual([])
  })
  test('prints the same as estimatedMonthlyCost, in a preview and in up', () => {
    expect(both.preview.values.estimatedMonthlyCost).toBe(report.totalUsd)
    expect(both.up.values.estimatedMonthlyCost).toBe(report.totalUsd)
    expect(both.up.secretOutputs).not.toContain('estimatedMonthlyCost')
  })
  test('its preview is priced as its up', () => {
    const usage = usageOf(target, environment)
    expect(priceStack(both.preview.nodes, usage)).toEqual(priceStack(both.up.nodes, usage))
  })
})

test('[A32] [L15] local development costs nothing, and says why', async () => {
  const report = await reportOf(askedByTarget('docker', 'dev'))
  expect(report.totalUsd).toBe(0)
  expect(textOf(report)).toContain('Nothing of it is billed: it runs on a Docker engine of yours')
})

const ranges = [
  { environment: 'staging', atMostUsd: 900 },
  { environment: 'prod', atMostUsd: 2_900 },
]
const limits = stacks
  .filter(({ target }) => target !== 'docker')
  .flatMap((stack) =>
    ranges.filter((one) => one.environment === stack.environment).map((one) => ({ ...stack, ...one })),
  )

test.each(limits)(
  '[L15] $name does not exceed the range of its environment, $atMostUsd',
  async ({ target, environment, atMostUsd }) => {
    const { totalUsd } = await reportOf(askedByTarget(target, environment))
    expect(totalUsd).toBeLessThanOrEqual(atMostUsd)
  },
)

const everything = {
  domain: 'tagwarden.example.com',
  hostedZoneId: 'Z0000000EXAMPLE',
  alarmEmail: 'platform@example.com',
  interfaceEndpoints: true,
  offHours: { zone: 'UTC', start: '20:00', end: '06:00' },
  auditAccounts: ['210987654321'],
  auditExternalId: 'external-id',
  zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
  rollout: 'blue-green',
}

test('with everything switched on the two agree as well, and nothing is without a price', async () => {
  const { nodes, values, warnings } = await buildGraph(ecs('staging', everything), 'up')
  const { totalUsd, notPriced } = priceStack(nodes, usageOf('ecs', 'staging'))
  expect(notPriced).toEqual([])
  expect(values.estimatedMonthlyCost).toBe(totalUsd)
  expect(warnings.join()).not.toContain('estimatedMonthlyCost')
})

const examples = readdirSync('.').flatMap((file) => /^Pulumi\.(example-[\w-]+)\.yaml$/.exec(file)?.[1] ?? [])

test.each(examples)('the stack file %s, with all it switches on, has nothing without a price', async (name) => {
  const asked = askedByFile(name)
  const { totalUsd, notPriced } = await reportOf(asked)
  expect(notPriced).toEqual([])
  expect((await buildGraph(asked.given, 'up')).values.estimatedMonthlyCost).toBe(totalUsd)
})

test('ten interface endpoints in three zones cost what they cost by hand', async () => {
  const { nodes } = await buildGraph(ecs('prod', { interfaceEndpoints: true }), 'up')
  const { lines } = priceStack(nodes, usageOf('ecs', 'prod'))
  const line = lines.find(({ price }) => price === 'endpoint-hour')
  expect(line?.monthlyUsd).toBe(10 * 3 * 730 * 0.01)
})
