// What watches and keeps a stack only when it is asked to: without a word, and with everything.

import { describe, expect, test } from 'vitest'
import { buildGraph, ecs } from '../../infra/recorder/stacks.ts'
import { parseSpokes } from '../../server/sources/aws/spokes.ts'
import { listOf, statementsOf } from './checklist/policies.ts'
import { containersIn } from './checklist/task.ts'
import { describeGraph } from './recorder/every-graph.ts'
import { everything } from './recorder/everything.ts'
import { all, inputsOf, one } from './recorder/find.ts'

Error.stackTraceLimit = 0

const build = (settings: object, others: Record<string, string> = {}, environment: 'dev' | 'prod' = 'dev') =>
  buildGraph(ecs(environment, settings, others), 'up')
const optional = ['trail', 'costAnomalyUsd', 'backupRegion', 'grafanaAuth', 'spokeRoles']

describe('without a word', () => {
  test('[N19] [H34] each part that is left out is one warning, and costs nothing', async () => {
    const up = await build({})
    for (const key of optional) {
      const lines = up.warnings.filter((line) => line.includes(`tagwarden:ecs.${key} is not set`))
      expect(lines, key).toHaveLength(1)
    }
    expect(up.warnings).toHaveLength(optional.length + 1)
    const extras = /^aws:(cloudtrail|costexplorer|amp|grafana)/
    expect(up.nodes.filter(({ type }) => extras.test(type))).toEqual([])
    expect(all(up, 'pulumi:providers:aws')).toHaveLength(1)
  })
  test('a trail that the account has already is neither made nor missed', async () => {
    const up = await build({ trail: 'existing' })
    expect(up.warnings.filter((line) => line.includes('trail'))).toEqual([])
    expect(all(up, 'aws:cloudtrail/trail:Trail')).toEqual([])
  })
})

describeGraph('ecs everything', ecs('prod', everything('ecs'), { 'tagwarden:estate': 'aws' }), ({ up }) => {
  test('nothing is left to warn of but the domain', () => {
    expect(up().warnings.map((line) => /tagwarden:ecs\.\w+/.exec(line)?.[0])).toEqual(['tagwarden:ecs.domain'])
  })
  test('[N17] the trail sees every region, is proof against changes, and is read in CloudWatch', () => {
    expect(one(up(), 'aws:cloudtrail/trail:Trail')).toMatchObject({
      name: 'tagwarden-prod',
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      kmsKeyId: expect.stringContaining('keys-logs'),
      cloudWatchLogsGroupArn: expect.stringMatching(/log-group:\/tagwarden\/prod\/trail:\*$/),
      cloudWatchLogsRoleArn: expect.stringContaining('trail-writing'),
    })
  })
  test('[N15] the bucket of the trail is closed, versioned, encrypted with our key, and written by the trail alone', () => {
    const of = (kind: string) => one(up(), `aws:s3/bucket${kind}:Bucket${kind}`, `trail-bucket-${endings[kind]}`)
    expect(Object.values(of('PublicAccessBlock')).filter((value) => value === true)).toHaveLength(4)
    expect(of('Versioning').versioningConfiguration.status).toBe('Enabled')
    expect(of('ServerSideEncryptionConfiguration').rules).toEqual([
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: 'aws:kms',
          kmsMasterKeyId: expect.stringContaining('keys-logs'),
        },
        bucketKeyEnabled: true,
      },
    ])
    const statements = statementsOf(of('Policy').policy)
    const trail = 'arn:aws:cloudtrail:eu-west-1:123456789012:trail/tagwarden-prod'
    const writers = statements.filter(({ Effect }) => Effect === 'Allow')
    expect(writers.map(({ Sid, Condition }) => [Sid, Condition?.StringEquals?.['aws:SourceArn']])).toEqual([
      ['TrailLooks', trail],
      ['TrailWrites', trail],
    ])
    expect(statements.at(-1)).toMatchObject({ Sid: 'NotInTheClear', Effect: 'Deny' })
    const key = statementsOf(one(up(), 'aws:kms/key:Key', 'keys-logs').policy).find(({ Sid }) => Sid === 'Trail')
    expect(key?.Condition).toEqual({ StringEquals: { 'aws:SourceArn': trail } })
  })
  test('[N19] [L13] [H34] an unusual cost of this application is told at once, from where costs are known', () => {
    const [monitor] = all(up(), 'aws:costexplorer/anomalyMonitor:AnomalyMonitor')
    expect(monitor?.inputs.monitorType).toBe('CUSTOM')
    expect(JSON.parse(String(monitor?.inputs.monitorSpecification)).Tags).toEqual({
      Key: 'Application',
      MatchOptions: null,
      Values: ['tagwarden'],
    })
    expect(regionOf(monitor?.provider)).toBe('us-east-1')
    expect(one(up(), 'aws:costexplorer/anomalySubscription:AnomalySubscription')).toMatchObject({
      frequency: 'IMMEDIATE',
      subscribers: [{ type: 'SNS', address: expect.stringContaining('tagwarden-notices') }],
      thresholdExpression: { dimension: { values: ['20'] } },
    })
    const topic = statementsOf(one(up(), 'aws:sns/topicPolicy:TopicPolicy').policy).find(({ Sid }) => Sid === 'Alarms')
    expect(JSON.stringify(topic?.Principal)).toContain('costalerts.amazonaws.com')
  })
  test('[N18] [M7] every daily backup has a copy in another region, in a locked vault with a key of ours', () => {
    const [vault] = all(up(), 'aws:backup/vault:Vault').filter(({ name }) => name === 'tagwarden-backup-copy-vault')
    expect(regionOf(vault?.provider)).toBe('eu-central-1')
    expect(vault?.inputs.kmsKeyArn).toContain('backup-copy-key')
    expect(vault).toMatchObject({ protect: true, retainOnDelete: true })
    const { rules } = one(up(), 'aws:backup/plan:Plan')
    const copies = rules.map(({ ruleName, copyActions }: { ruleName: string; copyActions?: object[] }) => [
      ruleName,
      copyActions,
    ])
    expect(copies).toEqual([
      [
        'daily',
        [{ destinationVaultArn: expect.stringContaining('backup-copy-vault'), lifecycle: { deleteAfter: 90 } }],
      ],
      ['any-second', undefined],
    ])
    const key = statementsOf(one(up(), 'aws:kms/key:Key', 'backup-copy-key').policy).at(-1)
    expect(listOf(key?.Condition?.StringEquals?.['kms:ViaService'] as string[])).toContain(
      'backup.eu-central-1.amazonaws.com',
    )
  })
  test('[R11] [M7] [X5] the database can be brought back to a few minutes ago in the other region', () => {
    const type = 'aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication'
    expect(one(up(), type)).toMatchObject({
      sourceDbInstanceArn: 'arn:aws:rds:eu-west-1:123456789012:db:tagwarden-prod',
      kmsKeyId: expect.stringContaining('backup-copy-key'),
      retentionPeriod: 7,
    })
    expect(regionOf(all(up(), type)[0]?.provider)).toBe('eu-central-1')
  })
  test('[B13] [H6] the collector takes the metrics of the server to Managed Prometheus, signed', () => {
    const collector = containersIn(up()).find(({ name }) => name === 'collector')
    const config = JSON.parse(collector.environment[0].value)
    expect(config.receivers.prometheus.config.scrape_configs[0].static_configs).toEqual([
      { targets: ['127.0.0.1:9464'] },
    ])
    expect(config.exporters.prometheusremotewrite).toMatchObject({
      endpoint: 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-0a1b2c3/api/v1/remote_write',
      auth: { authenticator: 'sigv4auth' },
    })
    expect(config.service.extensions).toEqual(['sigv4auth'])
    expect(Object.keys(config.service.pipelines)).toEqual(['traces', 'metrics'])
    expect(namedAndMissing(config)).toEqual([])
    const running = statementsOf(one(up(), 'aws:iam/rolePolicy:RolePolicy', 'task-running').policy)
    expect(running.find(({ Sid }) => Sid === 'Metrics')).toMatchObject({
      Action: 'aps:RemoteWrite',
      Resource: expect.stringContaining('workspace/ws-0a1b2c3'),
    })
  })
  test('[B13] Grafana reads this workspace and no other, lets its admins in, and is printed as a dashboard', () => {
    expect(one(up(), 'aws:grafana/workspace:Workspace')).toMatchObject({
      authenticationProviders: ['AWS_SSO'],
      permissionType: 'CUSTOMER_MANAGED',
      dataSources: ['PROMETHEUS', 'CLOUDWATCH', 'XRAY'],
    })
    expect(one(up(), 'aws:grafana/roleAssociation:RoleAssociation')).toMatchObject({ role: 'ADMIN' })
    const [metrics, find] = statementsOf(one(up(), 'aws:iam/rolePolicy:RolePolicy', 'grafana-reading-policy').policy)
    expect(metrics?.Resource).toContain('workspace/ws-0a1b2c3')
    expect(find).toMatchObject({ Action: 'aps:ListWorkspaces', Resource: '*' })
    expect(up().values.dashboards).toEqual([
      expect.stringContaining('console.aws.amazon.com/cloudwatch'),
      'https://g-0a1b2c3.grafana-workspace.eu-west-1.amazonaws.com',
    ])
  })
  test('every other account gets the role that audits it, which only our hub may take, with the external id', () => {
    const role = one(up(), 'aws:iam/role:Role', 'spoke-111122223333')
    expect(role.name).toBe('TagAuditReader')
    expect(statementsOf(role.assumeRolePolicy)).toEqual([
      {
        Sid: 'Hub',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:role/tagwarden-audit-0a1b2c3' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'a-long-random-word-of-yours' } },
      },
    ])
    const [maker] = all(up(), 'pulumi:providers:aws').filter(({ name }) => name === 'aws-111122223333')
    expect(String(maker?.inputs.assumeRoles)).toContain('arn:aws:iam::111122223333:role/OrganizationAccountAccessRole')
  })
  test('the server is told of those accounts, by a secret', () => {
    const value = one(up(), 'aws:secretsmanager/secretVersion:SecretVersion', 'aws-roles-value').secretString.value
    expect(parseSpokes(value, 'AWS_ROLES').accounts).toEqual([
      { account: '111122223333', role: 'TagAuditReader', externalId: 'a-long-random-word-of-yours' },
    ])
    const server = containersIn(up()).find(({ name }) => name === 'server')
    expect(server.secrets.map(({ name }: { name: string }) => name)).toContain('AWS_ROLES')
  })
  test('what that role may do is what `iam policy --spoke` prints', async () => {
    const { spokeTemplate } = await import('../../server/sources/aws/spoke-template.ts')
    const printed = spokeTemplate({ services: [], costs: false, role: 'TagAuditReader' }).Resources
    const documents = Object.values(printed).flatMap(({ Properties }) =>
      'PolicyDocument' in Properties ? [Properties.PolicyDocument] : [],
    )
    const made = inputsOf(up(), 'aws:iam/policy:Policy')
      .map(({ policy }) => JSON.parse(String(policy)))
      .filter((_policy, at) => all(up(), 'aws:iam/policy:Policy')[at]?.name.startsWith('tagwarden-spoke'))
    expect(made).toEqual(documents)
  })
  test('[N20] every provider brings the tags of our own policy', () => {
    const providers = all(up(), 'pulumi:providers:aws')
    expect(providers.map(({ name }) => name).toSorted()).toEqual(['aws', 'aws-111122223333', 'aws-backup', 'aws-costs'])
    for (const { inputs } of providers) expect(String(inputs.defaultTags)).toContain('"Application":"tagwarden"')
  })

  const regionOf = (reference: string | undefined) =>
    up().nodes.find(({ urn }) => reference?.startsWith(`${urn}::`))?.inputs.region
})

test('[B13] Grafana can be entered by way of any identity provider', async () => {
  const up = await build({
    grafanaAuth: 'saml',
    grafanaMetadataUrl: 'https://id.example.com/saml',
    grafanaAdmins: ['ops'],
  })
  expect(one(up, 'aws:grafana/workspace:Workspace').authenticationProviders).toEqual(['SAML'])
  expect(one(up, 'aws:grafana/workspaceSamlConfiguration:WorkspaceSamlConfiguration')).toMatchObject({
    idpMetadataUrl: 'https://id.example.com/saml',
    adminRoleValues: ['ops'],
    roleAssertion: 'role',
  })
})

test('[N19] [L12] the budget can be another one, and its mailbox is told beside the topic', async () => {
  const budget = one(await build({ budgetUsd: 75, alarmEmail: 'platform@example.com' }), 'aws:budgets/budget:Budget')
  expect(budget.limitAmount).toBe('75')
  for (const { subscriberEmailAddresses } of budget.notifications)
    expect(subscriberEmailAddresses).toEqual(['platform@example.com'])
})

test('[N18] a lock that nobody can take away is only there when it is asked for', async () => {
  const lockOf = async (settings: object) =>
    one(await build(settings, {}, 'prod'), 'aws:backup/vaultLockConfiguration:VaultLockConfiguration')
  expect((await lockOf({})).changeableForDays).toBeUndefined()
  expect((await lockOf({ backupLock: 'compliance' })).changeableForDays).toBe(7)
})

describe('what cannot be is refused before the first resource', () => {
  const refused: [what: string, settings: object, message: string][] = [
    ['a copy in the same region', { backupRegion: 'eu-west-1' }, 'tagwarden:ecs.backupRegion is the stack'],
    ['roles in no account', { spokeRoles: 'Some' }, 'spokeRoles are made in auditAccounts'],
    ['SAML without an identity provider', { grafanaAuth: 'saml' }, 'saml needs grafanaMetadataUrl'],
    ['metrics without a collector', { grafanaAuth: 'sso', image: 'a/b@sha256:00' }, 'needs collectorImage as well'],
  ]
  test.each(refused)('%s', async (_what, settings, message) => {
    await expect(build(settings)).rejects.toThrow(message)
  })
})

const endings: Readonly<Record<string, string>> = {
  PublicAccessBlock: 'closed',
  Versioning: 'versions',
  ServerSideEncryptionConfiguration: 'encryption',
  Policy: 'policy',
}

/** A pipeline that names a part which the configuration does not have. */
function namedAndMissing(config: Record<string, Record<string, unknown>>): string[] {
  const pipelines = Object.values((config.service?.pipelines ?? {}) as Record<string, Record<string, string[]>>)
  return pipelines.flatMap((pipeline) =>
    Object.entries(pipeline).flatMap(([kind, names]) => names.filter((name) => !(name in (config[kind] ?? {})))),
  )
}
