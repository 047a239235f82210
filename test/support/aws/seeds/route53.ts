import { ChangeTagsForResourceCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const route53: Seed = async ({ config, partition, region }) => {
  const client = new Route53Client(config)
  const make = async (Name: string, tags: Tags) => {
    const { HostedZone } = await client.send(
      new CreateHostedZoneCommand({ Name, CallerReference: `${Name}-${region}` }),
    )
    const ResourceId = there(HostedZone?.Id?.split('/').at(-1))
    const AddTags = asList(tags)
    const change = { ResourceType: 'hostedzone' as const, ResourceId, AddTags }
    if (AddTags.length > 0) await client.send(new ChangeTagsForResourceCommand(change))
    return { id: `arn:${partition}:route53:::hostedzone/${ResourceId}`, type: 'route53:hostedzone', tags, region: '' }
  }
  return [
    await make('tagged.example.com', oddTags),
    await make('never-tagged.example.com', {}),
    // Two zones of one name are two zones.
    await make('tagged.example.com', plainTags),
  ]
}
