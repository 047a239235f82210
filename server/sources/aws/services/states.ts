import { defineService, tagsFrom } from '../service.ts'

export const states = defineService({
  name: 'states',
  load: () => import('@aws-sdk/client-sfn'),
  connect: (sdk, config) => new sdk.SFNClient(config),
  kinds: [
    {
      type: 'states:stateMachine',
      calls: { ListStateMachines: 'states:ListStateMachines', ListTagsForResource: 'states:ListTagsForResource' },
      async *list({ sdk, client }) {
        for await (const { stateMachines = [] } of sdk.paginateListStateMachines({ client, pageSize: 1000 }, {}))
          yield stateMachines.map(({ stateMachineArn = '', name, creationDate }) => ({
            ...{ id: stateMachineArn, name, createdAt: creationDate },
          }))
      },
      async tagsOf({ sdk, client }, { id }) {
        const { tags } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn: id }))
        return tagsFrom(tags, 'key', 'value')
      },
    },
  ],
})
