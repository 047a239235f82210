import type { Tags } from '../../../core/resource.ts'
import { defineService, tagsFrom } from '../service.ts'
import { unlessDeleted } from '../unless-deleted.ts'

export const dynamodb = defineService({
  name: 'dynamodb',
  load: () => import('@aws-sdk/client-dynamodb'),
  connect: (sdk, config) => new sdk.DynamoDBClient(config),
  kinds: [
    {
      type: 'dynamodb:table',
      calls: {
        ListTables: 'dynamodb:ListTables',
        DescribeTable: 'dynamodb:DescribeTable',
        ListTagsOfResource: 'dynamodb:ListTagsOfResource',
      },
      async *list({ sdk, client, arn, detail, each }) {
        for await (const { TableNames = [] } of sdk.paginateListTables({ client, pageSize: 100 }, {})) {
          const tables = await each(TableNames, async (name) => {
            const answer = await detail(unlessDeleted(client.send(new sdk.DescribeTableCommand({ TableName: name }))))
            if (answer === undefined) return []
            const { TableStatus: state, CreationDateTime: createdAt } = answer?.Table ?? {}
            // How old it is decides whether it is judged already.
            return [{ id: arn(`table/${name}`), name, state, createdAt, ...(answer === null ? { tags: null } : {}) }]
          })
          yield tables.flat()
        }
      },
      async tagsOf({ sdk, client }, { id }) {
        let tags: Tags = {}
        let next: string | undefined
        do {
          const input = { ResourceArn: id, NextToken: next }
          const { Tags, NextToken } = await client.send(new sdk.ListTagsOfResourceCommand(input))
          tags = { ...tags, ...tagsFrom(Tags) }
          next = NextToken
        } while (next)
        return tags
      },
    },
  ],
})
