import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { all, inputsOf, one } from '../recorder/find.ts'
import type { Expected } from './expected.ts'
import { listOf, statementsOf } from './policies.ts'

/** Images, secrets, access logs and notices: what is beside the way of a request. */
export function upkeepRows(up: () => Graph, wanted: Expected): void {
  test('[N11] [E7] [E8] images are scanned, encrypted, never overwritten, and what runs is never forgotten', () => {
    expect(one(up(), 'aws:ecr/repository:Repository')).toMatchObject({
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: 'KMS' }],
    })
    const { rules } = JSON.parse(one(up(), 'aws:ecr/lifecyclePolicy:LifecyclePolicy').policy)
    const prefixes = rules.flatMap(
      ({ selection }: { selection: { tagPrefixList?: string[] } }) => selection.tagPrefixList ?? [],
    )
    const deployed = inputsOf(up(), 'docker-build:index:Index').map(({ tag }) => String(tag).split(':').at(-1) ?? '')
    expect(deployed).toHaveLength(wanted.images)
    for (const tag of deployed) {
      expect(tag).toMatch(/^deployed-\w+-5a5a5a5a5a5a$/)
      expect(prefixes.some((prefix: string) => tag.startsWith(prefix))).toBe(false)
    }
    expect(prefixes).not.toContain('')
  })
  test('[N13] secrets are encrypted with a key of ours, and can be got back for a while', () => {
    const secrets = inputsOf(up(), 'aws:secretsmanager/secret:Secret')
    expect(secrets.map(({ name }) => String(name).split('/').slice(3).join('/')).toSorted()).toEqual([
      'api-keys/hashes',
      'cache/url',
      'database/url',
    ])
    for (const { kmsKeyId, recoveryWindowInDays } of secrets) {
      expect(kmsKeyId).toContain('keys-secrets')
      expect(recoveryWindowInDays).toBe(wanted.recoveryDays)
    }
  })
  test('[N13] secrets that are 90 days old are an alarm, until a new version starts the clock again', () => {
    const rule = one(up(), 'aws:cloudwatch/eventRule:EventRule', 'secrets-v1')
    expect(rule.scheduleExpression).toBe('rate(90 days)')
  })
  test('[N15] the bucket of the access logs is closed, versioned, encrypted and forgets', () => {
    const of = (kind: string) => one(up(), `aws:s3/bucket${kind}:Bucket${kind}`)
    expect(of('PublicAccessBlock')).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    })
    expect(of('OwnershipControls').rule.objectOwnership).toBe('BucketOwnerEnforced')
    expect(of('Versioning').versioningConfiguration.status).toBe('Enabled')
    const [encryption] = of('ServerSideEncryptionConfiguration').rules
    expect(encryption.applyServerSideEncryptionByDefault.sseAlgorithm).toBe('AES256')
    const [rule] = of('LifecycleConfiguration').rules
    expect(rule).toMatchObject({ expiration: { days: wanted.logDays }, abortIncompleteMultipartUpload: {} })
    const denied = statementsOf(of('Policy').policy).filter(({ Effect }) => Effect === 'Deny')
    expect(denied.map(({ Condition }) => Condition)).toEqual([{ Bool: { 'aws:SecureTransport': 'false' } }])
  })
  test('[N17] [E29] [G36] a changed security group and every alarm reach an encrypted topic', () => {
    expect(one(up(), 'aws:sns/topic:Topic').kmsMasterKeyId).toContain('keys-logs')
    const pattern = JSON.parse(one(up(), 'aws:cloudwatch/eventRule:EventRule', 'firewall').eventPattern)
    expect(pattern.detail.eventName).toEqual(
      expect.arrayContaining([
        'AuthorizeSecurityGroupIngress',
        'RevokeSecurityGroupIngress',
        'ModifySecurityGroupRules',
      ]),
    )
    const [topic] = all(up(), 'aws:sns/topic:Topic')
    const [allowed] = statementsOf(one(up(), 'aws:sns/topicPolicy:TopicPolicy').policy)
    expect(listOf(allowed?.Resource)[0]).toContain(topic?.name)
    const alarms = inputsOf(up(), 'aws:cloudwatch/metricAlarm:MetricAlarm')
    for (const { alarmActions } of alarms) expect(alarmActions).toHaveLength(1)
  })
}
