import { CreateDeliveryStreamCommand, FirehoseClient, TagDeliveryStreamCommand } from '@aws-sdk/client-firehose'
import { asList, oddTags, plainTags, type Seed } from '../seed.ts'

export const firehose: Seed = async ({ config, arn, partition, account }) => {
  const client = new FirehoseClient(config)
  const RoleARN = `arn:${partition}:iam::${account}:role/app`
  const target = { RoleARN, BucketARN: `arn:${partition}:s3:::delivered` }
  for (const DeliveryStreamName of ['tagged', 'never-tagged', 'tagged-later']) {
    const Tags = DeliveryStreamName === 'tagged' ? asList(oddTags) : undefined
    const input = { DeliveryStreamName, ExtendedS3DestinationConfiguration: target, Tags }
    await client.send(new CreateDeliveryStreamCommand(input))
  }
  const later = { DeliveryStreamName: 'tagged-later', Tags: asList(plainTags) }
  await client.send(new TagDeliveryStreamCommand(later))
  return [
    { id: arn('firehose', 'deliverystream/tagged'), type: 'firehose:deliverystream', tags: oddTags },
    { id: arn('firehose', 'deliverystream/never-tagged'), type: 'firehose:deliverystream', tags: {} },
    { id: arn('firehose', 'deliverystream/tagged-later'), type: 'firehose:deliverystream', tags: plainTags },
  ]
}
