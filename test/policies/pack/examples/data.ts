import { type Examples, inputs } from './given.ts'

const database = 'aws:rds/instance:Instance'
const cache = 'aws:elasticache/replicationGroup:ReplicationGroup'
const system = { type: 'aws:efs/fileSystem:FileSystem', props: { id: 'fs-1' } }
const bucket = { type: 'aws:s3/bucket:Bucket', props: { bucket: 'things' } }
const of = { bucket: 'things' }
const block = 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock'
const closed = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true }
const group = 'aws:cloudwatch/logGroup:LogGroup'

export const dataExamples: Examples = {
  'database-is-encrypted': inputs(database, {}, { storageEncrypted: true }),
  'database-is-not-public': inputs(database, { publiclyAccessible: true }, {}),
  'database-has-backups': inputs(database, { backupRetentionPeriod: 0 }, { backupRetentionPeriod: 7 }),
  'database-stands-in-two-zones': inputs(database, {}, { multiAz: true }),
  'database-is-kept': inputs(database, {}, { deletionProtection: true }),
  'database-exports-logs': inputs(database, {}, { enabledCloudwatchLogsExports: ['postgresql'] }),
  'database-is-watched': inputs(database, {}, { monitoringInterval: 60 }),
  'cache-is-encrypted': inputs(cache, { engine: 'redis' }, { engine: 'redis', atRestEncryptionEnabled: true }),
  'cache-speaks-tls': inputs(cache, {}, { transitEncryptionEnabled: true }),
  'cache-asks-who-calls': inputs(cache, {}, { authToken: 'a long one' }),
  'cache-has-own-key': inputs(cache, {}, { kmsKeyId: 'arn:key' }),
  'file-system-is-encrypted': inputs(system.type, {}, { encrypted: true }),
  'file-system-has-own-key': inputs(system.type, {}, { kmsKeyId: 'arn:key' }),
  'file-system-has-backups': {
    bad: [system],
    good: [
      system,
      {
        type: 'aws:efs/backupPolicy:BackupPolicy',
        props: { fileSystemId: 'fs-1', backupPolicy: { status: 'ENABLED' } },
      },
    ],
  },
  'bucket-is-closed': {
    bad: [bucket, { type: block, props: { ...of, ...closed, restrictPublicBuckets: false } }],
    good: [bucket, { type: block, props: { ...of, ...closed } }],
  },
  'bucket-has-own-key': {
    bad: [bucket],
    good: [
      bucket,
      {
        type: 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
        props: { ...of, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms' } }] },
      },
    ],
  },
  'bucket-keeps-versions': {
    bad: [bucket],
    good: [
      bucket,
      {
        type: 'aws:s3/bucketVersioning:BucketVersioning',
        props: { ...of, versioningConfiguration: { status: 'Enabled' } },
      },
    ],
  },
  'bucket-access-is-logged': {
    bad: [bucket],
    good: [bucket, { type: 'aws:s3/bucketLogging:BucketLogging', props: { ...of, targetBucket: 'logs' } }],
  },
  'key-is-rotated': inputs('aws:kms/key:Key', {}, { enableKeyRotation: true }),
  'secret-has-own-key': inputs('aws:secretsmanager/secret:Secret', {}, { kmsKeyId: 'arn:key' }),
  'log-ends-some-day': inputs(group, {}, { retentionInDays: 30 }),
  'log-is-kept-a-year': inputs(group, { retentionInDays: 30 }, { retentionInDays: 365 }),
  'log-has-own-key': inputs(group, {}, { kmsKeyId: 'arn:key' }),
  'alarm-does-something': inputs('aws:cloudwatch/metricAlarm:MetricAlarm', {}, { alarmActions: ['arn:topic'] }),
}
