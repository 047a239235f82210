// What a stack on AWS has beyond the rest when everything is on, as the example of its target asks.

import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { spokeTemplate } from '../../../server/sources/aws/spoke-template.ts'
import { all, inputsOf, one } from '../recorder/find.ts'
import { listOf, statementsOf } from './policies.ts'

export function onDemandRows(up: () => Graph): void {
  const regionOf = (reference: string | undefined) =>
    up().nodes.find(({ urn }) => reference?.startsWith(`${urn}::`))?.inputs.region

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
  test('what that role may do is what `iam policy --spoke` prints', () => {
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
}

const endings: Readonly<Record<string, string>> = {
  PublicAccessBlock: 'closed',
  Versioning: 'versions',
  ServerSideEncryptionConfiguration: 'encryption',
  Policy: 'policy',
}
