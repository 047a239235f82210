import { CreateTopicCommand, SNSClient, TagResourceCommand } from '@aws-sdk/client-sns'
import { asList, oddTags, plainTags, type Seed } from '../seed.ts'

export const sns: Seed = async ({ config, arn }) => {
  const client = new SNSClient(config)
  await client.send(new CreateTopicCommand({ Name: 'tagged', Tags: asList(oddTags) }))
  await client.send(new CreateTopicCommand({ Name: 'never-tagged' }))
  await client.send(new CreateTopicCommand({ Name: 'tagged-later' }))
  const later = arn('sns', 'tagged-later')
  await client.send(new TagResourceCommand({ ResourceArn: later, Tags: asList(plainTags) }))
  return [
    { id: arn('sns', 'tagged'), type: 'sns:topic', tags: oddTags },
    { id: arn('sns', 'never-tagged'), type: 'sns:topic', tags: {} },
    { id: later, type: 'sns:topic', tags: plainTags },
  ]
}
