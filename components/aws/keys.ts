import { Alias, type AliasArgs } from '@pulumi/aws/kms/alias.js'
import { Key } from '@pulumi/aws/kms/key.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../physical-name.ts'
import { dataOptions } from './data-options.ts'
import { publishers } from './notices.ts'
import type { Place } from './place.ts'
import { policyDocument, type Statement } from './policy-document.ts'

export interface KeysArgs {
  readonly place: Place
  readonly keepData: boolean
  /** Machines have disks, which are encrypted like the rest of the data. */
  readonly disks: boolean
}

/** Three keys, so that who may read a log need not be able to read the database or a secret. */
export class Keys extends pulumi.ComponentResource {
  readonly dataArn: pulumi.Output<string>
  readonly logsArn: pulumi.Output<string>
  readonly secretsArn: pulumi.Output<string>

  constructor(name: string, args: KeysArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Keys', name, {}, opts)
    const { place } = args
    const make = (role: string, description: string, uses: readonly Statement[]) => {
      const key = new Key(
        `${name}-${role}`,
        {
          description,
          enableKeyRotation: true,
          deletionWindowInDays: 30,
          policy: policyDocument([administration(place), ...uses]),
          tags: place.tags,
        },
        { parent: this, ...dataOptions(args.keepData) },
      )
      const alias: AliasArgs = { name: physicalName('alias', place.stack, role), targetKeyId: key.keyId }
      new Alias(`${name}-${role}-alias`, alias, { parent: this })
      return key.arn
    }
    const services = ['rds', 'elasticache', 'elasticfilesystem', 'ecr', 'backup']
    // The role of an Auto Scaling group starts its machines through EC2, so it needs no mention of its own.
    this.dataArn = make('data', 'Database, cache, files, images and backups', [
      throughServices(place, args.disks ? [...services, 'ec2'] : services),
    ])
    this.logsArn = make('logs', 'Logs and alarms', [forLogs(place), forAlarms(place)])
    this.secretsArn = make('secrets', 'Secrets', [throughServices(place, ['secretsmanager', 'rds'])])
    this.registerOutputs({ dataArn: this.dataArn, logsArn: this.logsArn, secretsArn: this.secretsArn })
  }
}

const use = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey']

const administration = ({ partition, account }: Place): Statement => ({
  Sid: 'Administration',
  Effect: 'Allow',
  Principal: { AWS: `arn:${partition}:iam::${account}:root` },
  Action: 'kms:*',
  Resource: '*',
})

const throughServices = ({ account, region }: Place, services: readonly string[]): Statement => ({
  Sid: 'ThroughServices',
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: [...use, 'kms:CreateGrant'],
  Resource: '*',
  Condition: {
    StringEquals: {
      'kms:CallerAccount': account,
      'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`),
    },
  },
})

const forLogs = ({ partition, account, region }: Place): Statement => ({
  Sid: 'Logs',
  Effect: 'Allow',
  Principal: { Service: `logs.${region}.amazonaws.com` },
  Action: use,
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
