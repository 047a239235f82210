import { defineService, tagsFrom } from '../service.ts'

export const redshift = defineService({
  name: 'redshift',
  load: () => import('@aws-sdk/client-redshift'),
  connect: (sdk, config) => new sdk.RedshiftClient(config),
  kinds: [
    {
      type: 'redshift:cluster',
      calls: { DescribeClusters: 'redshift:DescribeClusters' },
      async *list({ sdk, client, arn }) {
        for await (const { Clusters = [] } of sdk.paginateDescribeClusters({ client, pageSize: 100 }, {}))
          yield Clusters.map((cluster) => ({
            // The answer names the ARN of its namespace only.
            id: arn(`cluster:${cluster.ClusterIdentifier}`),
            name: cluster.ClusterIdentifier,
            state: cluster.ClusterStatus,
            createdAt: cluster.ClusterCreateTime,
            tags: tagsFrom(cluster.Tags),
          }))
      },
    },
  ],
})
