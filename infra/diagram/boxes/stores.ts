// Where a deployment on AWS keeps its data.

import { input, ofType } from '../parts.ts'
import { type BoxRule, some } from './rule.ts'

const database = 'aws:rds/instance:Instance'
const cache = 'aws:elasticache/replicationGroup:ReplicationGroup'

export const storeBoxes: readonly BoxRule[] = [
  {
    id: 'database',
    frame: 'data',
    shape: 'store',
    called: 'database',
    port: 5432,
    title: (part) => `PostgreSQL ${input(part, database, 'engineVersion')}`,
    notes: (part) => [
      `${input(part, database, 'instanceClass')}, ${input(part, database, 'allocatedStorage')} GB`,
      input(part, database, 'multiAz') === true ? 'a standby in another zone' : 'in 1 zone',
      `backups of ${some(Number(input(part, database, 'backupRetentionPeriod')), 'day')}`,
    ],
  },
  {
    id: 'cache',
    frame: 'data',
    shape: 'store',
    called: 'cache',
    port: 6379,
    title: (part) => `Valkey ${input(part, cache, 'engineVersion')}`,
    notes: (part) => [
      `${some(Number(input(part, cache, 'numCacheClusters')), 'node')}, ${input(part, cache, 'nodeType')}`,
      input(part, cache, 'automaticFailoverEnabled') === true ? 'with failover' : 'no failover',
    ],
  },
  {
    id: 'files',
    frame: 'data',
    shape: 'store',
    called: 'files',
    port: 2049,
    title: () => 'Files on EFS',
    notes: (part) => [`in ${some(ofType(part, 'aws:efs/mountTarget:MountTarget').length, 'zone')}`],
  },
]
