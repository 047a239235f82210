import type * as ElastiCache from '@aws-sdk/client-elasticache'
import { defineService, type Found, type Scan, tagsFrom } from '../service.ts'

const pageSize = 100
const tagCalls = { ListTagsForResource: 'elasticache:ListTagsForResource' }

export const elasticache = defineService({
  name: 'elasticache',
  load: () => import('@aws-sdk/client-elasticache'),
  connect: (sdk, config) => new sdk.ElastiCacheClient(config),
  kinds: [
    {
      type: 'elasticache:cluster',
      calls: { DescribeCacheClusters: 'elasticache:DescribeCacheClusters', ...tagCalls },
      async *list({ sdk, client, arn }) {
        // Members of replication groups come too: each has tags of its own.
        for await (const { CacheClusters = [] } of sdk.paginateDescribeCacheClusters({ client, pageSize }, {}))
          yield CacheClusters.map((cluster) => ({
            id: cluster.ARN ?? arn(`cluster:${cluster.CacheClusterId}`),
            name: cluster.CacheClusterId,
            state: cluster.CacheClusterStatus,
            createdAt: cluster.CacheClusterCreateTime,
            gone: cluster.CacheClusterStatus === 'deleted',
          }))
      },
      tagsOf,
    },
    {
      type: 'elasticache:replicationgroup',
      calls: { DescribeReplicationGroups: 'elasticache:DescribeReplicationGroups', ...tagCalls },
      async *list({ sdk, client, arn }) {
        const pages = sdk.paginateDescribeReplicationGroups({ client, pageSize }, {})
        for await (const { ReplicationGroups = [] } of pages)
          yield ReplicationGroups.map((group) => ({
            id: group.ARN ?? arn(`replicationgroup:${group.ReplicationGroupId}`),
            name: group.ReplicationGroupId,
            state: group.Status,
            createdAt: group.ReplicationGroupCreateTime,
          }))
      },
      tagsOf,
    },
    {
      type: 'elasticache:serverlesscache',
      calls: { DescribeServerlessCaches: 'elasticache:DescribeServerlessCaches', ...tagCalls },
      async *list({ sdk, client, arn }) {
        const pages = sdk.paginateDescribeServerlessCaches({ client, pageSize: 50 }, {})
        for await (const { ServerlessCaches = [] } of pages)
          yield ServerlessCaches.map((cache) => ({
            id: cache.ARN ?? arn(`serverlesscache:${cache.ServerlessCacheName}`),
            name: cache.ServerlessCacheName,
            state: cache.Status,
            createdAt: cache.CreateTime,
          }))
      },
      tagsOf,
    },
  ],
})

async function tagsOf({ sdk, client }: Scan<typeof ElastiCache, ElastiCache.ElastiCacheClient>, { id }: Found) {
  const { TagList } = await client.send(new sdk.ListTagsForResourceCommand({ ResourceName: id }))
  return tagsFrom(TagList)
}
