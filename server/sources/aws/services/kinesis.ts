import type { Tags } from '../../../core/resource.ts'
import { defineService, tagsFrom } from '../service.ts'

export const kinesis = defineService({
  name: 'kinesis',
  load: () => import('@aws-sdk/client-kinesis'),
  connect: (sdk, config) => new sdk.KinesisClient(config),
  kinds: [
    {
      type: 'kinesis:stream',
      calls: { ListStreams: 'kinesis:ListStreams', ListTagsForStream: 'kinesis:ListTagsForStream' },
      async *list({ sdk, client, arn }) {
        for await (const page of sdk.paginateListStreams({ client, pageSize: 1000 }, {})) {
          const known = new Map(page.StreamSummaries?.map((stream) => [stream.StreamName, stream]))
          yield (page.StreamNames ?? []).map((name) => ({
            ...{ id: arn(`stream/${name}`), name, handle: name },
            state: known.get(name)?.StreamStatus,
            createdAt: known.get(name)?.StreamCreationTimestamp,
          }))
        }
      },
      async tagsOf({ sdk, client }, { handle }) {
        let tags: Tags = {}
        let after: string | undefined
        do {
          const input = { StreamName: handle, ExclusiveStartTagKey: after }
          const { Tags = [], HasMoreTags } = await client.send(new sdk.ListTagsForStreamCommand(input))
          tags = { ...tags, ...tagsFrom(Tags) }
          after = HasMoreTags ? Tags.at(-1)?.Key : undefined
        } while (after)
        return tags
      },
    },
  ],
})
