import { Trail as CloudTrail } from '@pulumi/aws/cloudtrail/trail.js'
import { Role } from '@pulumi/aws/iam/role.js'
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import { LogBucket } from '../edge/log-bucket.ts'
import { type LogKeeping, logGroup } from '../log-groups.ts'
import type { Place } from '../place.ts'
import { policyDocument, type Statement, trustOfService } from '../policy-document.ts'
import { trailArn, trailName } from './trail-name.ts'

export interface TrailArgs {
  readonly place: Place
  readonly logs: LogKeeping
  readonly keepData: boolean
}

/** Who did what in the account, in every region. */
export class Trail extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>

  constructor(name: string, args: TrailArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Trail', name, {}, opts)
    const { place, keepData } = args
    const { retentionDays, keyArn } = args.logs
    const writtenBy = (bucket: pulumi.Output<string>) => writtenByTrail(bucket, place)
    const kept = { place, retentionDays, keepData, keyArn, writtenBy }
    const { bucketName } = new LogBucket(`${name}-bucket`, kept, { parent: this })
    const group = logGroup(`${name}-logs`, physicalName('logGroup', place.stack, 'trail'), args.logs, this)
    const trail = new CloudTrail(
      name,
      {
        name: trailName(place),
        s3BucketName: bucketName,
        kmsKeyId: keyArn,
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogFileValidation: true,
        cloudWatchLogsGroupArn: pulumi.interpolate`${group.arn}:*`,
        cloudWatchLogsRoleArn: this.writing(`${name}-writing`, place, group.arn),
        tags: place.tags,
      },
      { parent: this, deleteBeforeReplace: true },
    )
    this.arn = trail.arn
    this.registerOutputs({ arn: this.arn })
  }

  private writing(name: string, { tags }: Place, groupArn: pulumi.Output<string>): pulumi.Output<string> {
    const assumeRolePolicy = trustOfService('cloudtrail.amazonaws.com')
    const role = new Role(name, { assumeRolePolicy, tags }, { parent: this })
    const Action = ['logs:CreateLogStream', 'logs:PutLogEvents']
    const Resource = pulumi.interpolate`${groupArn}:log-stream:*`
    const policy = policyDocument([{ Sid: 'Logs', Effect: 'Allow', Action, Resource }])
    const allowed = new RolePolicy(`${name}-policy`, { role: role.name, policy }, { parent: this })
    return pulumi.all([role.arn, allowed.id]).apply(([arn]) => arn)
  }
}

function writtenByTrail(bucket: pulumi.Output<string>, place: Place): Statement[] {
  const from = { 'aws:SourceArn': trailArn(place) }
  const allowed = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } } as const
  return [
    { Sid: 'TrailLooks', ...allowed, Action: 's3:GetBucketAcl', Resource: bucket, Condition: { StringEquals: from } },
    {
      Sid: 'TrailWrites',
      ...allowed,
      Action: 's3:PutObject',
      Resource: pulumi.interpolate`${bucket}/AWSLogs/${place.account}/*`,
      Condition: { StringEquals: { ...from, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    },
  ]
}
