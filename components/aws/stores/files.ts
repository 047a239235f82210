import { AccessPoint } from '@pulumi/aws/efs/accessPoint.js'
import { FileSystem } from '@pulumi/aws/efs/fileSystem.js'
import { FileSystemPolicy } from '@pulumi/aws/efs/fileSystemPolicy.js'
import { MountTarget } from '@pulumi/aws/efs/mountTarget.js'
import * as pulumi from '@pulumi/pulumi'
import { serverUser } from '../../server-environment.ts'
import { dataTags } from '../../tags.ts'
import { backupTag } from '../backups/backup-tag.ts'
import { dataOptions } from '../data-options.ts'
import type { Place } from '../place.ts'
import { policyDocument } from '../policy-document.ts'

export interface FilesArgs {
  readonly place: Place
  readonly zones: readonly string[]
  /** One a zone, in the same order. */
  readonly subnetIds: pulumi.Output<string[]>
  readonly groupId: pulumi.Input<string>
  readonly dataKeyArn: pulumi.Input<string>
  readonly keepData: boolean
}

/** Exports and reports, seen by every task. Never a database: locks do not work on it. */
export class Files extends pulumi.ComponentResource {
  readonly fileSystemId: pulumi.Output<string>
  readonly fileSystemArn: pulumi.Output<string>
  readonly accessPointId: pulumi.Output<string>
  readonly accessPointArn: pulumi.Output<string>

  constructor(name: string, args: FilesArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Files', name, {}, opts)
    const child = { parent: this }
    const tags = dataTags(args.place.tags, 'internal')
    const system = new FileSystem(
      name,
      {
        encrypted: true,
        kmsKeyId: args.dataKeyArn,
        throughputMode: 'elastic',
        lifecyclePolicies: [{ transitionToIa: 'AFTER_30_DAYS' }, { transitionToPrimaryStorageClass: 'AFTER_1_ACCESS' }],
        tags: { ...tags, ...backupTag(args.place) },
      },
      { ...child, ...dataOptions(args.keepData) },
    )
    const mounts = args.zones.map(
      (zone, position) =>
        new MountTarget(
          `${name}-${zone}`,
          {
            fileSystemId: system.id,
            subnetId: args.subnetIds.apply((ids) => ids[position] ?? ''),
            securityGroups: [args.groupId],
          },
          child,
        ),
    )
    const owner = { uid: serverUser, gid: serverUser }
    const point = new AccessPoint(
      `${name}-artifacts`,
      {
        fileSystemId: system.id,
        posixUser: owner,
        rootDirectory: {
          path: '/artifacts',
          creationInfo: { ownerUid: owner.uid, ownerGid: owner.gid, permissions: '0750' },
        },
        tags,
      },
      { ...child, dependsOn: mounts },
    )
    const policy = onlySafely(system.arn, point.arn)
    new FileSystemPolicy(`${name}-policy`, { fileSystemId: system.id, policy }, child)
    this.fileSystemId = system.id
    this.fileSystemArn = system.arn
    this.accessPointId = point.id
    this.accessPointArn = point.arn
    this.registerOutputs({ fileSystemId: this.fileSystemId, accessPointId: this.accessPointId })
  }
}

function onlySafely(system: pulumi.Input<string>, point: pulumi.Input<string>): pulumi.Output<string> {
  const mount = ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite']
  const deny = { Effect: 'Deny', Principal: { AWS: '*' }, Resource: system } as const
  return policyDocument([
    {
      Sid: 'NotInTheClear',
      ...deny,
      Action: [...mount, 'elasticfilesystem:ClientRootAccess'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Sid: 'NotBesideTheAccessPoint',
      ...deny,
      Action: mount,
      Condition: { StringNotEquals: { 'elasticfilesystem:AccessPointArn': point } },
    },
  ])
}
