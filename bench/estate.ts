// Estates for the benches: always the same resources for the same size, about 380 bytes each as JSON.

import { closeSync, openSync, writeSync } from 'node:fs'

const kinds = [
  'ec2:instance',
  'ec2:volume',
  'ec2:snapshot',
  'ec2:image',
  'ec2:vpc',
  'ec2:subnet',
  'ec2:security-group',
  'ec2:natgateway',
  'ec2:network-interface',
  'rds:db',
  'rds:cluster',
  'rds:snapshot',
  'lambda:function',
  'dynamodb:table',
  'ecs:cluster',
  'ecs:service',
  'ecs:task-definition',
  'eks:cluster',
  'eks:nodegroup',
  'elasticache:cluster',
  'elasticloadbalancing:loadbalancer',
  'kms:key',
  'secretsmanager:secret',
  'logs:log-group',
  'states:stateMachine',
  'kinesis:stream',
  'ecr:repository',
  'glue:job',
  'redshift:cluster',
  'backup:backup-vault',
] as const
const accounts = Array.from({ length: 20 }, (_, index) => String(100_000_000_000 + index * 7_919_191_919))
const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-1', 'ca-central-1']

/** Eight required tags: five lists, three patterns. */
export const benchPolicy = {
  version: '1.0',
  required_tags: [
    { name: 'Environment', allowed_values: ['production', 'staging', 'development', 'test'] },
    { name: 'Owner', validation_regex: '[a-z0-9.-]+@example\\.com' },
    { name: 'CostCenter', validation_regex: 'CC-[0-9]{4}' },
    { name: 'Application', validation_regex: '[a-z][a-z0-9-]{2,30}' },
    {
      name: 'DataClass',
      allowed_values: ['public', 'internal', 'confidential', 'restricted'],
      applies_to: ['rds:*', 'dynamodb:*', 'ec2:volume'],
    },
    { name: 'Backup', allowed_values: ['daily', 'weekly', 'none'], applies_to: ['rds:*', 'ec2:*'] },
    { name: 'Criticality', allowed_values: ['low', 'medium', 'high'] },
    { name: 'ManagedBy', allowed_values: ['pulumi', 'terraform', 'console'], severity: 'warning' },
  ],
}

type Random = () => number

function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function* estateLines(count: number): Generator<string> {
  const random = seeded(20_261_121)
  for (let index = 0; index < count; index++) yield resourceLine(index, random)
}

function resourceLine(index: number, random: Random): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T // within the list
  const type = pick(kinds)
  const [service, kind] = type.split(':')
  const account = pick(accounts)
  const region = pick(regions)
  const serial = Array.from({ length: 17 }, () => Math.floor(random() * 16).toString(16)).join('')
  return JSON.stringify({
    id: `arn:aws:${service}:${region}:${account}:${kind}/${serial}`,
    type,
    account,
    region,
    tags: tagsOf(index, random, pick),
    monthlyCost: Math.floor(random() * 60_000) / 100,
    createdAt: new Date(Date.UTC(2026, 0, 1) - Math.floor(random() * 3e7) * 1000).toISOString(),
  })
}

function tagsOf(index: number, random: Random, pick: <T>(list: readonly T[]) => T): Record<string, string> {
  const number = (below: number) => Math.floor(random() * below)
  const candidates: [string, string][] = [
    ['Name', `${pick(['web', 'api', 'worker', 'batch', 'db'])}-${index}`],
    [
      'Environment',
      random() < 0.93 ? pick(['production', 'staging', 'development', 'test']) : pick(['prod', 'Prod', 'dev']),
    ],
    ['Owner', random() < 0.95 ? `team-${number(900)}@example.com` : `team ${number(50)}`],
    ['CostCenter', random() < 0.95 ? `CC-${1000 + number(800)}` : `${1000 + number(800)}`],
    ['Application', random() < 0.97 ? `app-${number(1200)}` : `App ${number(100)}`],
    ['DataClass', pick(['public', 'internal', 'confidential', 'restricted'])],
    ['Backup', pick(['daily', 'weekly', 'none'])],
    ['Criticality', pick(['low', 'medium', 'high'])],
    ['ManagedBy', pick(['pulumi', 'terraform', 'console'])],
    ['Project', `project-${number(300)}`],
    ['aws:cloudformation:stack-name', `stack-${number(5000)}`],
    ['Team', `team-${number(90)}`],
    ['Schedule', pick(['always', 'office-hours'])],
  ]
  const kept = pick([0, 0.45, 0.6, 0.7, 1])
  return Object.fromEntries(candidates.filter(() => random() < kept))
}

/** One resource a line. */
export function writeEstate(path: string, count: number): void {
  const file = openSync(path, 'w')
  let lines: string[] = []
  for (const line of estateLines(count)) {
    lines.push(line)
    if (lines.length === 10_000) {
      writeSync(file, `${lines.join('\n')}\n`)
      lines = []
    }
  }
  if (lines.length > 0) writeSync(file, `${lines.join('\n')}\n`)
  closeSync(file)
}
