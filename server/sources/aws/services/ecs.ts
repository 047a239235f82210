import type * as Ecs from '@aws-sdk/client-ecs'
import { inGroups } from '../in-groups.ts'
import { defineService, type Scan, tagsFrom } from '../service.ts'
import { pagesUnlessDeleted } from '../unless-deleted.ts'

type EcsScan = Scan<typeof Ecs, Ecs.ECSClient>

/** A deleted one stays listed for a while. */
const isGone = (state: string | undefined): boolean => state === 'INACTIVE'

export const ecs = defineService({
  name: 'ecs',
  load: () => import('@aws-sdk/client-ecs'),
  connect: (sdk, config) => new sdk.ECSClient(config),
  kinds: [
    {
      type: 'ecs:cluster',
      calls: { ListClusters: 'ecs:ListClusters', DescribeClusters: 'ecs:DescribeClusters' },
      async *list(scan) {
        const { sdk, client, arn } = scan
        for await (const arns of clusterArns(scan)) {
          const input = { clusters: [...arns], include: ['TAGS' as const] }
          const { clusters = [] } = await client.send(new sdk.DescribeClustersCommand(input))
          yield clusters.map((cluster) => ({
            id: cluster.clusterArn ?? arn(`cluster/${cluster.clusterName}`),
            name: cluster.clusterName,
            state: cluster.status,
            gone: isGone(cluster.status),
            tags: tagsFrom(cluster.tags, 'key', 'value'),
          }))
        }
      },
    },
    {
      type: 'ecs:service',
      calls: {
        ListClusters: 'ecs:ListClusters',
        ListServices: 'ecs:ListServices',
        DescribeServices: 'ecs:DescribeServices',
      },
      async *list(scan) {
        for await (const clusters of clusterArns(scan)) for (const cluster of clusters) yield* servicesOf(scan, cluster)
      },
    },
    {
      type: 'ecs:task-definition',
      calls: { ListTaskDefinitions: 'ecs:ListTaskDefinitions', ListTagsForResource: 'ecs:ListTagsForResource' },
      async *list({ sdk, client }) {
        const pages = sdk.paginateListTaskDefinitions({ client, pageSize: 100 }, { status: 'ACTIVE' })
        for await (const { taskDefinitionArns = [] } of pages)
          yield taskDefinitionArns.map((id) => ({ id, name: id.slice(id.lastIndexOf('/') + 1), state: 'ACTIVE' }))
      },
      async tagsOf({ sdk, client }, { id }) {
        const { tags } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn: id }))
        return tagsFrom(tags, 'key', 'value')
      },
    },
  ],
})

async function* clusterArns({ sdk, client }: EcsScan): AsyncGenerator<readonly string[]> {
  for await (const { clusterArns = [] } of sdk.paginateListClusters({ client, pageSize: 100 }, {}))
    if (clusterArns.length > 0) yield clusterArns
}

async function* servicesOf({ sdk, client, each }: EcsScan, cluster: string) {
  const pages = pagesUnlessDeleted(sdk.paginateListServices({ client, pageSize: 100 }, { cluster }))
  for await (const { serviceArns = [] } of pages) {
    // Ten is the most that can be described at once.
    const tens = inGroups(serviceArns, 10)
    const answers = await each(tens, (services) =>
      client.send(new sdk.DescribeServicesCommand({ cluster, services, include: ['TAGS'] })),
    )
    yield answers
      .flatMap(({ services = [] }) => services)
      .map((service) => ({
        id: longArn(service.serviceArn ?? '', cluster),
        name: service.serviceName,
        state: service.status,
        createdAt: service.createdAt,
        gone: isGone(service.status),
        tags: tagsFrom(service.tags, 'key', 'value'),
      }))
  }
}

/** Old names lack the cluster, and clusters may have services of one name. */
function longArn(arn: string, cluster: string): string {
  const [start, ...rest] = arn.split('/')
  return rest.length === 1 ? `${start}/${cluster.slice(cluster.lastIndexOf('/') + 1)}/${rest[0]}` : arn
}
