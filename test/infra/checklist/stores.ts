import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { one } from '../recorder/find.ts'
import type { Expected } from './expected.ts'
import { statementsOf } from './policies.ts'

export function storeRows(up: () => Graph, wanted: Expected): void {
  const database = () => one(up(), 'aws:rds/instance:Instance')
  const cache = () => one(up(), 'aws:elasticache/replicationGroup:ReplicationGroup')
  const files = () => one(up(), 'aws:efs/fileSystem:FileSystem')

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
}
