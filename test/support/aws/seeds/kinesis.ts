import { AddTagsToStreamCommand, CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { oddTags, plainTags, type Seed } from '../seed.ts'

export const kinesis: Seed = async ({ config, arn }) => {
  // By itself this client speaks HTTP/2, which moto does not.
  const client = new KinesisClient({ ...config, requestHandler: new NodeHttpHandler() })
  await client.send(new CreateStreamCommand({ StreamName: 'tagged', ShardCount: 1, Tags: oddTags }))
  await client.send(new CreateStreamCommand({ StreamName: 'never-tagged', ShardCount: 1 }))
  await client.send(new CreateStreamCommand({ StreamName: 'tagged-later', ShardCount: 1 }))
  await client.send(new AddTagsToStreamCommand({ StreamName: 'tagged-later', Tags: plainTags }))
  return [
    { id: arn('kinesis', 'stream/tagged'), type: 'kinesis:stream', tags: oddTags },
    { id: arn('kinesis', 'stream/never-tagged'), type: 'kinesis:stream', tags: {} },
    { id: arn('kinesis', 'stream/tagged-later'), type: 'kinesis:stream', tags: plainTags },
  ]
}
