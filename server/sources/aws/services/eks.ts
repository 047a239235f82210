import { defineService } from '../service.ts'
import { pagesUnlessDeleted, unlessDeleted } from '../unless-deleted.ts'

const pageSize = 100

export const eks = defineService({
  name: 'eks',
  load: () => import('@aws-sdk/client-eks'),
  connect: (sdk, config) => new sdk.EKSClient(config),
  kinds: [
    {
      type: 'eks:cluster',
      calls: { ListClusters: 'eks:ListClusters', DescribeCluster: 'eks:DescribeCluster' },
      async *list({ sdk, client, arn, detail, each }) {
        // Clusters that run elsewhere and are only connected have tags too.
        for await (const { clusters = [] } of sdk.paginateListClusters({ client, pageSize }, { include: ['all'] })) {
          const found = await each(clusters, async (name) => {
            const answer = await detail(unlessDeleted(client.send(new sdk.DescribeClusterCommand({ name }))))
            if (answer === undefined) return []
            const { status, createdAt, tags = {} } = answer?.cluster ?? {}
            return [{ id: arn(`cluster/${name}`), name, state: status, createdAt, tags: answer && tags }]
          })
          yield found.flat()
        }
      },
    },
    {
      type: 'eks:nodegroup',
      calls: {
        ListClusters: 'eks:ListClusters',
        ListNodegroups: 'eks:ListNodegroups',
        DescribeNodegroup: 'eks:DescribeNodegroup',
      },
      async *list({ sdk, client, each }) {
        for await (const { clusters = [] } of sdk.paginateListClusters({ client, pageSize }, {}))
          for (const clusterName of clusters) {
            const pages = pagesUnlessDeleted(sdk.paginateListNodegroups({ client, pageSize }, { clusterName }))
            for await (const { nodegroups = [] } of pages) {
              // Their ARNs end in an id that only this call tells, so a failure here cannot be passed over.
              const found = await each(nodegroups, async (nodegroupName) => {
                const command = new sdk.DescribeNodegroupCommand({ clusterName, nodegroupName })
                const { nodegroup } = (await unlessDeleted(client.send(command))) ?? {}
                const { nodegroupArn: id, status: state, createdAt, tags = {} } = nodegroup ?? {}
                return id === undefined ? [] : [{ id, name: nodegroupName, state, createdAt, tags }]
              })
              yield found.flat()
            }
          }
      },
    },
  ],
})
