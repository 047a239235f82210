import { defineService, tagsFrom } from '../service.ts'

export const fsx = defineService({
  name: 'fsx',
  load: () => import('@aws-sdk/client-fsx'),
  connect: (sdk, config) => new sdk.FSxClient(config),
  kinds: [
    {
      type: 'fsx:file-system',
      calls: { DescribeFileSystems: 'fsx:DescribeFileSystems' },
      async *list({ sdk, client, arn }) {
        for await (const { FileSystems = [] } of sdk.paginateDescribeFileSystems({ client, pageSize: 100 }, {}))
          yield FileSystems.map((fileSystem) => ({
            id: fileSystem.ResourceARN ?? arn(`file-system/${fileSystem.FileSystemId}`),
            state: fileSystem.Lifecycle,
            createdAt: fileSystem.CreationTime,
            tags: tagsFrom(fileSystem.Tags),
          }))
      },
    },
  ],
})
