// What the settings of the target ecs change, against a stack that sets none of them.

import { describe, expect, test } from 'vitest'
import { buildBoth, buildGraph, ecs } from '../../infra/recorder/stacks.ts'
import { containersIn } from './checklist/task.ts'
import { parityFaults, structureFaults } from './recorder/faults.ts'
import { all, inputsOf, one } from './recorder/find.ts'

Error.stackTraceLimit = 0

const digest = `sha256:${'0b'.repeat(32)}`
const offHours = { zone: 'Europe/Dublin', start: '20:30', end: '07:00' }
const build = (settings: object, others: Record<string, string> = {}, environment: 'dev' | 'prod' = 'dev') =>
  buildGraph(ecs(environment, settings, others), 'up')

test('[G31] with a domain the certificate is a public one, and the name points to the balancer', async () => {
  const { preview, up } = await buildBoth(ecs('dev', { domain: 'tw.example.com', hostedZoneId: 'Z0123' }))
  expect(parityFaults(preview, up)).toEqual([])
  expect(structureFaults(up)).toEqual([])
  expect(one(up, 'aws:acm/certificate:Certificate')).toMatchObject({
    domainName: 'tw.example.com',
    validationMethod: 'DNS',
  })
  const name = one(up, 'aws:route53/record:Record', 'edge-name')
  expect(name).toMatchObject({ name: 'tw.example.com', type: 'A', aliases: [{ evaluateTargetHealth: true }] })
  expect(one(up, 'aws:lb/listenerRule:ListenerRule').conditions[0].hostHeader.values).toEqual(['tw.example.com'])
  expect(all(up, 'tls:index/privateKey:PrivateKey')).toEqual([])
  expect(up.values).toMatchObject({ url: 'https://tw.example.com/mcp', caCertificate: '' })
  expect(up.warnings.join()).not.toContain('domain')
})

test('[X7] without a domain the certificate is signed by itself for the name of the balancer, and up says so', async () => {
  const up = await build({})
  const signed = one(up, 'tls:index/selfSignedCert:SelfSignedCert')
  expect(signed.dnsNames).toEqual(['tagwarden-balancer-0a1b2c3.eu-west-1.elb.amazonaws.com'])
  expect(one(up, 'aws:acm/certificate:Certificate').certificateBody).toBe('-----BEGIN CERTIFICATE-----')
  expect(up.values.caCertificate).toBe('-----BEGIN CERTIFICATE-----')
  expect(up.warnings.join()).toContain('remote MCP connectors will refuse it')
})

test('[X20] off-hours take all tasks away at night and bring them back', async () => {
  const up = await build({ offHours })
  const action = (role: string) => one(up, 'aws:appautoscaling/scheduledAction:ScheduledAction', role)
  expect(action('asleep')).toMatchObject({
    schedule: 'cron(30 20 * * ? *)',
    timezone: 'Europe/Dublin',
    scalableTargetAction: { minCapacity: 0, maxCapacity: 0 },
  })
  expect(action('awake')).toMatchObject({
    schedule: 'cron(0 7 * * ? *)',
    scalableTargetAction: { minCapacity: 1, maxCapacity: 2 },
  })
  expect(all(up, 'aws:appautoscaling/target:Target')[0]?.ignoreChanges).toEqual(['minCapacity', 'maxCapacity'])
})

test('[N5] without the Internet every service has an endpoint, for this account and from this network only', async () => {
  const up = await build({ interfaceEndpoints: true })
  const endpoints = inputsOf(up, 'aws:ec2/vpcEndpoint:VpcEndpoint').filter(
    ({ vpcEndpointType }) => vpcEndpointType === 'Interface',
  )
  expect(endpoints.length).toBeGreaterThan(8)
  for (const { privateDnsEnabled, policy } of endpoints) {
    expect(privateDnsEnabled).toBe(true)
    expect(policy).toContain('aws:PrincipalAccount')
  }
  const rule = one(up, 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule', 'endpoints-https')
  expect(rule).toMatchObject({ fromPort: 443, toPort: 443, cidrIpv4: '10.40.0.0/16' })
})

test('[N12] a given image is neither built nor copied, and nothing else is pulled', async () => {
  const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shared/tagwarden@${digest}`
  const up = await build({ image })
  expect(up.nodes.filter(({ type }) => /^docker-build:|^aws:ecr/.test(type))).toEqual([])
  expect(containersIn(up).map(({ name, image: used }) => [name, used])).toEqual([
    ['migration', image],
    ['server', image],
  ])
  expect(JSON.stringify(containersIn(up))).not.toContain('OTEL_EXPORTER')
  expect(one(up, 'aws:iam/rolePolicy:RolePolicy', 'starting-policy').policy).toContain(
    'arn:aws:ecr:eu-west-1:123456789012:repository/shared/tagwarden',
  )
})

test('zones can be pinned, and their order is kept', async () => {
  const zones = ['eu-west-1c', 'eu-west-1a', 'eu-west-1b']
  expect(one(await build({ zones }), 'awsx:ec2:Vpc').availabilityZoneNames).toEqual(zones)
})

test('[K5] a rollout can be chosen against the environment', async () => {
  const service = one(await build({ rollout: 'rolling' }, {}, 'prod'), 'aws:ecs/service:Service')
  expect(service.deploymentConfiguration.strategy).toBe('ROLLING')
  expect(service.loadBalancers[0].advancedConfiguration).toBeUndefined()
})

test('[X1] another port is the same port everywhere', async () => {
  const up = await build({}, { 'tagwarden:port': '3000' })
  expect(one(up, 'aws:lb/targetGroup:TargetGroup').port).toBe(3000)
  expect(one(up, 'aws:ecs/service:Service').loadBalancers[0].containerPort).toBe(3000)
  const server = containersIn(up).find(({ name }) => name === 'server')
  expect(server.portMappings[0].containerPort).toBe(3000)
  expect(server.environment).toContainEqual({ name: 'PORT', value: '3000' })
  expect(server.healthCheck.command.join(' ')).toContain(':3000/health/ready')
  const rules = inputsOf(up, 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule')
  expect(rules.some(({ fromPort }) => fromPort === 3000)).toBe(true)
  expect(rules.some(({ fromPort }) => fromPort === 8000)).toBe(false)
})

test('[N13] a step of secretsVersion changes every secret, the login of the database among them', async () => {
  const up = await build({}, { 'tagwarden:secretsVersion': '2' })
  const secret = (role: string) => one(up, 'aws:secretsmanager/secretVersion:SecretVersion', role).secretString.value
  expect(secret('database-url-value')).toContain('tagwarden_b:plain-tagwarden-database-password-v2')
  expect(secret('redis-url-value')).toContain('cache-password-v2')
  expect(secret('hashes-value')).toMatch(/pulumi-v2:sha256:.*,pulumi-v1:sha256:/)
  expect(all(up, 'aws:cloudwatch/eventRule:EventRule').map(({ name }) => name)).toContain(
    'tagwarden-notices-secrets-v2',
  )
})

test('other accounts are read through one role each, with their external id', async () => {
  const up = await build({ auditAccounts: ['111122223333'], auditExternalId: 'some-external-id' })
  const core = one(up, 'aws:iam/policy:Policy', 'audit-core').policy
  expect(core).toContain('arn:aws:iam::111122223333:role/TagAuditReader')
  expect(core).toContain('"sts:ExternalId":"some-external-id"')
  const never = JSON.parse(one(up, 'aws:iam/policy:Policy', 'audit-never').policy).Statement
  expect(never.at(-1)).toMatchObject({ Effect: 'Deny', NotResource: ['arn:aws:iam::111122223333:role/TagAuditReader'] })
})

test('alarms can be sent to a mailbox', async () => {
  const up = await build({ alarmEmail: 'platform@example.com' })
  expect(one(up, 'aws:sns/topicSubscription:TopicSubscription')).toMatchObject({
    protocol: 'email',
    endpoint: 'platform@example.com',
  })
})

describe('what cannot be is refused with the reason', () => {
  test('[X3] SQLite on Fargate', async () => {
    await expect(build({}, { 'tagwarden:storage': 'sqlite' })).rejects.toThrow('ecs cannot use sqlite')
  })
  test('[X20] off-hours in prod', async () => {
    await expect(build({ offHours }, {}, 'prod')).rejects.toThrow('it is for dev and staging')
  })
})
