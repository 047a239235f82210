import { CreateFileSystemCommand, EFSClient, TagResourceCommand } from '@aws-sdk/client-efs'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const elasticfilesystem: Seed = async ({ config }) => {
  const client = new EFSClient(config)
  const make = async (CreationToken: string, tags: Tags) => {
    const input = { CreationToken, Tags: asList(tags) }
    const { FileSystemArn } = await client.send(new CreateFileSystemCommand(input))
    return { id: there(FileSystemArn), type: 'elasticfilesystem:file-system', tags }
  }
  const later = await make('tagged-later', {})
  await client.send(new TagResourceCommand({ ResourceId: later.id.split('/')[1], Tags: asList(plainTags) }))
  return [await make('tagged', oddTags), await make('never-tagged', {}), { ...later, tags: plainTags }]
}
