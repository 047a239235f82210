// What keeps data: the database, the cache, files, buckets, images, and the backups of them.

import { isTrueAt, numberAt, objectsAt, textAt } from '../plain.ts'
import {
  type Finding,
  type Given,
  hourly,
  type Line,
  line,
  noPriceOf,
  type Resource,
  type Rules,
  sized,
  unpriced,
} from '../rule.ts'

const group = 'data'

function databaseFindings({ resources, usage }: Given): readonly Finding[] {
  return resources.flatMap((database): readonly Finding[] => {
    const { inputs } = database
    const size = textAt(inputs, 'instanceClass')
    const price = sized('database', size)
    const gb = numberAt(inputs, 'allocatedStorage')
    if (price === undefined) return unpriced([database], noPriceOf(size))
    if (gb === undefined || textAt(inputs, 'storageType') !== 'gp3')
      return unpriced([database], 'its storage is not gp3, or of a size that is not known')
    const zones = isTrueAt(inputs, 'multiAz') ? 2 : 1
    const master = isTrueAt(inputs, 'manageMasterUserPassword')
    return [
      hourly(group, 'database', price, zones, size),
      line(group, 'storage of the database', 'database-gp3-gb', zones, gb),
      line(group, 'backups beyond the size of the database', 'database-backup-gb', 1, usage.databaseBackupGb),
      ...(master ? [line('secrets', 'secret of the owner of the database', 'secret', 1, 1)] : []),
    ]
  })
}

function cacheFindings({ resources }: Given): readonly Finding[] {
  return resources.flatMap((cache): readonly Finding[] => {
    const size = textAt(cache.inputs, 'nodeType')
    const price = sized('cache', size)
    const nodes = numberAt(cache.inputs, 'numCacheClusters')
    if (price === undefined) return unpriced([cache], noPriceOf(size))
    if (nodes === undefined) return unpriced([cache], 'the number of its nodes is not known')
    return [hourly(group, 'cache nodes', price, nodes, size)]
  })
}

const hasCopies = ({ inputs }: Resource): boolean =>
  objectsAt(inputs, 'rules').some((rule) => objectsAt(rule, 'copyActions').length > 0)

/** A copy in another region is stored once more, and carried there. */
function backupLines({ resources, usage }: Given): Line[] {
  const { vaultDatabaseGb, vaultFilesGb } = usage
  const copied = resources.filter(hasCopies).length
  const stored = resources.length + copied
  return [
    line(group, 'backups of the database in the vault', 'database-backup-gb', stored, vaultDatabaseGb),
    line(group, 'backups of the files in the vault', 'files-backup-gb', stored, vaultFilesGb),
    ...(copied > 0
      ? [
          line(
            group,
            'backups on their way to another region',
            'backup-copy-gb',
            copied,
            vaultDatabaseGb + vaultFilesGb,
          ),
        ]
      : []),
  ]
}

function fileBackupLines({ resources, usage }: Given): Line[] {
  const on = resources.filter(({ inputs }) => textAt(inputs, 'backupPolicy.status') !== 'DISABLED')
  return on.length === 0
    ? []
    : [line(group, 'automatic backups of the files', 'files-backup-gb', on.length, usage.filesGb)]
}

export const dataRules: Rules = {
  'aws:rds/instance:Instance': databaseFindings,
  'aws:elasticache/replicationGroup:ReplicationGroup': cacheFindings,
  'aws:efs/fileSystem:FileSystem': ({ resources, usage }) => [
    line(group, 'files', 'files-gb', resources.length, usage.filesGb),
  ],
  'aws:efs/backupPolicy:BackupPolicy': fileBackupLines,
  'aws:backup/plan:Plan': backupLines,
  'aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication': ({ resources, usage }) => [
    line(
      group,
      'backups that RDS keeps in another region',
      'database-backup-gb',
      resources.length,
      usage.vaultDatabaseGb,
    ),
    line(group, 'backups that RDS carries there', 'backup-copy-gb', resources.length, usage.vaultDatabaseGb),
  ],
  'aws:s3/bucket:Bucket': ({ resources, usage }) => [
    line(group, 'buckets', 'bucket-gb', resources.length, usage.bucketGb),
  ],
  'aws:ecr/repository:Repository': ({ resources, usage }) => [
    line(group, 'images', 'registry-gb', resources.length, usage.registryGb),
  ],
}
