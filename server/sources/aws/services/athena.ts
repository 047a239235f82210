import { defineService, tagsFrom } from '../service.ts'

export const athena = defineService({
  name: 'athena',
  load: () => import('@aws-sdk/client-athena'),
  connect: (sdk, config) => new sdk.AthenaClient(config),
  kinds: [
    {
      type: 'athena:workgroup',
      calls: { ListWorkGroups: 'athena:ListWorkGroups', ListTagsForResource: 'athena:ListTagsForResource' },
      async *list({ sdk, client, arn }) {
        for await (const { WorkGroups = [] } of sdk.paginateListWorkGroups({ client, pageSize: 50 }, {}))
          yield WorkGroups.map(({ Name = '', State, CreationTime }) => ({
            ...{ id: arn(`workgroup/${Name}`), name: Name, state: State, createdAt: CreationTime },
            // There from the start in every region of every account, used or not, and never to be deleted.
            managed: Name === 'primary',
          }))
      },
      async tagsOf({ sdk, client }, { id }) {
        let all = {}
        // Fewer at once are refused.
        const pages = sdk.paginateListTagsForResource({ client, pageSize: 75 }, { ResourceARN: id })
        for await (const { Tags } of pages) all = { ...all, ...tagsFrom(Tags) }
        return all
      },
    },
  ],
})
