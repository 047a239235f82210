// Every price once, multiplied by hand.

import { describe, expect, test } from 'vitest'
import type { Inputs } from '../../../stacks/cost/plain.ts'
import { priceStack } from '../../../stacks/cost/price-stack.ts'
import { isPriced, prices, type Usage, usageOf } from '../../../stacks/cost/price-table.ts'

type Given = readonly [type: string, inputs: Inputs]

const resourcesOf = (given: readonly Given[]) => given.map(([type, inputs], at) => ({ type, name: `r${at}`, inputs }))

function monthly(given: readonly Given[], price: string, usage: Partial<Usage> = {}): number {
  const { lines } = priceStack(resourcesOf(given), { ...usageOf('ecs', 'prod'), ...usage })
  return lines.filter((line) => line.price === price).reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0)
}

const network: Given = [
  'awsx:ec2:Vpc',
  { availabilityZoneNames: ['a', 'b', 'c'], natGateways: { strategy: 'OnePerAz' } },
]
const endpoint: Given = ['aws:ec2/vpcEndpoint:VpcEndpoint', { vpcEndpointType: 'Interface' }]
const balancer: Given = ['aws:lb/loadBalancer:LoadBalancer', {}]
const firewall: Given = ['aws:wafv2/webAcl:WebAcl', { rules: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }]
const plan: Given = ['aws:backup/plan:Plan', { rules: [{ copyActions: [{ lifecycle: {} }] }] }]

const database = (instanceClass: string, multiAz = false): Given => [
  'aws:rds/instance:Instance',
  { instanceClass, multiAz, storageType: 'gp3', allocatedStorage: 50, manageMasterUserPassword: true },
]
const cache = (nodeType: string, numCacheClusters: number): Given => [
  'aws:elasticache/replicationGroup:ReplicationGroup',
  { nodeType, numCacheClusters },
]
const instances = (instanceType: string): Given[] => [
  ['aws:autoscaling/group:Group', {}],
  [
    'aws:ec2/launchTemplate:LaunchTemplate',
    { instanceType, blockDeviceMappings: [{ ebs: { volumeType: 'gp3', volumeSize: 20 } }] },
  ],
]
const tasks = (cpuArchitecture: string): Given[] => [
  ['aws:ecs/taskDefinition:TaskDefinition', { cpu: '512', memory: '1024', runtimePlatform: { cpuArchitecture } }],
  [
    'aws:ecs/service:Service',
    {
      capacityProviderStrategies: [
        { capacityProvider: 'FARGATE', base: 2, weight: 1 },
        { capacityProvider: 'FARGATE_SPOT', base: 0, weight: 1 },
      ],
    },
  ],
]

type Row = readonly [price: string, says: string, given: readonly Given[], usage: Partial<Usage>, byHand: number]

const rows: readonly Row[] = [
  ['nat-hour', 'three gateways', [network], {}, 3 * 730 * 0.045],
  ['nat-gb', '150 GB', [network], { natGb: 150 }, 150 * 0.045],
  ['ipv4-hour', 'three of the gateways, three of the balancer', [network, balancer], {}, 6 * 730 * 0.005],
  ['endpoint-hour', 'two endpoints in three zones', [network, endpoint, endpoint], {}, 2 * 3 * 730 * 0.01],
  ['endpoint-gb', '100 GB', [network, endpoint], { endpointGb: 100 }, 100 * 0.01],
  ['balancer-hour', 'one', [balancer], {}, 730 * 0.0225],
  ['balancer-lcu-hour', 'two units on average', [balancer], { balancerLcu: 2 }, 2 * 730 * 0.008],
  ['waf-acl', 'one list', [firewall], {}, 5],
  ['waf-rule', 'three rules', [firewall], {}, 3],
  ['waf-million-requests', 'five millions', [firewall], { wafMillionRequests: 5 }, 5 * 0.6],
  // Of four tasks two are the base, and the other two are shared.
  ['fargate-x86-vcpu-hour', 'three of four', tasks('X86_64'), { averageTasks: 4 }, 3 * 0.5 * 730 * 0.04048],
  ['fargate-x86-gb-hour', 'three of four', tasks('X86_64'), { averageTasks: 4 }, 3 * 730 * 0.004445],
  ['fargate-x86-spot-vcpu-hour', 'one of four', tasks('X86_64'), { averageTasks: 4 }, 0.5 * 730 * 0.04048 * 0.3],
  ['fargate-x86-spot-gb-hour', 'one of four', tasks('X86_64'), { averageTasks: 4 }, 730 * 0.004445 * 0.3],
  ['fargate-arm-vcpu-hour', 'three of four', tasks('ARM64'), { averageTasks: 4 }, 3 * 0.5 * 730 * 0.03238],
  ['fargate-arm-gb-hour', 'three of four', tasks('ARM64'), { averageTasks: 4 }, 3 * 730 * 0.00356],
  ['fargate-arm-spot-vcpu-hour', 'one of four', tasks('ARM64'), { averageTasks: 4 }, 0.5 * 730 * 0.03238 * 0.3],
  ['fargate-arm-spot-gb-hour', 'one of four', tasks('ARM64'), { averageTasks: 4 }, 730 * 0.00356 * 0.3],
  ['instance-t3.medium-hour', 'three', instances('t3.medium'), { averageInstances: 3 }, 3 * 730 * 0.0416],
  ['instance-t3.large-hour', 'two', instances('t3.large'), { averageInstances: 2 }, 2 * 730 * 0.0832],
  ['instance-m5.xlarge-hour', 'three', instances('m5.xlarge'), { averageInstances: 3 }, 3 * 730 * 0.192],
  ['instance-m7g.large-hour', 'three', instances('m7g.large'), { averageInstances: 3 }, 3 * 730 * 0.0816],
  ['volume-gp3-gb', 'three of 20 GB', instances('t3.medium'), { averageInstances: 3 }, 3 * 20 * 0.08],
  ['database-db.t4g.micro-hour', 'one', [database('db.t4g.micro')], {}, 730 * 0.016],
  ['database-db.t4g.medium-hour', 'in two zones', [database('db.t4g.medium', true)], {}, 2 * 730 * 0.065],
  ['database-db.t3.medium-hour', 'one', [database('db.t3.medium')], {}, 730 * 0.072],
  ['database-db.r5.large-hour', 'in two zones', [database('db.r5.large', true)], {}, 730 * 0.5],
  ['database-db.r7g.large-hour', 'one', [database('db.r7g.large')], {}, 730 * 0.239],
  ['database-gp3-gb', '50 GB in two zones', [database('db.r5.large', true)], {}, 2 * 50 * 0.115],
  ['database-backup-gb', '20 GB', [database('db.t3.medium')], { databaseBackupGb: 20 }, 20 * 0.095],
  ['cache-cache.t3.micro-hour', 'two nodes', [cache('cache.t3.micro', 2)], {}, 2 * 730 * 0.017],
  ['cache-cache.t4g.micro-hour', 'two nodes', [cache('cache.t4g.micro', 2)], {}, 2 * 730 * 0.016],
  ['cache-cache.r5.large-hour', 'two nodes', [cache('cache.r5.large', 2)], {}, 2 * 730 * 0.216],
  ['cache-cache.r7g.large-hour', 'one node', [cache('cache.r7g.large', 1)], {}, 730 * 0.175],
  ['files-gb', '10 GB', [['aws:efs/fileSystem:FileSystem', {}]], { filesGb: 10 }, 10 * 0.3],
  ['files-backup-gb', '10 GB, and their copy', [plan], { vaultFilesGb: 10 }, 2 * 10 * 0.05],
  ['backup-copy-gb', '60 GB', [plan], { vaultDatabaseGb: 50, vaultFilesGb: 10 }, 60 * 0.02],
  ['bucket-gb', '50 GB', [['aws:s3/bucket:Bucket', {}]], { bucketGb: 50 }, 50 * 0.023],
  ['registry-gb', '10 GB', [['aws:ecr/repository:Repository', {}]], { registryGb: 10 }, 10 * 0.1],
  [
    'key',
    'two',
    [
      ['aws:kms/key:Key', {}],
      ['aws:kms/replicaKey:ReplicaKey', {}],
    ],
    {},
    2,
  ],
  ['secret', 'one, and that of RDS', [['aws:secretsmanager/secret:Secret', {}], database('db.t3.medium')], {}, 2 * 0.4],
  [
    'log-gb',
    '30 GB, however many groups',
    [
      ['aws:cloudwatch/logGroup:LogGroup', {}],
      ['aws:cloudwatch/logGroup:LogGroup', {}],
    ],
    { logGb: 30 },
    30 * 0.5,
  ],
  [
    'metric',
    '80',
    [['aws:ecs/cluster:Cluster', { settings: [{ name: 'containerInsights', value: 'enhanced' }] }]],
    { metrics: 80 },
    80 * 0.3,
  ],
  [
    'alarm',
    'one, a quotient, and a target',
    [
      ['aws:cloudwatch/metricAlarm:MetricAlarm', { metricName: 'CPUUtilization' }],
      [
        'aws:cloudwatch/metricAlarm:MetricAlarm',
        { metricQueries: [{ metric: {} }, { metric: {} }, { expression: 'a / b' }] },
      ],
      ['aws:appautoscaling/policy:Policy', { policyType: 'TargetTrackingScaling' }],
    ],
    {},
    5 * 0.1,
  ],
  ['dashboard', 'one', [['aws:cloudwatch/dashboard:Dashboard', {}]], {}, 3],
  [
    'prometheus-million-samples',
    '200 M',
    [['aws:amp/workspace:Workspace', {}]],
    { prometheusMillionSamples: 200 },
    200 * 0.09,
  ],
  ['grafana-editor', 'two', [['aws:grafana/workspace:Workspace', {}]], { grafanaEditors: 2 }, 2 * 9],
]

test.each(rows)('%s: %s', (price, _says, given, usage, byHand) => {
  expect(monthly(given, price, usage)).toBeCloseTo(byHand, 2)
})

test('no price is without a sum by hand', () => {
  expect(rows.map(([price]) => price).toSorted()).toEqual(Object.keys(prices).toSorted())
})

test.each(Object.entries(prices))('%s says where it is from, and when', (_name, { usd, source, asOf, unit }) => {
  expect(usd).toBeGreaterThan(0)
  expect(source.length).toBeGreaterThan(5)
  expect(unit).not.toBe('')
  expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/)
})

test('a price from general knowledge is never called confirmed', () => {
  const faults = Object.values(prices).filter(
    ({ source, confirmed }) => confirmed && /^general knowledge[^;]*$/.test(source),
  )
  expect(faults).toEqual([])
})

describe('what a stack does not say', () => {
  const notPriced = (given: readonly Given[]) => {
    const { totalUsd, notPriced: list } = priceStack(resourcesOf(given), usageOf('ecs', 'prod'))
    return { totalUsd, reasons: list.map(({ type, count, reason }) => `${count} × ${type}: ${reason}`) }
  }

  test('a type without a price is not priced, and never 0', () => {
    expect(
      notPriced([
        ['aws:lambda/function:Function', {}],
        ['aws:lambda/function:Function', {}],
      ]),
    ).toEqual({
      totalUsd: 0,
      reasons: ['2 × aws:lambda/function:Function: no price of this type in the table'],
    })
  })
  test('nor is a size that the table lacks', () => {
    expect(isPriced('database-db.x2g.large-hour')).toBe(false)
    expect(notPriced([database('db.x2g.large')]).reasons).toEqual([
      '1 × aws:rds/instance:Instance: no price of db.x2g.large in the table',
    ])
    expect(notPriced([cache('cache.x', 1), ...instances('p5.48xlarge')]).reasons).toEqual([
      '1 × aws:autoscaling/group:Group: no price of p5.48xlarge in the table',
      '1 × aws:elasticache/replicationGroup:ReplicationGroup: no price of cache.x in the table',
    ])
  })
  test('nor is what is only known after up', () => {
    const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
    expect(notPriced([database(unknown)]).reasons).toEqual(['1 × aws:rds/instance:Instance: its size is not known'])
    expect(notPriced([['aws:ecs/service:Service', {}]]).reasons).toEqual([
      '1 × aws:ecs/service:Service: which task definition it runs is not known',
    ])
  })
  test('nor is a volume of another kind', () => {
    const [group, template] = instances('t3.medium')
    const other: Given = [
      'aws:ec2/launchTemplate:LaunchTemplate',
      { ...template?.[1], blockDeviceMappings: [{ ebs: { volumeType: 'io2', volumeSize: 20 } }] },
    ]
    expect(notPriced([group ?? other, other]).reasons).toEqual([
      '1 × aws:ec2/launchTemplate:LaunchTemplate: a volume that is not gp3, or of a size that is not known',
    ])
  })
})

test('backups that RDS copies to another region are stored there, and carried there', () => {
  const copies: Given = ['aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication', {}]
  expect(monthly([copies], 'database-backup-gb', { vaultDatabaseGb: 50 })).toBeCloseTo(50 * 0.095, 2)
  expect(monthly([copies], 'backup-copy-gb', { vaultDatabaseGb: 50 })).toBeCloseTo(50 * 0.02, 2)
})

test('one NAT gateway in all is one, whatever the zones', () => {
  const single: Given = ['awsx:ec2:Vpc', { availabilityZoneNames: ['a', 'b'], natGateways: { strategy: 'Single' } }]
  expect(monthly([single], 'nat-hour')).toBeCloseTo(730 * 0.045, 2)
})

test('endpoints take traffic off the NAT gateways', () => {
  expect(monthly([network, endpoint], 'nat-gb', { natGb: 150, endpointGb: 100 })).toBeCloseTo(50 * 0.045, 2)
})

test('where all tasks run on Spot, none is paid in full', () => {
  const [definition] = tasks('X86_64')
  const spot: Given = [
    'aws:ecs/service:Service',
    { capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', base: 0, weight: 1 }] },
  ]
  const given = definition ? [definition, spot] : []
  expect(monthly(given, 'fargate-x86-vcpu-hour')).toBe(0)
  expect(monthly(given, 'fargate-x86-spot-vcpu-hour', { averageTasks: 2 })).toBeCloseTo(2 * 0.5 * 730 * 0.012144, 2)
})
