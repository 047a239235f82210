import type * as Balancing from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Tags } from '../../../core/resource.ts'
import { defineService, type Found, type Scan, tagsFrom } from '../service.ts'

/** As many as their tag calls take. */
const perCall = 20
const PageSize = 400

const tagCalls = { DescribeTags: 'elasticloadbalancing:DescribeTags' }

export const loadBalancing = defineService({
  name: 'elasticloadbalancing-v2',
  load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  connect: (sdk, config) => new sdk.ElasticLoadBalancingV2Client(config),
  kinds: [
    {
      type: 'elasticloadbalancing:loadbalancer',
      calls: { DescribeLoadBalancers: 'elasticloadbalancing:DescribeLoadBalancers', ...tagCalls },
      async *list({ sdk, client }) {
        for await (const { LoadBalancers = [] } of sdk.paginateDescribeLoadBalancers({ client }, { PageSize }))
          yield LoadBalancers.map((balancer) => ({
            id: balancer.LoadBalancerArn ?? '',
            name: balancer.LoadBalancerName,
            state: balancer.State?.Code,
            createdAt: balancer.CreatedTime,
          }))
      },
      tagsOfMany: { perCall, read: tagsByArn },
    },
    {
      type: 'elasticloadbalancing:targetgroup',
      calls: { DescribeTargetGroups: 'elasticloadbalancing:DescribeTargetGroups', ...tagCalls },
      async *list({ sdk, client }) {
        for await (const { TargetGroups = [] } of sdk.paginateDescribeTargetGroups({ client }, { PageSize }))
          yield TargetGroups.map(({ TargetGroupArn = '', TargetGroupName }) => ({
            id: TargetGroupArn,
            name: TargetGroupName,
          }))
      },
      tagsOfMany: { perCall, read: tagsByArn },
    },
  ],
})

export const classicLoadBalancing = defineService({
  name: 'elasticloadbalancing-classic',
  load: () => import('@aws-sdk/client-elastic-load-balancing'),
  connect: (sdk, config) => new sdk.ElasticLoadBalancingClient(config),
  kinds: [
    {
      type: 'elasticloadbalancing:loadbalancer',
      calls: { DescribeLoadBalancers: 'elasticloadbalancing:DescribeLoadBalancers', ...tagCalls },
      async *list({ sdk, client, arn }) {
        const pages = sdk.paginateDescribeLoadBalancers({ client }, { PageSize })
        for await (const { LoadBalancerDescriptions = [] } of pages)
          yield LoadBalancerDescriptions.map(({ LoadBalancerName = '', CreatedTime }) => ({
            id: arn(`loadbalancer/${LoadBalancerName}`),
            name: LoadBalancerName,
            createdAt: CreatedTime,
          }))
      },
      tagsOfMany: {
        perCall,
        async read({ sdk, client, arn }, rows) {
          const input = { LoadBalancerNames: rows.map(({ name = '' }) => name) }
          const { TagDescriptions = [] } = await client.send(new sdk.DescribeTagsCommand(input))
          return new Map(
            TagDescriptions.map(({ LoadBalancerName, Tags }) => [
              arn(`loadbalancer/${LoadBalancerName}`),
              tagsFrom(Tags),
            ]),
          )
        },
      },
    },
  ],
})

async function tagsByArn(
  { sdk, client }: Scan<typeof Balancing, Balancing.ElasticLoadBalancingV2Client>,
  rows: readonly Found[],
): Promise<ReadonlyMap<string, Tags>> {
  const input = { ResourceArns: rows.map(({ id }) => id) }
  const { TagDescriptions = [] } = await client.send(new sdk.DescribeTagsCommand(input))
  return new Map(TagDescriptions.map(({ ResourceArn = '', Tags }) => [ResourceArn, tagsFrom(Tags)]))
}
