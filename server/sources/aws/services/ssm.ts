import { defineService, tagsFrom } from '../service.ts'

export const ssm = defineService({
  name: 'ssm',
  load: () => import('@aws-sdk/client-ssm'),
  connect: (sdk, config) => new sdk.SSMClient(config),
  kinds: [
    {
      type: 'ssm:parameter',
      calls: { DescribeParameters: 'ssm:DescribeParameters', ListTagsForResource: 'ssm:ListTagsForResource' },
      async *list({ sdk, client, arn }) {
        for await (const { Parameters = [] } of sdk.paginateDescribeParameters({ client, pageSize: 50 }, {}))
          yield Parameters.map(({ Name = '' }) => ({
            // A name that is a path brings its own slash.
            id: arn(`parameter${Name.startsWith('/') ? '' : '/'}${Name}`),
            handle: Name,
            name: Name,
          }))
      },
      async tagsOf({ sdk, client }, { handle }) {
        const input = { ResourceType: 'Parameter' as const, ResourceId: handle }
        const { TagList } = await client.send(new sdk.ListTagsForResourceCommand(input))
        return tagsFrom(TagList)
      },
    },
  ],
})
