import { Bucket } from '@pulumi/aws/s3/bucket.js'
import { BucketLifecycleConfiguration } from '@pulumi/aws/s3/bucketLifecycleConfiguration.js'
import { BucketOwnershipControls } from '@pulumi/aws/s3/bucketOwnershipControls.js'
import { BucketPolicy } from '@pulumi/aws/s3/bucketPolicy.js'
import { BucketPublicAccessBlock } from '@pulumi/aws/s3/bucketPublicAccessBlock.js'
import { BucketServerSideEncryptionConfiguration } from '@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js'
import { BucketVersioning } from '@pulumi/aws/s3/bucketVersioning.js'
import * as pulumi from '@pulumi/pulumi'
import { dataTags } from '../tags.ts'
import { dataOptions } from './data-options.ts'
import type { Place } from './place.ts'
import { policyDocument } from './policy-document.ts'

export interface LogBucketArgs {
  readonly place: Place
  readonly retentionDays: number
  readonly keepData: boolean
}

/** Access logs of the load balancer. */
export class LogBucket extends pulumi.ComponentResource {
  /** Known once the balancer may write to it. */
  readonly bucketName: pulumi.Output<string>

  constructor(name: string, args: LogBucketArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:LogBucket', name, {}, opts)
    const child = { parent: this }
    const { place } = args
    const bucket = new Bucket(
      name,
      { forceDestroy: !args.keepData, tags: dataTags(place.tags, 'confidential') },
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
    // A load balancer cannot write to a bucket that is encrypted with a key of ours.
    const algorithm = { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
    new BucketServerSideEncryptionConfiguration(`${name}-encryption`, { ...of, rules: [algorithm] }, child)
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
    const policy = new BucketPolicy(`${name}-policy`, { ...of, policy: writtenByBalancers(bucket.arn, place) }, child)
    this.bucketName = pulumi.all([bucket.bucket, policy.id]).apply(([id]) => id)
    this.registerOutputs({ bucketName: this.bucketName })
  }
}

const writtenByBalancers = (bucket: pulumi.Input<string>, { partition, region, account }: Place) =>
  policyDocument([
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
    {
      Sid: 'NotInTheClear',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [bucket, pulumi.interpolate`${bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ])
