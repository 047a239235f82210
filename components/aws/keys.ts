import * as pulumi from '@pulumi/pulumi'
import { keyUse, makeKey, throughServices } from './key.ts'
import type { Place } from './place.ts'
import type { Statement } from './policy-document.ts'
import { publishers } from './watch/notices.ts'
import { trailArn } from './watch/trail-name.ts'

export interface KeysArgs {
  readonly place: Place
  readonly keepData: boolean
  /** Machines have disks, which are encrypted like the rest of the data. */
  readonly forDisks: boolean
  /** The trail of the stack writes with the key of the logs. */
  readonly forTrail: boolean
  /** Managed Prometheus keeps its metrics with the key of the data. */
  readonly forMetrics: boolean
}

// The role of an Auto Scaling group starts its machines through EC2, so it needs no mention of its own.
const optional = ({ forMetrics, forDisks }: KeysArgs) => [...(forMetrics ? ['aps'] : []), ...(forDisks ? ['ec2'] : [])]

/** Three keys, so that who may read a log need not be able to read the database or a secret. */
export class Keys extends pulumi.ComponentResource {
  readonly dataArn: pulumi.Output<string>
  readonly logsArn: pulumi.Output<string>
  readonly secretsArn: pulumi.Output<string>

  constructor(name: string, args: KeysArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Keys', name, {}, opts)
    const { place, keepData } = args
    const make = (role: string, description: string, uses: readonly Statement[]) =>
      makeKey(`${name}-${role}`, { place, role, description, uses, keepData }, this).arn
    const stores = ['rds', 'elasticache', 'elasticfilesystem', 'ecr', 'backup', ...optional(args)]
    this.dataArn = make('data', 'Database, cache, files, images and backups', [throughServices(place, stores)])
    this.logsArn = make('logs', 'Logs and alarms', [
      forLogs(place),
      forAlarms(place),
      ...(args.forTrail ? [forTrail(place)] : []),
    ])
    this.secretsArn = make('secrets', 'Secrets', [throughServices(place, ['secretsmanager', 'rds'])])
    this.registerOutputs({ dataArn: this.dataArn, logsArn: this.logsArn, secretsArn: this.secretsArn })
  }
}

const forLogs = ({ partition, account, region }: Place): Statement => ({
  Sid: 'Logs',
  Effect: 'Allow',
  Principal: { Service: `logs.${region}.amazonaws.com` },
  Action: keyUse,
  Resource: '*',
  Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` } },
})

const forAlarms = ({ account }: Place): Statement => ({
  Sid: 'Alarms',
  Effect: 'Allow',
  Principal: { Service: [...publishers] },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
  Condition: { StringEquals: { 'aws:SourceAccount': account } },
})

const forTrail = (place: Place): Statement => ({
  Sid: 'Trail',
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: ['kms:GenerateDataKey*', 'kms:Decrypt', 'kms:DescribeKey'],
  Resource: '*',
  Condition: { StringEquals: { 'aws:SourceArn': trailArn(place) } },
})
