// What an audit must never do, service by service: the calls that write tags, and those that show secrets.

/** Services whose calls have names of their own. The others have TagResource and UntagResource. */
const ownNames: Readonly<Record<string, readonly string[]>> = {
  acm: ['AddTagsToCertificate', 'RemoveTagsFromCertificate'],
  apigateway: ['DELETE', 'PATCH', 'POST', 'PUT'],
  autoscaling: ['CreateOrUpdateTags', 'DeleteTags'],
  ce: ['StartCostAllocationTagBackfill', 'TagResource', 'UntagResource', 'UpdateCostAllocationTagsStatus'],
  ec2: ['CreateTags', 'DeleteTags'],
  elasticache: ['AddTagsToResource', 'RemoveTagsFromResource'],
  elasticfilesystem: ['CreateTags', 'DeleteTags', 'TagResource', 'UntagResource'],
  elasticloadbalancing: ['AddTags', 'RemoveTags'],
  elasticmapreduce: ['AddTags', 'RemoveTags'],
  es: ['AddTags', 'RemoveTags'],
  firehose: ['TagDeliveryStream', 'UntagDeliveryStream'],
  kinesis: ['AddTagsToStream', 'RemoveTagsFromStream'],
  logs: ['TagLogGroup', 'TagResource', 'UntagLogGroup', 'UntagResource'],
  rds: ['AddTagsToResource', 'RemoveTagsFromResource'],
  redshift: ['CreateTags', 'DeleteTags'],
  route53: ['ChangeTagsForResource'],
  s3: [
    ...['DeleteObjectTagging', 'DeleteObjectVersionTagging', 'PutBucketTagging'],
    ...['PutObjectTagging', 'PutObjectVersionTagging', 'TagResource', 'UntagResource'],
  ],
  sagemaker: ['AddTags', 'DeleteTags'],
  sqs: ['TagQueue', 'UntagQueue'],
  ssm: ['AddTagsToResource', 'RemoveTagsFromResource'],
  tag: ['TagResources', 'UntagResources'],
  // Nothing of these carries tags, or nothing that we read.
  account: [],
  codebuild: [],
  sts: [],
}

const usualNames = ['TagResource', 'UntagResource']

export function tagWritesOf(services: Iterable<string>): readonly string[] {
  const all = [...new Set([...services, 'ce', 'tag'])].toSorted()
  return all.flatMap((service) => (ownNames[service] ?? usualNames).map((name) => `${service}:${name}`))
}

export const secretReads: readonly string[] = [
  ...['iam:*', 'kms:Decrypt', 's3:GetObject', 'secretsmanager:GetSecretValue'],
  ...['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
]
