import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { resources } from '../recorder/faults.ts'
import { all, inputsOf, one } from '../recorder/find.ts'
import type { Expected } from './expected.ts'
import { statementsOf } from './policies.ts'

const ingress = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule'
const egress = 'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule'

export function networkRows(up: () => Graph, wanted: Expected): void {
  const vpc = () => one(up(), 'awsx:ec2:Vpc')

  test('[N1] names resolve inside the network, and its range is from configuration', () => {
    expect(vpc()).toMatchObject({ enableDnsHostnames: true, enableDnsSupport: true, cidrBlock: '10.40.0.0/16' })
  })
  test('[N2] [B1] [E25] three tiers in every zone', () => {
    expect(vpc().availabilityZoneNames).toHaveLength(wanted.zones)
    for (const type of ['Public', 'Private', 'Isolated']) {
      const spec = vpc().subnetSpecs.find((candidate: { type: string }) => candidate.type === type)
      expect(spec.cidrBlocks).toHaveLength(wanted.zones)
    }
  })
  test('[N3] what stores data is in the tier without a way out', () => {
    const stores = ['aws:rds/subnetGroup:SubnetGroup', 'aws:elasticache/subnetGroup:SubnetGroup']
    for (const type of stores)
      expect(one(up(), type).subnetIds).toEqual(expect.arrayContaining(['subnet-data-eu-west-1a']))
    const mounts = inputsOf(up(), 'aws:efs/mountTarget:MountTarget').map(({ subnetId }) => subnetId)
    expect(mounts.every((id) => String(id).startsWith('subnet-data-'))).toBe(true)
    expect(new Set(mounts).size).toBe(wanted.zones)
  })
  test('[N4] [B4] NAT gateways: one a zone in prod, one in all elsewhere', () => {
    expect(vpc().natGateways).toEqual({ strategy: wanted.nat })
  })
  test('[N5] S3 and DynamoDB are reached without NAT; interface endpoints only when asked for', () => {
    const endpoints = inputsOf(up(), 'aws:ec2/vpcEndpoint:VpcEndpoint')
    expect(endpoints.map(({ vpcEndpointType }) => vpcEndpointType)).toEqual(['Gateway', 'Gateway'])
    expect(endpoints.map(({ serviceName }) => String(serviceName).split('.').at(-1)).toSorted()).toEqual([
      'dynamodb',
      's3',
    ])
    for (const { routeTableIds } of endpoints) expect(routeTableIds).toHaveLength(wanted.zones)
  })
  test('[N6] all traffic is logged', () => {
    expect(one(up(), 'aws:ec2/flowLog:FlowLog')).toMatchObject({
      trafficType: 'ALL',
      logDestination: expect.stringContaining('/flow'),
    })
  })
  test('[N7] the default security group lets nothing through', () => {
    const group = one(up(), 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup')
    expect(group).toMatchObject({ ingress: [], egress: [] })
  })
  test('[N8] [B10] [B26] [X11] only 443 and the redirect are open; the app hears the balancer, the data the app', () => {
    const rules = all(up(), ingress).map(({ inputs }) => inputs)
    const open = rules.filter(({ cidrIpv4 }) => cidrIpv4 === '0.0.0.0/0')
    expect(open.map(({ fromPort, securityGroupId }) => [fromPort, securityGroupId]).toSorted()).toEqual([
      [443, 'sg-tagwarden-firewall-edge'],
      [80, 'sg-tagwarden-firewall-edge'],
    ])
    const inner = rules.filter(({ cidrIpv4 }) => cidrIpv4 === undefined)
    expect(inner.map(({ fromPort, referencedSecurityGroupId }) => [fromPort, referencedSecurityGroupId])).toEqual(
      expect.arrayContaining([
        [8000, 'sg-tagwarden-firewall-edge'],
        [5432, 'sg-tagwarden-firewall-app'],
        [6379, 'sg-tagwarden-firewall-app'],
        [2049, 'sg-tagwarden-firewall-app'],
      ]),
    )
    expect(inner).toHaveLength(4)
    expect(rules.some(({ fromPort, toPort }) => Number(fromPort) <= 22 && Number(toPort) >= 22)).toBe(false)
  })
  test('[N8] [B27] the app reaches 443 anywhere, and its own stores; every rule says what for', () => {
    const out = inputsOf(up(), egress).filter(({ securityGroupId }) => securityGroupId === 'sg-tagwarden-firewall-app')
    expect(out.map(({ fromPort, cidrIpv4 }) => [fromPort, cidrIpv4]).toSorted()).toEqual([
      [2049, undefined],
      [443, '0.0.0.0/0'],
      [5432, undefined],
      [6379, undefined],
    ])
    for (const rule of [...inputsOf(up(), ingress), ...inputsOf(up(), egress)]) expect(rule.description).toBeTruthy()
  })
  test('[N9] keys rotate, can be got back for 30 days, and trust services only on our behalf', () => {
    const keys = inputsOf(up(), 'aws:kms/key:Key')
    expect(keys).toHaveLength(3)
    for (const { enableKeyRotation, deletionWindowInDays, policy } of keys) {
      expect({ enableKeyRotation, deletionWindowInDays }).toEqual({ enableKeyRotation: true, deletionWindowInDays: 30 })
      const others = statementsOf(policy).filter(({ Sid }) => Sid !== 'Administration')
      expect(others.length).toBeGreaterThan(0)
      for (const { Condition } of others) expect(Condition).toBeDefined()
    }
  })
  test('[N10] every log group is encrypted, and forgets after a while', () => {
    const groups = inputsOf(up(), 'aws:cloudwatch/logGroup:LogGroup')
    expect(groups).toHaveLength(wanted.logGroups)
    for (const { retentionInDays, kmsKeyId } of groups) {
      expect(retentionInDays).toBe(wanted.logDays)
      expect(kmsKeyId).toContain('key/id-of-tagwarden-keys-logs')
    }
  })
  test('[N21] the region is explicit; what holds or unlocks data outlives the stack in prod, and only there', () => {
    expect(one(up(), 'pulumi:providers:aws').region).toBe('eu-west-1')
    const kept = resources(up()).filter(({ protect, retainOnDelete }) => protect || retainOnDelete)
    const names = kept.filter(({ protect, retainOnDelete }) => protect && retainOnDelete).map(({ name }) => name)
    const backups = ['backups-vault', 'backups-vault-lock']
    const data = ['access-logs', ...backups, 'database', 'files', 'keys-data', 'keys-logs', 'keys-secrets']
    expect(names.toSorted()).toEqual(wanted.isProtected ? data.map((name) => `tagwarden-${name}`) : [])
    expect(kept).toHaveLength(names.length)
  })
}
