import { defineService, tagsFrom } from '../service.ts'

export const ecr = defineService({
  name: 'ecr',
  load: () => import('@aws-sdk/client-ecr'),
  connect: (sdk, config) => new sdk.ECRClient(config),
  kinds: [
    {
      type: 'ecr:repository',
      calls: { DescribeRepositories: 'ecr:DescribeRepositories', ListTagsForResource: 'ecr:ListTagsForResource' },
      async *list({ sdk, client, arn }) {
        for await (const { repositories = [] } of sdk.paginateDescribeRepositories({ client, pageSize: 1000 }, {}))
          yield repositories.map((repository) => ({
            id: repository.repositoryArn ?? arn(`repository/${repository.repositoryName}`),
            name: repository.repositoryName,
            createdAt: repository.createdAt,
          }))
      },
      async tagsOf({ sdk, client }, { id }) {
        const { tags } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn: id }))
        return tagsFrom(tags)
      },
    },
  ],
})
