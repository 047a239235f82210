import type { Tags } from '../../../core/resource.ts'
import { defineService, tagsFrom } from '../service.ts'

export const firehose = defineService({
  name: 'firehose',
  load: () => import('@aws-sdk/client-firehose'),
  connect: (sdk, config) => new sdk.FirehoseClient(config),
  kinds: [
    {
      type: 'firehose:deliverystream',
      calls: {
        ListDeliveryStreams: 'firehose:ListDeliveryStreams',
        ListTagsForDeliveryStream: 'firehose:ListTagsForDeliveryStream',
      },
      async *list({ sdk, client, arn }) {
        let after: string | undefined
        do {
          const input = { Limit: 1000, ExclusiveStartDeliveryStreamName: after }
          const page = await client.send(new sdk.ListDeliveryStreamsCommand(input))
          const names = page.DeliveryStreamNames ?? []
          yield names.map((name) => ({ id: arn(`deliverystream/${name}`), name, handle: name }))
          after = page.HasMoreDeliveryStreams ? names.at(-1) : undefined
        } while (after)
      },
      async tagsOf({ sdk, client }, { handle }) {
        let tags: Tags = {}
        let after: string | undefined
        do {
          const input = { DeliveryStreamName: handle, ExclusiveStartTagKey: after }
          const { Tags = [], HasMoreTags } = await client.send(new sdk.ListTagsForDeliveryStreamCommand(input))
          tags = { ...tags, ...tagsFrom(Tags) }
          after = HasMoreTags ? Tags.at(-1)?.Key : undefined
        } while (after)
        return tags
      },
    },
  ],
})
