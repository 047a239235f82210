import { AddTagsToResourceCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, oddTags, plainTags, type Seed } from '../seed.ts'

export const ssm: Seed = async ({ config, arn }) => {
  const client = new SSMClient(config)
  const put = async (Name: string, resource: string, tags: Tags) => {
    const Tags = Object.keys(tags).length > 0 ? asList(tags) : undefined
    await client.send(new PutParameterCommand({ Name, Value: 'v', Type: 'String', Tags }))
    return { id: arn('ssm', resource), type: 'ssm:parameter', tags }
  }
  const later = await put('tagged-later', 'parameter/tagged-later', {})
  const addition = { ResourceType: 'Parameter' as const, ResourceId: 'tagged-later', Tags: asList(plainTags) }
  await client.send(new AddTagsToResourceCommand(addition))
  return [
    await put('/app/database/tagged', 'parameter/app/database/tagged', oddTags),
    await put('never-tagged', 'parameter/never-tagged', {}),
    { ...later, tags: plainTags },
  ]
}
