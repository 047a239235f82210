import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { all, inputsOf, one } from '../recorder/find.ts'
import type { Expected } from './expected.ts'
import { listOf, statementsOf } from './policies.ts'

export function storeRows(up: () => Graph, wanted: Expected): void {
  const database = () => one(up(), 'aws:rds/instance:Instance')
  const cache = () => one(up(), 'aws:elasticache/replicationGroup:ReplicationGroup')
  const files = () => one(up(), 'aws:efs/fileSystem:FileSystem')

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
  test('[chk B12] [B9] [B22] [E9] [L11] files are encrypted, get cheaper with age, and are reached only safely and by the access point', () => {
    expect(files()).toMatchObject({ encrypted: true, throughputMode: 'elastic' })
    expect(files().kmsKeyId).toContain('keys-data')
    expect(files().lifecyclePolicies).toEqual([
      { transitionToIa: 'AFTER_30_DAYS' },
      { transitionToPrimaryStorageClass: 'AFTER_1_ACCESS' },
    ])
    expect(one(up(), 'aws:efs/accessPoint:AccessPoint')).toMatchObject({
      posixUser: { uid: 10_001, gid: 10_001 },
      rootDirectory: { path: '/artifacts', creationInfo: { ownerUid: 10_001, ownerGid: 10_001 } },
    })
    const statements = statementsOf(one(up(), 'aws:efs/fileSystemPolicy:FileSystemPolicy').policy)
    expect(statements.map(({ Sid, Effect }) => [Sid, Effect])).toEqual([
      ['NotInTheClear', 'Deny'],
      ['NotBesideTheAccessPoint', 'Deny'],
    ])
  })
  test('[chk B13] [B8] [B21] [X22] the cache is encrypted, asks for a password, and fails over where it has a second node', () => {
    expect(cache()).toMatchObject({
      engine: 'valkey',
      nodeType: 'cache.t3.micro',
      numCacheClusters: wanted.cacheNodes,
      automaticFailoverEnabled: wanted.cacheNodes > 1,
      multiAzEnabled: wanted.cacheNodes > 1,
      atRestEncryptionEnabled: true,
      transitEncryptionEnabled: true,
      authTokenUpdateStrategy: 'ROTATE',
      snapshotRetentionLimit: 7,
      autoMinorVersionUpgrade: true,
      kmsKeyId: expect.stringContaining('keys-data'),
      authToken: { value: expect.stringContaining('cache-password-v1') },
    })
    const logs = cache().logDeliveryConfigurations.map(({ logType }: { logType: string }) => logType)
    expect(logs.toSorted()).toEqual(['engine-log', 'slow-log'])
    const { parameters } = one(up(), 'aws:elasticache/parameterGroup:ParameterGroup')
    expect(parameters).toEqual([{ name: 'maxmemory-policy', value: 'volatile-lru' }])
    const url = one(up(), 'aws:secretsmanager/secretVersion:SecretVersion', 'redis-url-value').secretString.value
    expect(url).toContain('rediss://:plain-')
  })
  test('[chk B14] [B28] [R5] the database is encrypted, private, backed up, watched, and of the size of its environment', () => {
    expect(database()).toMatchObject({
      engine: 'postgres',
      engineVersion: '17',
      instanceClass: wanted.instanceClass,
      multiAz: wanted.multiAz,
      backupRetentionPeriod: wanted.backupDays,
      deletionProtection: wanted.isProtected,
      applyImmediately: !wanted.isProtected,
      storageEncrypted: true,
      storageType: 'gp3',
      publiclyAccessible: false,
      skipFinalSnapshot: false,
      copyTagsToSnapshot: true,
      performanceInsightsEnabled: true,
      monitoringInterval: 60,
      enabledCloudwatchLogsExports: ['postgresql', 'upgrade'],
      iamDatabaseAuthenticationEnabled: true,
      manageMasterUserPassword: true,
      autoMinorVersionUpgrade: true,
      caCertIdentifier: 'rds-ca-rsa2048-g1',
      blueGreenUpdate: { enabled: true },
    })
    expect(database().kmsKeyId).toContain('keys-data')
    expect(database().masterUserSecretKmsKeyId).toContain('keys-secrets')
    expect(database().finalSnapshotIdentifier).toMatch(/-final-0a1b2c3d$/)
    expect(database().password).toBeUndefined()
  })
  test('[chk B14] [R6] PostgreSQL insists on TLS and tells who connected and what was slow', () => {
    const { parameters } = one(up(), 'aws:rds/parameterGroup:ParameterGroup')
    const values = Object.fromEntries(
      parameters.map(({ name, value }: { name: string; value: string }) => [name, value]),
    )
    expect(values).toMatchObject({
      'rds.force_ssl': '1',
      log_min_duration_statement: '500',
      log_connections: '1',
      log_disconnections: '1',
      shared_preload_libraries: 'pg_stat_statements,pgaudit',
      'pg_stat_statements.track': 'all',
      idle_in_transaction_session_timeout: '60000',
    })
  })
  test('[chk B14] [R7] the server has a login of its own, verified by certificate; the master is another', () => {
    const url = one(up(), 'aws:secretsmanager/secretVersion:SecretVersion', 'database-url-value').secretString.value
    expect(url).toMatch(/^"?postgres:\/\/tagwarden_a:plain-[\w-]+@[\w.-]+:5432\/tagwarden\?sslmode=verify-full"?$/)
    expect(database().username).toBe('tagwarden_owner')
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
