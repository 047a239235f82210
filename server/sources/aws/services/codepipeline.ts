import { defineService, tagsFrom } from '../service.ts'

export const codepipeline = defineService({
  name: 'codepipeline',
  load: () => import('@aws-sdk/client-codepipeline'),
  connect: (sdk, config) => new sdk.CodePipelineClient(config),
  kinds: [
    {
      type: 'codepipeline:pipeline',
      calls: {
        ListPipelines: 'codepipeline:ListPipelines',
        ListTagsForResource: 'codepipeline:ListTagsForResource',
      },
      async *list({ sdk, client, arn }) {
        for await (const { pipelines = [] } of sdk.paginateListPipelines({ client, pageSize: 1000 }, {}))
          yield pipelines.map(({ name = '', created }) => ({ id: arn(name), name, createdAt: created }))
      },
      async tagsOf({ sdk, client }, { id }) {
        let all = {}
        const pages = sdk.paginateListTagsForResource({ client, pageSize: 100 }, { resourceArn: id })
        for await (const { tags } of pages) all = { ...all, ...tagsFrom(tags, 'key', 'value') }
        return all
      },
    },
  ],
})
