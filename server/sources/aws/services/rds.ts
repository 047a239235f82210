import { defineService, tagsFrom } from '../service.ts'

const pageSize = 100

export const rds = defineService({
  name: 'rds',
  load: () => import('@aws-sdk/client-rds'),
  connect: (sdk, config) => new sdk.RDSClient(config),
  kinds: [
    {
      type: 'rds:db',
      calls: { DescribeDBInstances: 'rds:DescribeDBInstances' },
      async *list({ sdk, client, arn }) {
        for await (const { DBInstances = [] } of sdk.paginateDescribeDBInstances({ client, pageSize }, {}))
          yield DBInstances.map((db) => ({
            id: db.DBInstanceArn ?? arn(`db:${db.DBInstanceIdentifier}`),
            name: db.DBInstanceIdentifier,
            state: db.DBInstanceStatus,
            createdAt: db.InstanceCreateTime,
            tags: tagsFrom(db.TagList),
          }))
      },
    },
    {
      type: 'rds:cluster',
      calls: { DescribeDBClusters: 'rds:DescribeDBClusters' },
      async *list({ sdk, client, arn }) {
        for await (const { DBClusters = [] } of sdk.paginateDescribeDBClusters({ client, pageSize }, {}))
          yield DBClusters.map((cluster) => ({
            id: cluster.DBClusterArn ?? arn(`cluster:${cluster.DBClusterIdentifier}`),
            name: cluster.DBClusterIdentifier,
            state: cluster.Status,
            createdAt: cluster.ClusterCreateTime,
            tags: tagsFrom(cluster.TagList),
          }))
      },
    },
    {
      type: 'rds:snapshot',
      calls: { DescribeDBSnapshots: 'rds:DescribeDBSnapshots' },
      async *list({ sdk, client, arn }) {
        for await (const { DBSnapshots = [] } of sdk.paginateDescribeDBSnapshots({ client, pageSize }, {}))
          yield DBSnapshots.map((snapshot) => ({
            id: snapshot.DBSnapshotArn ?? arn(`snapshot:${snapshot.DBSnapshotIdentifier}`),
            name: snapshot.DBSnapshotIdentifier,
            state: snapshot.Status,
            createdAt: snapshot.SnapshotCreateTime,
            managed: snapshot.SnapshotType === 'automated',
            tags: tagsFrom(snapshot.TagList),
          }))
      },
    },
    {
      type: 'rds:cluster-snapshot',
      calls: { DescribeDBClusterSnapshots: 'rds:DescribeDBClusterSnapshots' },
      async *list({ sdk, client, arn }) {
        const pages = sdk.paginateDescribeDBClusterSnapshots({ client, pageSize }, {})
        for await (const { DBClusterSnapshots = [] } of pages)
          yield DBClusterSnapshots.map((snapshot) => ({
            id: snapshot.DBClusterSnapshotArn ?? arn(`cluster-snapshot:${snapshot.DBClusterSnapshotIdentifier}`),
            name: snapshot.DBClusterSnapshotIdentifier,
            state: snapshot.Status,
            createdAt: snapshot.SnapshotCreateTime,
            managed: snapshot.SnapshotType === 'automated',
            tags: tagsFrom(snapshot.TagList),
          }))
      },
    },
  ],
})
