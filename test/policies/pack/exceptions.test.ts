// What is right although a check that looks at one resource alone would refuse it; and what a preview cannot tell.

import { describe, expect, test } from 'vitest'
import { type Rule, rules } from '../../../policies/pack/rules.ts'
import { type Given, run, unknown } from './run-rule.ts'

const fine = { faults: [], notKnown: [] }

function ruleOf(name: string): Rule {
  const rule = rules.find((each) => each.name === name)
  if (rule === undefined) throw new Error(`no rule ${name}`)
  return rule
}
const judge = (name: string, ...given: readonly Given[]) => run(ruleOf(name), given)

const balancer = 'aws:lb/loadBalancer:LoadBalancer'
const listener = 'aws:lb/listener:Listener'
const bucket: Given = { type: 'aws:s3/bucket:Bucket', name: 'logs', props: { bucket: unknown } }
const database = 'aws:rds/instance:Instance'
const group = 'aws:ec2/securityGroup:SecurityGroup'
const system: Given = { type: 'aws:efs/fileSystem:FileSystem', name: 'files', props: { tags: { Backup: 'daily' } } }

describe('what points at what', () => {
  const front: Given = { type: balancer, name: 'front', props: { arn: unknown } }
  const association = 'aws:wafv2/webAclAssociation:WebAclAssociation'

  test('is seen in a preview by where a value comes from', async () => {
    const before: Given = { type: association, props: { resourceArn: unknown }, from: { resourceArn: ['front'] } }
    expect(await judge('public-balancer-has-firewall', front, before)).toEqual(fine)
    const elsewhere: Given = { type: association, props: { resourceArn: unknown } }
    expect((await judge('public-balancer-has-firewall', front, elsewhere)).faults).toHaveLength(1)
  })
  test('may go through a component of another package', async () => {
    const flow: Given = { type: 'aws:ec2/flowLog:FlowLog', props: { vpcId: unknown }, from: { vpcId: ['whole'] } }
    const whole: Given = { type: 'awsx:ec2:Vpc', name: 'whole', props: {} }
    const network: Given = { type: 'aws:ec2/vpc:Vpc', name: 'inner', parent: 'whole', props: {} }
    expect(await judge('network-is-logged', whole, network, flow)).toEqual(fine)
  })
  test('is told of each that lacks it, and of no other', async () => {
    const two: Given[] = [front, { ...front, name: 'back' }]
    const before: Given = { type: association, props: { resourceArn: unknown }, from: { resourceArn: ['front'] } }
    expect((await judge('public-balancer-has-firewall', ...two, before)).faults).toHaveLength(1)
  })
  test('an internal balancer, and one of the network, need no firewall', async () => {
    const inner = { ...front, props: { internal: true } }
    expect(await judge('public-balancer-has-firewall', inner)).toEqual(fine)
    expect(await judge('public-balancer-has-firewall', { ...front, props: { loadBalancerType: 'network' } })).toEqual(
      fine,
    )
  })
})

describe('exceptions', () => {
  test('CKV_AWS_145: a bucket for the logs of a load balancer has no key of KMS, because a balancer could not write to it', async () => {
    const writes: Given = {
      type: balancer,
      props: { accessLogs: { enabled: true, bucket: unknown } },
      from: { accessLogs: ['logs'] },
    }
    expect(await judge('bucket-has-own-key', bucket, writes)).toEqual(fine)
    expect(await judge('bucket-access-is-logged', bucket, writes)).toEqual(fine)
    expect((await judge('bucket-has-own-key', bucket)).faults).toHaveLength(1)
  })
  test('CKV_AWS_130: a subnet that is tagged as public may give public addresses', async () => {
    const subnet = (tags: object): Given => ({
      type: 'aws:ec2/subnet:Subnet',
      props: { mapPublicIpOnLaunch: true, tags },
    })
    expect(await judge('subnet-gives-no-public-address', subnet({ SubnetType: 'Public' }))).toEqual(fine)
    expect(await judge('subnet-gives-no-public-address', subnet({ 'kubernetes.io/role/elb': '1' }))).toEqual(fine)
    expect((await judge('subnet-gives-no-public-address', subnet({}))).faults).toHaveLength(1)
  })
  test('CKV_AWS_260: port 80 is open before a balancer only while all that listens there redirects', async () => {
    const open: Given[] = [
      { type: group, name: 'edge', props: { ingress: [{ fromPort: 80, toPort: 80, cidrBlocks: ['0.0.0.0/0'] }] } },
      { type: balancer, name: 'front', props: { securityGroups: unknown }, from: { securityGroups: ['edge'] } },
    ]
    const on80 = (action: object): Given => ({
      type: listener,
      props: { port: 80, loadBalancerArn: unknown, defaultActions: [action] },
      from: { loadBalancerArn: ['front'] },
    })
    const redirects = on80({ type: 'redirect', redirect: { protocol: 'HTTPS' } })
    expect(await judge('port-80-only-redirects', ...open, redirects)).toEqual(fine)
    expect((await judge('port-80-only-redirects', ...open, redirects, on80({ type: 'forward' }))).faults).toHaveLength(
      1,
    )
  })
  test('a replica takes encryption and backups from its source', async () => {
    const replica: Given = { type: database, props: { replicateSourceDb: unknown } }
    expect(await judge('database-is-encrypted', replica)).toEqual(fine)
    expect(await judge('database-has-backups', replica)).toEqual(fine)
  })
  test('Aurora keeps a day of backups unasked; Valkey encrypts unasked', async () => {
    expect(await judge('database-has-backups', { type: 'aws:rds/cluster:Cluster', props: {} })).toEqual(fine)
    const valkey = { type: 'aws:elasticache/replicationGroup:ReplicationGroup', props: { engine: 'valkey' } }
    expect(await judge('cache-is-encrypted', valkey)).toEqual(fine)
  })
  test('only a symmetric key is rotated by AWS', async () => {
    const signing = { type: 'aws:kms/key:Key', props: { customerMasterKeySpec: 'RSA_2048', keyUsage: 'SIGN_VERIFY' } }
    expect(await judge('key-is-rotated', signing)).toEqual(fine)
  })
  test('an instance may leave its metadata and disks to its template', async () => {
    const instance = { type: 'aws:ec2/instance:Instance', props: { launchTemplate: { id: unknown } } }
    expect(await judge('metadata-asks-for-token', instance)).toEqual(fine)
    expect(await judge('disk-is-encrypted', instance)).toEqual(fine)
  })
  test('a file system is backed up where a plan takes in its tag, or everything', async () => {
    const selection = (props: object): Given => ({ type: 'aws:backup/selection:Selection', props })
    const byTag = (value: string) => selection({ selectionTags: [{ type: 'STRINGEQUALS', key: 'Backup', value }] })
    expect(await judge('file-system-has-backups', system, byTag('daily'))).toEqual(fine)
    expect((await judge('file-system-has-backups', system, byTag('weekly'))).faults).toHaveLength(1)
    expect(await judge('file-system-has-backups', system, selection({ resources: ['*'] }))).toEqual(fine)
  })
  test('a job of Kubernetes needs no probes', async () => {
    const spec = { template: { spec: { containers: [{ name: 'once' }] } } }
    expect(await judge('pod-has-probes', { type: 'kubernetes:batch/v1:Job', props: { spec } })).toEqual(fine)
    expect(
      (await judge('pod-has-probes', { type: 'kubernetes:apps/v1:Deployment', props: { spec } })).faults,
    ).toHaveLength(1)
  })
})

describe('exceptions by configuration', () => {
  const config = { except: ['*::*::archive'] }
  const named = (name: string): Given => ({ ...bucket, name })

  test('are resources by their URN, of a rule about one', async () => {
    const data = (name: string): Given => ({ type: database, name, props: {} })
    expect((await run(ruleOf('database-is-encrypted'), [data('archive'), data('live')], config)).faults).toHaveLength(1)
  })
  test('and of a rule about the whole stack', async () => {
    expect((await run(ruleOf('bucket-is-closed'), [named('archive'), named('live')], config)).faults).toHaveLength(1)
  })
})

describe('ports that are open to everybody', () => {
  const rule = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule'
  test.each([
    ['among others', { fromPort: 0, toPort: 65_535, ipProtocol: 'tcp', cidrIpv4: '0.0.0.0/0' }],
    ['as all traffic', { ipProtocol: '-1', cidrIpv6: '::/0' }],
  ])('are seen %s', async (_how, props) => {
    expect((await judge('login-is-closed', { type: rule, props })).faults).toHaveLength(1)
  })
  test.each([
    ['to one group', { fromPort: 22, toPort: 22, ipProtocol: 'tcp', referencedSecurityGroupId: 'sg-1' }],
    ['for messages of ICMP', { fromPort: 0, toPort: 255, ipProtocol: 'icmp', cidrIpv4: '0.0.0.0/0' }],
  ])('are not those open %s', async (_how, props) => {
    expect(await judge('login-is-closed', { type: rule, props })).toEqual(fine)
  })
  test('are not those of rules about what goes out', async () => {
    const out = { type: 'egress', fromPort: 22, toPort: 22, protocol: 'tcp', cidrBlocks: ['0.0.0.0/0'] }
    expect(await judge('login-is-closed', { type: 'aws:ec2/securityGroupRule:SecurityGroupRule', props: out })).toEqual(
      fine,
    )
  })
})

describe('what a preview does not know', () => {
  test.each([
    ['listener-speaks-https', listener, { port: 80, protocol: 'HTTP', defaultActions: unknown }],
    ['listener-uses-tls-1-2', listener, { port: 443, protocol: 'HTTPS', sslPolicy: unknown }],
    ['database-is-encrypted', database, { storageEncrypted: unknown }],
    ['login-is-closed', group, { ingress: unknown }],
    ['container-is-not-privileged', 'aws:ecs/taskDefinition:TaskDefinition', { containerDefinitions: unknown }],
    ['cluster-has-insights', 'aws:ecs/cluster:Cluster', { settings: unknown }],
    ['firewall-stops-log4j', 'aws:wafv2/webAcl:WebAcl', { rules: unknown }],
    ['disk-is-encrypted', 'aws:ec2/launchTemplate:LaunchTemplate', { blockDeviceMappings: unknown }],
    ['pod-is-not-root', 'kubernetes:apps/v1:Deployment', { spec: unknown }],
  ])('%s cannot be told', async (name, type, props) => {
    const { faults, notKnown } = await judge(name, { type, props })
    expect(faults).toEqual([])
    expect(notKnown).toHaveLength(1)
  })
  test.each([
    ['secret-has-own-key', 'aws:secretsmanager/secret:Secret', { kmsKeyId: unknown }],
    ['alarm-does-something', 'aws:cloudwatch/metricAlarm:MetricAlarm', { alarmActions: [unknown] }],
    ['cache-asks-who-calls', 'aws:elasticache/replicationGroup:ReplicationGroup', { authToken: unknown }],
  ])('%s: what comes from another resource is there', async (name, type, props) => {
    expect(await judge(name, { type, props })).toEqual(fine)
  })
  test('in one resource of a stack does not hide what is wrong with another', async () => {
    const block: Given = {
      type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
      props: { blockPublicAcls: unknown, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      from: { bucket: ['logs'] },
    }
    const { faults, notKnown } = await judge('bucket-is-closed', bucket, { ...bucket, name: 'open' }, block)
    expect(faults).toHaveLength(1)
    expect(notKnown).toHaveLength(1)
  })
})
