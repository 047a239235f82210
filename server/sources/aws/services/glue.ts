import type * as Glue from '@aws-sdk/client-glue'
import type { Tags } from '../../../core/resource.ts'
import { defineService, type Found, type Scan } from '../service.ts'

type GlueScan = Scan<typeof Glue, Glue.GlueClient>

export const glue = defineService({
  name: 'glue',
  load: () => import('@aws-sdk/client-glue'),
  connect: (sdk, config) => new sdk.GlueClient(config),
  kinds: [
    {
      type: 'glue:job',
      calls: { GetJobs: 'glue:GetJobs', GetTags: 'glue:GetTags' },
      async *list({ sdk, client, arn }) {
        // The answer holds arguments, so only what is named here leaves this file.
        for await (const { Jobs = [] } of sdk.paginateGetJobs({ client, pageSize: 1000 }, {}))
          yield Jobs.map(({ Name = '', CreatedOn }) => ({ id: arn(`job/${Name}`), name: Name, createdAt: CreatedOn }))
      },
      tagsOf,
    },
    {
      type: 'glue:crawler',
      calls: { GetCrawlers: 'glue:GetCrawlers', GetTags: 'glue:GetTags' },
      async *list({ sdk, client, arn }) {
        for await (const { Crawlers = [] } of sdk.paginateGetCrawlers({ client, pageSize: 1000 }, {}))
          yield Crawlers.map(({ Name = '', State, CreationTime }) => ({
            id: arn(`crawler/${Name}`),
            name: Name,
            state: State,
            createdAt: CreationTime,
          }))
      },
      tagsOf,
    },
  ],
})

async function tagsOf({ sdk, client }: GlueScan, { id }: Found): Promise<Tags> {
  const { Tags: tags = {} } = await client.send(new sdk.GetTagsCommand({ ResourceArn: id }))
  return tags
}
