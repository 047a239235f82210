import { defineService, tagsFrom } from '../service.ts'

export const emr = defineService({
  name: 'emr',
  load: () => import('@aws-sdk/client-emr'),
  connect: (sdk, config) => new sdk.EMRClient(config),
  kinds: [
    {
      type: 'elasticmapreduce:cluster',
      calls: {
        ListClusters: 'elasticmapreduce:ListClusters',
        DescribeCluster: 'elasticmapreduce:DescribeCluster',
      },
      async *list({ sdk, client, arn }) {
        // Ended ones stay listed for months, often by the thousand, so they are not asked for.
        const states = Object.values(sdk.ClusterState).filter((state) => !state.startsWith('TERMINATED'))
        for await (const { Clusters = [] } of sdk.paginateListClusters({ client }, { ClusterStates: states }))
          yield Clusters.map(({ Id = '', ClusterArn, Name, Status }) => ({
            id: ClusterArn ?? arn(`cluster/${Id}`),
            handle: Id,
            name: Name,
            state: Status?.State,
            createdAt: Status?.Timeline?.CreationDateTime,
          }))
      },
      async tagsOf({ sdk, client }, { handle }) {
        const { Cluster } = await client.send(new sdk.DescribeClusterCommand({ ClusterId: handle }))
        return tagsFrom(Cluster?.Tags)
      },
    },
  ],
})
