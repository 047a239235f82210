import {
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import { asList, oddTags, plainTags, type Seed } from '../seed.ts'

const login = { MasterUsername: 'root', MasterUserPassword: 'correct-horse-battery' }

export const rds: Seed = async ({ config, arn }) => {
  const client = new RDSClient(config)
  const database = { Engine: 'postgres', DBInstanceClass: 'db.t3.micro', AllocatedStorage: 20, ...login }
  const cluster = { Engine: 'aurora-mysql', ...login }
  for (const [name, tags] of [
    ['tagged', oddTags],
    ['never-tagged', {}],
  ] as const) {
    const Tags = asList(tags)
    await client.send(new CreateDBInstanceCommand({ ...database, DBInstanceIdentifier: name, Tags }))
    await client.send(new CreateDBClusterCommand({ ...cluster, DBClusterIdentifier: name, Tags }))
  }
  const Tags = asList(plainTags)
  await client.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'tagged', DBSnapshotIdentifier: 'copy', Tags }))
  await client.send(
    new CreateDBClusterSnapshotCommand({ DBClusterIdentifier: 'tagged', DBClusterSnapshotIdentifier: 'copy', Tags }),
  )
  return [
    { id: arn('rds', 'db:tagged'), type: 'rds:db', tags: oddTags },
    { id: arn('rds', 'db:never-tagged'), type: 'rds:db', tags: {} },
    { id: arn('rds', 'cluster:tagged'), type: 'rds:cluster', tags: oddTags },
    { id: arn('rds', 'cluster:never-tagged'), type: 'rds:cluster', tags: {} },
    { id: arn('rds', 'snapshot:copy'), type: 'rds:snapshot', tags: plainTags },
    { id: arn('rds', 'cluster-snapshot:copy'), type: 'rds:cluster-snapshot', tags: plainTags },
  ]
}
