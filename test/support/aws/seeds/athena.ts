import { AthenaClient, CreateWorkGroupCommand, TagResourceCommand } from '@aws-sdk/client-athena'
import { asList, oddTags, plainTags, type Seed } from '../seed.ts'

export const athena: Seed = async ({ config, arn }) => {
  const client = new AthenaClient(config)
  await client.send(new CreateWorkGroupCommand({ Name: 'tagged', Tags: asList(oddTags) }))
  await client.send(new CreateWorkGroupCommand({ Name: 'never-tagged' }))
  await client.send(new CreateWorkGroupCommand({ Name: 'tagged-later' }))
  const later = arn('athena', 'workgroup/tagged-later')
  await client.send(new TagResourceCommand({ ResourceARN: later, Tags: asList(plainTags) }))
  return [
    { id: arn('athena', 'workgroup/tagged'), type: 'athena:workgroup', tags: oddTags },
    { id: arn('athena', 'workgroup/never-tagged'), type: 'athena:workgroup', tags: {} },
    { id: later, type: 'athena:workgroup', tags: plainTags },
    // It is there from the start.
    { id: arn('athena', 'workgroup/primary'), type: 'athena:workgroup', tags: {}, managed: true },
  ]
}
