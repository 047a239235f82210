import { Bucket } from '@pulumi/aws/s3/bucket.js'
import { BucketLifecycleConfiguration } from '@pulumi/aws/s3/bucketLifecycleConfiguration.js'
import { BucketOwnershipControls } from '@pulumi/aws/s3/bucketOwnershipControls.js'
import { BucketPolicy } from '@pulumi/aws/s3/bucketPolicy.js'
import { BucketPublicAccessBlock } from '@pulumi/aws/s3/bucketPublicAccessBlock.js'
import { BucketServerSideEncryptionConfiguration } from '@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js'
import { BucketVersioning } from '@pulumi/aws/s3/bucketVersioning.js'
import * as pulumi from '@pulumi/pulumi'
import { dataTags } from '../../tags.ts'
import { dataOptions } from '../data-options.ts'
import type { Place } from '../place.ts'
import { policyDocument, type Statement } from '../policy-document.ts'

export interface LogBucketArgs {
  readonly place: Place
  readonly retentionDays: number
  readonly keepData: boolean
  /** None for a writer that cannot use a key of ours. */
  readonly keyArn: pulumi.Input<string> | undefined
  readonly writtenBy: (bucketArn: pulumi.Output<string>) => readonly Statement[]
}

/** What a service of AWS writes down. */
export class LogBucket extends pulumi.ComponentResource {
  /** Known once its writer may write to it. */
  readonly bucketName: pulumi.Output<string>

  constructor(name: string, args: LogBucketArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:LogBucket', name, {}, opts)
    const child = { parent: this }
    const bucket = new Bucket(
      name,
      { forceDestroy: !args.keepData, tags: dataTags(args.place.tags, 'confidential') },
      { ...child, ...dataOptions(args.keepData) },
    )
    const of = { bucket: bucket.id }
    new BucketPublicAccessBlock(
      `${name}-closed`,
      { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      child,
    )
    new BucketOwnershipControls(`${name}-owner`, { ...of, rule: { objectOwnership: 'BucketOwnerEnforced' } }, child)
    new BucketVersioning(`${name}-versions`, { ...of, versioningConfiguration: { status: 'Enabled' } }, child)
    new BucketServerSideEncryptionConfiguration(`${name}-encryption`, { ...of, rules: [encryption(args)] }, child)
    const rules = [
      {
        id: 'forget',
        status: 'Enabled',
        filter: { prefix: '' },
        expiration: { days: args.retentionDays },
        noncurrentVersionExpiration: { noncurrentDays: 7 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ]
    new BucketLifecycleConfiguration(`${name}-lifecycle`, { ...of, rules }, child)
    const policy = policyDocument([...args.writtenBy(bucket.arn), notInTheClear(bucket.arn)])
    const open = new BucketPolicy(`${name}-policy`, { ...of, policy }, child)
    this.bucketName = pulumi.all([bucket.bucket, open.id]).apply(([id]) => id)
    this.registerOutputs({ bucketName: this.bucketName })
  }
}

const encryption = ({ keyArn }: LogBucketArgs) =>
  keyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
    : {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn },
        bucketKeyEnabled: true,
      }

const notInTheClear = (bucket: pulumi.Output<string>): Statement => ({
  Sid: 'NotInTheClear',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [bucket, pulumi.interpolate`${bucket}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
})

/** A load balancer cannot use a key of ours. */
export const writtenByBalancers =
  ({ partition, region, account }: Place) =>
  (bucket: pulumi.Output<string>): Statement[] => [
    {
      Sid: 'LoadBalancerLogs',
      Effect: 'Allow',
      Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: pulumi.interpolate`${bucket}/*`,
      Condition: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/*` },
      },
    },
  ]
