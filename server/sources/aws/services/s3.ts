import type * as S3 from '@aws-sdk/client-s3'
import { formatArn } from '../../../core/arn.ts'
import type { Tags } from '../../../core/resource.ts'
import { defineService, type Scan, tagsFrom } from '../service.ts'
import { unlessDeleted } from '../unless-deleted.ts'

export const s3 = defineService({
  name: 's3',
  load: () => import('@aws-sdk/client-s3'),
  // Every bucket answers in its own region only; the client follows it there.
  connect: (sdk, config: object) => new sdk.S3Client({ ...config, followRegionRedirects: true }),
  kinds: [
    {
      type: 's3:bucket',
      listed: 'once',
      calls: {
        ListBuckets: 's3:ListAllMyBuckets',
        GetBucketLocation: 's3:GetBucketLocation',
        GetBucketTagging: 's3:GetBucketTagging',
      },
      async *list(scan) {
        const { sdk, client, place, each } = scan
        for await (const { Buckets = [] } of sdk.paginateListBuckets({ client, pageSize: 1000 }, {}))
          yield (
            await each(Buckets, async ({ Name = '', BucketRegion, CreationDate }) => {
              const region = BucketRegion ?? (await locationOf(scan, Name))
              if (region === undefined) return []
              const id = formatArn({
                ...{ partition: place.partition, service: 's3' },
                region: '',
                account: '',
                resource: Name,
              })
              return [{ id, name: Name, handle: Name, createdAt: CreationDate, region }]
            })
          ).flat()
      },
      tagsOf: (scan, { handle }) => bucketTags(scan, handle),
    },
  ],
})

type S3Scan = Scan<typeof S3, S3.S3Client>

/** `undefined` if the bucket is no longer there. The oldest region has no name, and the second oldest another one. */
async function locationOf({ sdk, client, detail }: S3Scan, bucket: string): Promise<string | undefined> {
  const answer = await detail(unlessDeleted(client.send(new sdk.GetBucketLocationCommand({ Bucket: bucket }))))
  if (!answer) return answer === null ? '' : undefined
  const location: string = answer.LocationConstraint ?? 'us-east-1'
  return location === 'EU' ? 'eu-west-1' : location
}

async function bucketTags({ sdk, client }: S3Scan, bucket: string | undefined): Promise<Tags> {
  try {
    const { TagSet } = await client.send(new sdk.GetBucketTaggingCommand({ Bucket: bucket }))
    return tagsFrom(TagSet)
  } catch (error) {
    // How S3 says "none".
    if (error instanceof Error && (error.cause as Error | undefined)?.name === 'NoSuchTagSet') return {}
    throw error
  }
}
