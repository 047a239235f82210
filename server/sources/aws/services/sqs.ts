import { defineService } from '../service.ts'

export const sqs = defineService({
  name: 'sqs',
  load: () => import('@aws-sdk/client-sqs'),
  connect: (sdk, config) => new sdk.SQSClient(config),
  kinds: [
    {
      type: 'sqs:queue',
      calls: { ListQueues: 'sqs:ListQueues', ListQueueTags: 'sqs:ListQueueTags' },
      async *list({ sdk, client, arn }) {
        for await (const { QueueUrls = [] } of sdk.paginateListQueues({ client, pageSize: 1000 }, {}))
          yield QueueUrls.map((url) => ({ id: arn(nameIn(url)), name: nameIn(url), handle: url }))
      },
      async tagsOf({ sdk, client }, { handle }) {
        const { Tags = {} } = await client.send(new sdk.ListQueueTagsCommand({ QueueUrl: handle }))
        return Tags
      },
    },
  ],
})

const nameIn = (url: string): string => url.slice(url.lastIndexOf('/') + 1)
