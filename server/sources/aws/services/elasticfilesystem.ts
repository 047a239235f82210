import { defineService, tagsFrom } from '../service.ts'

export const elasticfilesystem = defineService({
  name: 'elasticfilesystem',
  load: () => import('@aws-sdk/client-efs'),
  connect: (sdk, config) => new sdk.EFSClient(config),
  kinds: [
    {
      type: 'elasticfilesystem:file-system',
      calls: { DescribeFileSystems: 'elasticfilesystem:DescribeFileSystems' },
      async *list({ sdk, client, arn }) {
        for await (const { FileSystems = [] } of sdk.paginateDescribeFileSystems({ client, pageSize: 100 }, {}))
          yield FileSystems.map((fileSystem) => ({
            id: fileSystem.FileSystemArn ?? arn(`file-system/${fileSystem.FileSystemId}`),
            name: fileSystem.Name,
            state: fileSystem.LifeCycleState,
            createdAt: fileSystem.CreationTime,
            gone: fileSystem.LifeCycleState === 'deleted',
            tags: tagsFrom(fileSystem.Tags),
          }))
      },
    },
  ],
})
