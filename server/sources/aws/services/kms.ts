import { defineService, tagsFrom } from '../service.ts'
import { unlessDeleted } from '../unless-deleted.ts'

export const kms = defineService({
  name: 'kms',
  load: () => import('@aws-sdk/client-kms'),
  connect: (sdk, config) => new sdk.KMSClient(config),
  kinds: [
    {
      type: 'kms:key',
      calls: {
        ListKeys: 'kms:ListKeys',
        DescribeKey: 'kms:DescribeKey',
        ListResourceTags: 'kms:ListResourceTags',
      },
      async *list({ sdk, client, detail, each, arn }) {
        for await (const { Keys = [] } of sdk.paginateListKeys({ client, pageSize: 1000 }, {}))
          yield (
            await each(Keys, async ({ KeyId = '', KeyArn = arn(`key/${KeyId}`) }) => {
              const described = await detail(unlessDeleted(client.send(new sdk.DescribeKeyCommand({ KeyId }))))
              if (described === undefined) return []
              // It may be one of AWS's own.
              if (described === null) return [{ id: KeyArn, handle: KeyId, tags: null }]
              const { KeyState, CreationDate, KeyManager } = described.KeyMetadata ?? {}
              const isManaged = KeyManager === 'AWS'
              return [
                {
                  ...{ id: KeyArn, handle: KeyId, state: KeyState, createdAt: CreationDate, managed: isManaged },
                  // Nobody judges AWS's own keys, and not everybody may read their tags.
                  ...(isManaged ? { tags: {} } : {}),
                },
              ]
            })
          ).flat()
      },
      async tagsOf({ sdk, client }, { handle }) {
        let tags = {}
        for await (const page of sdk.paginateListResourceTags({ client, pageSize: 50 }, { KeyId: handle }))
          tags = { ...tags, ...tagsFrom(page.Tags, 'TagKey', 'TagValue') }
        return tags
      },
    },
  ],
})
