import { CreateBucketCommand, PutBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, oddTags, type Seed } from '../seed.ts'

export const s3: Seed = async ({ config, account, region, partition }) => {
  const client = new S3Client(config)
  const make = async (name: string, tags: Tags) => {
    // The oldest region is the one that must not be named.
    const where =
      region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } }
    const Bucket = `${name}-${account}-${region}`
    await client.send(new CreateBucketCommand({ Bucket, ...where }))
    if (Object.keys(tags).length > 0)
      await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: asList(tags) } }))
    return { id: `arn:${partition}:s3:::${Bucket}`, type: 's3:bucket', tags }
  }
  return [await make('tagged', oddTags), await make('never-tagged', {})]
}
