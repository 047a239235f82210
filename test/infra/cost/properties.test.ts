import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { priceStack } from '../../../stacks/cost/price-stack.ts'
import { usageOf } from '../../../stacks/cost/price-table.ts'
import type { Resource } from '../../../stacks/cost/rule.ts'

const usage = fc
  .tuple(fc.constantFrom('docker', 'ec2', 'ecs'), fc.constantFrom('dev', 'staging', 'prod'))
  .map(([target, environment]) => usageOf(target, environment))

const zones = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2 })
const of = (type: string, inputs: fc.Arbitrary<Readonly<Record<string, unknown>>>): fc.Arbitrary<Resource> =>
  inputs.map((given) => ({ type, name: 'r', inputs: given }))
const bare = (type: string) => of(type, fc.constant({}))

const resource: fc.Arbitrary<Resource> = fc.oneof(
  of(
    'awsx:ec2:Vpc',
    fc.record({
      availabilityZoneNames: zones,
      natGateways: fc.record({ strategy: fc.constantFrom('None', 'Single', 'OnePerAz') }),
    }),
  ),
  of('aws:ec2/vpcEndpoint:VpcEndpoint', fc.record({ vpcEndpointType: fc.constantFrom('Gateway', 'Interface') })),
  bare('aws:lb/loadBalancer:LoadBalancer'),
  of('aws:wafv2/webAcl:WebAcl', fc.record({ rules: fc.array(fc.constant({})) })),
  of('aws:ecs/taskDefinition:TaskDefinition', fc.record({ cpu: fc.constant('512'), memory: fc.constant('1024') })),
  of(
    'aws:ecs/service:Service',
    fc.record({
      capacityProviderStrategies: fc.array(
        fc.record({
          capacityProvider: fc.constantFrom('FARGATE', 'FARGATE_SPOT'),
          base: fc.nat(5),
          weight: fc.nat(5),
        }),
      ),
    }),
  ),
  of(
    'aws:rds/instance:Instance',
    fc.record({
      instanceClass: fc.constantFrom('db.t4g.micro', 'db.r5.large', 'db.unknown'),
      allocatedStorage: fc.nat(1_000),
      storageType: fc.constantFrom('gp3', 'io2'),
      multiAz: fc.boolean(),
    }),
  ),
  bare('aws:cloudwatch/logGroup:LogGroup'),
  bare('aws:cloudwatch/metricAlarm:MetricAlarm'),
  bare('aws:kms/key:Key'),
  bare('aws:s3/bucket:Bucket'),
  bare('aws:iam/role:Role'),
  bare('aws:lambda/function:Function'),
)
const stack = fc.array(resource, { maxLength: 20 })

describe('whatever is in a stack', () => {
  test('the total is the sum of its lines, to the cent', () => {
    fc.assert(
      fc.property(stack, usage, (resources, assumed) => {
        const { totalUsd, lines } = priceStack(resources, assumed)
        const sumCents = lines.reduce((sum, { monthlyUsd }) => sum + Math.round(monthlyUsd * 100), 0)
        expect(Math.round(totalUsd * 100)).toBe(sumCents)
      }),
    )
  })
  test('no line is negative, and each is its quantity at its price', () => {
    fc.assert(
      fc.property(stack, usage, (resources, assumed) => {
        for (const { count, each, unitPriceUsd, monthlyUsd } of priceStack(resources, assumed).lines) {
          expect(Math.min(count, each, monthlyUsd)).toBeGreaterThanOrEqual(0)
          expect(Math.abs(count * each * unitPriceUsd - monthlyUsd)).toBeLessThanOrEqual(0.005 + 1e-9)
        }
      }),
    )
  })
  test('one more resource never makes it cheaper, unless it says what it can no longer price', () => {
    fc.assert(
      fc.property(stack, resource, usage, (resources, more, assumed) => {
        const before = priceStack(resources, assumed)
        const after = priceStack([...resources, more], assumed)
        const saysLess = after.notPriced.length > before.notPriced.length
        expect(after.totalUsd >= before.totalUsd || saysLess).toBe(true)
      }),
    )
  })
  test('an unknown type changes no line and is named', () => {
    fc.assert(
      fc.property(stack, usage, (resources, assumed) => {
        const unknown = { type: 'aws:new/thing:Thing', name: 'r', inputs: {} }
        const before = priceStack(resources, assumed)
        const after = priceStack([...resources, unknown], assumed)
        expect(after.lines).toEqual(before.lines)
        expect(after.notPriced.map(({ type }) => type)).toContain('aws:new/thing:Thing')
      }),
    )
  })
  test('the order in which it is made does not matter', () => {
    fc.assert(
      fc.property(stack, usage, (resources, assumed) => {
        const { totalUsd } = priceStack(resources, assumed)
        expect(priceStack(resources.toReversed(), assumed).totalUsd).toBe(totalUsd)
      }),
    )
  })
  test('every resource is priced, free or named', () => {
    fc.assert(
      fc.property(resource, usage, (one, assumed) => {
        const { lines, notPriced, free } = priceStack([one], assumed)
        const partOfAnother = [
          'aws:ec2/vpcEndpoint:VpcEndpoint',
          'awsx:ec2:Vpc',
          'aws:ecs/taskDefinition:TaskDefinition',
        ]
        expect(lines.length + notPriced.length + free.length > 0 || partOfAnother.includes(one.type)).toBe(true)
      }),
    )
  })
})
