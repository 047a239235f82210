import { defineService, tagsFrom } from '../service.ts'

export const sns = defineService({
  name: 'sns',
  load: () => import('@aws-sdk/client-sns'),
  connect: (sdk, config) => new sdk.SNSClient(config),
  kinds: [
    {
      type: 'sns:topic',
      calls: { ListTopics: 'sns:ListTopics', ListTagsForResource: 'sns:ListTagsForResource' },
      async *list({ sdk, client }) {
        for await (const { Topics = [] } of sdk.paginateListTopics({ client }, {}))
          yield Topics.map(({ TopicArn = '' }) => ({
            id: TopicArn,
            name: TopicArn.slice(TopicArn.lastIndexOf(':') + 1),
          }))
      },
      async tagsOf({ sdk, client }, { id }) {
        const { Tags } = await client.send(new sdk.ListTagsForResourceCommand({ ResourceArn: id }))
        return tagsFrom(Tags)
      },
    },
  ],
})
