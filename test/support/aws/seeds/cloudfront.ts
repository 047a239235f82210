import {
  CloudFrontClient,
  CreateDistributionCommand,
  CreateDistributionWithTagsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudfront'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const cloudfront: Seed = async ({ config, region }) => {
  const client = new CloudFrontClient(config)
  const configOf = (name: string) => ({
    ...{ CallerReference: `${name}-${region}`, Comment: name, Enabled: true },
    Origins: { Quantity: 1, Items: [{ Id: 'web', DomainName: 'web.example.com', CustomOriginConfig: origin }] },
    DefaultCacheBehavior: { TargetOriginId: 'web', ViewerProtocolPolicy: 'https-only' as const },
  })
  const make = async (name: string, tags: Tags) => {
    const DistributionConfigWithTags = { DistributionConfig: configOf(name), Tags: { Items: asList(tags) } }
    const { Distribution } = await client.send(new CreateDistributionWithTagsCommand({ DistributionConfigWithTags }))
    return { id: there(Distribution?.ARN), type: 'cloudfront:distribution', tags, region: '' }
  }
  const plain = async (name: string) => {
    const { Distribution } = await client.send(new CreateDistributionCommand({ DistributionConfig: configOf(name) }))
    return { id: there(Distribution?.ARN), type: 'cloudfront:distribution', tags: {}, region: '' }
  }
  const later = await plain('tagged-later')
  await client.send(new TagResourceCommand({ Resource: later.id, Tags: { Items: asList(plainTags) } }))
  return [await make('tagged', oddTags), await plain('never-tagged'), { ...later, tags: plainTags }]
}

const origin = { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' as const }
