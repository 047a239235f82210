import { defineService } from '../service.ts'

export const lambda = defineService({
  name: 'lambda',
  load: () => import('@aws-sdk/client-lambda'),
  connect: (sdk, config) => new sdk.LambdaClient(config),
  kinds: [
    {
      type: 'lambda:function',
      calls: { ListFunctions: 'lambda:ListFunctions', ListTags: 'lambda:ListTags' },
      async *list({ sdk, client, arn }) {
        // The answer holds environment variables, so only what is named here leaves this file.
        for await (const { Functions = [] } of sdk.paginateListFunctions({ client, pageSize: 50 }, {}))
          yield Functions.map(({ FunctionName = '', State }) => ({
            id: arn(`function:${FunctionName}`),
            name: FunctionName,
            state: State,
          }))
      },
      async tagsOf({ sdk, client }, { id }) {
        const { Tags = {} } = await client.send(new sdk.ListTagsCommand({ Resource: id }))
        return Tags
      },
    },
  ],
})
