import { resourceRule } from '../define.ts'
import { mustBe, mustBeGiven, mustHold, mustNotBe } from '../findings.ts'
import { at, isGiven, type Props } from '../values.ts'

const instance = 'aws:rds/instance:Instance'
const cluster = 'aws:rds/cluster:Cluster'

/** A copy in the same region takes these from its source. */
const isReplica = ({ replicateSourceDb, replicationSourceIdentifier }: Props) =>
  isGiven(replicateSourceDb) || isGiven(replicationSourceIdentifier)

const atLeastOne = (days: unknown) => typeof days === 'number' && days >= 1

export const databaseRules = [
  resourceRule({
    name: 'database-is-encrypted',
    says: 'A database encrypts what it stores.',
    level: 'mandatory',
    checkov: ['CKV_AWS_16', 'CKV_AWS_96'],
    on: [instance, cluster],
    check: (props) =>
      isReplica(props) || props.engineMode === 'serverless'
        ? null
        : mustBe(props.storageEncrypted, true, 'storageEncrypted is not true'),
  }),
  resourceRule({
    name: 'database-is-not-public',
    says: 'A database has no public address.',
    level: 'mandatory',
    checkov: ['CKV_AWS_17'],
    on: [instance, 'aws:rds/clusterInstance:ClusterInstance'],
    check: ({ publiclyAccessible }) => mustNotBe(publiclyAccessible, true, 'publiclyAccessible is true'),
  }),
  resourceRule({
    name: 'database-has-backups',
    says: 'A database is backed up.',
    level: 'mandatory',
    checkov: ['CKV_AWS_133'],
    on: [instance, cluster],
    check: (props, type) => {
      // Left out, Aurora keeps one day; an instance that Pulumi makes, none.
      if (isReplica(props) || (type === cluster && props.backupRetentionPeriod === undefined)) return null
      return mustHold(props.backupRetentionPeriod, atLeastOne, 'backupRetentionPeriod is not at least one day')
    },
  }),
  resourceRule({
    name: 'database-stands-in-two-zones',
    says: 'A database lives on when a zone fails.',
    level: 'advisory',
    checkov: ['CKV_AWS_157'],
    on: [instance],
    check: ({ multiAz }) => mustBe(multiAz, true, 'multiAz is not true'),
  }),
  resourceRule({
    name: 'database-is-kept',
    says: 'A database cannot be deleted in passing.',
    level: 'advisory',
    checkov: ['CKV_AWS_293', 'CKV_AWS_139'],
    on: [instance, cluster],
    check: ({ deletionProtection }) => mustBe(deletionProtection, true, 'deletionProtection is not true'),
  }),
  resourceRule({
    name: 'database-exports-logs',
    says: 'A database writes its logs to CloudWatch.',
    level: 'advisory',
    checkov: ['CKV_AWS_129'],
    on: [instance, cluster],
    check: ({ enabledCloudwatchLogsExports }) =>
      mustBeGiven(enabledCloudwatchLogsExports, 'enabledCloudwatchLogsExports is empty'),
  }),
  resourceRule({
    name: 'database-is-watched',
    says: 'A database tells how its machine fares.',
    level: 'advisory',
    checkov: ['CKV_AWS_118'],
    on: [instance],
    check: (props) => mustHold(at(props, 'monitoringInterval'), atLeastOne, 'monitoringInterval is not set'),
  }),
]
