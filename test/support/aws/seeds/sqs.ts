import { CreateQueueCommand, SQSClient, TagQueueCommand } from '@aws-sdk/client-sqs'
import { oddTags, plainTags, type Seed, there } from '../seed.ts'

export const sqs: Seed = async ({ config, arn }) => {
  const client = new SQSClient(config)
  await client.send(new CreateQueueCommand({ QueueName: 'tagged', tags: oddTags }))
  await client.send(new CreateQueueCommand({ QueueName: 'never-tagged' }))
  const later = await client.send(new CreateQueueCommand({ QueueName: 'tagged-later' }))
  await client.send(new TagQueueCommand({ QueueUrl: there(later.QueueUrl), Tags: plainTags }))
  return [
    { id: arn('sqs', 'tagged'), type: 'sqs:queue', tags: oddTags },
    { id: arn('sqs', 'never-tagged'), type: 'sqs:queue', tags: {} },
    { id: arn('sqs', 'tagged-later'), type: 'sqs:queue', tags: plainTags },
  ]
}
