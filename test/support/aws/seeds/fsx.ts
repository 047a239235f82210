import { CreateFileSystemCommand, FSxClient, TagResourceCommand } from '@aws-sdk/client-fsx'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const fsx: Seed = async ({ config }) => {
  const client = new FSxClient(config)
  const make = async (tags: Tags) => {
    const Tags = Object.keys(tags).length > 0 ? asList(tags) : undefined
    const disk = { FileSystemType: 'LUSTRE' as const, StorageCapacity: 1200, SubnetIds: ['subnet-1'], Tags }
    const { FileSystem } = await client.send(new CreateFileSystemCommand(disk))
    return { id: there(FileSystem?.ResourceARN), type: 'fsx:file-system', tags }
  }
  const later = await make({})
  await client.send(new TagResourceCommand({ ResourceARN: later.id, Tags: asList(plainTags) }))
  return [await make(oddTags), await make({}), { ...later, tags: plainTags }]
}
