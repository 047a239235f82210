import { Role } from '@pulumi/aws/iam/role.js'
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js'
import { Instance } from '@pulumi/aws/rds/instance.js'
import { ParameterGroup } from '@pulumi/aws/rds/parameterGroup.js'
import { SubnetGroup } from '@pulumi/aws/rds/subnetGroup.js'
import * as pulumi from '@pulumi/pulumi'
import { RandomId } from '@pulumi/random/randomId.js'
import { RandomPassword } from '@pulumi/random/randomPassword.js'
import { physicalName } from '../../physical-name.ts'
import { dataTags, type Tags } from '../../tags.ts'
import { backupTag } from '../backups/backup-tag.ts'
import { dataOptions } from '../data-options.ts'
import { type LogKeeping, logGroup } from '../log-groups.ts'
import type { Place } from '../place.ts'
import { trustOf } from '../policy-document.ts'
import { databaseParameters } from './database-settings.ts'

export interface DatabaseArgs {
  readonly place: Place
  readonly subnetIds: pulumi.Input<string[]>
  readonly groupId: pulumi.Input<string>
  readonly dataKeyArn: pulumi.Input<string>
  readonly secretsKeyArn: pulumi.Input<string>
  readonly logs: LogKeeping
  readonly instanceClass: string
  readonly storageGb: number
  readonly multiAz: boolean
  readonly backupDays: number
  /** AWS Backup then decides how far back and when, and RDS refuses another word. */
  readonly planOwnsBackups: boolean
  readonly applyImmediately: boolean
  readonly keepData: boolean
  /** A step makes another login; the one before stays valid until the next. */
  readonly secretsVersion: number
}

/** PostgreSQL. Its master belongs to RDS and only the migration reads it; the server has a login of its own. */
export class Database extends pulumi.ComponentResource {
  /** Of the server's own login, whole. Secret. */
  readonly url: pulumi.Output<string>
  /** Without a login, for whoever brings one. */
  readonly address: pulumi.Output<string>
  /** Of the server. */
  readonly login: string
  /** A secret with `username` and `password`, kept and rotated by RDS. */
  readonly masterSecretArn: pulumi.Output<string>
  readonly identifier: pulumi.Output<string>

  constructor(name: string, args: DatabaseArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Database', name, {}, opts)
    const { place } = args
    const tags = dataTags(place.tags, 'internal')
    const identifier = physicalName('database', place.stack)
    const groups = ['postgresql', 'upgrade'].map((log) =>
      logGroup(`${name}-log-${log}`, `/aws/rds/instance/${identifier}/${log}`, args.logs, this),
    )
    const instance = this.instance(name, args, identifier, tags, groups)
    const version = args.secretsVersion
    const password = new RandomPassword(
      `${name}-password-v${version}`,
      { length: 40, special: false },
      { parent: this },
    )
    // Two logins take turns, so that a change of password locks nobody out.
    this.login = version % 2 === 1 ? 'tagwarden_a' : 'tagwarden_b'
    const path = pulumi.interpolate`${instance.endpoint}/tagwarden?sslmode=verify-full`
    this.address = pulumi.interpolate`postgres://${path}`
    this.url = pulumi.interpolate`postgres://${this.login}:${password.result}@${path}`
    this.masterSecretArn = instance.masterUserSecrets.apply(([master]) => master?.secretArn ?? '')
    this.identifier = instance.identifier
    this.registerOutputs({ url: this.url, masterSecretArn: this.masterSecretArn, identifier: this.identifier })
  }

  private instance(name: string, args: DatabaseArgs, identifier: string, tags: Tags, dependsOn: pulumi.Resource[]) {
    const child = { parent: this }
    const subnets = new SubnetGroup(`${name}-subnets`, { subnetIds: args.subnetIds, tags }, child)
    const parameters = new ParameterGroup(
      `${name}-parameters`,
      { family: 'postgres17', parameters: [...databaseParameters], tags },
      child,
    )
    // A stack of the same name that is destroyed twice must not ask for one name twice.
    const last = new RandomId(`${name}-final`, { byteLength: 4 }, child)
    return new Instance(
      name,
      {
        identifier,
        engine: 'postgres',
        engineVersion: '17',
        instanceClass: args.instanceClass,
        dbName: 'tagwarden',
        username: 'tagwarden_owner',
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: args.secretsKeyArn,
        iamDatabaseAuthenticationEnabled: true,
        multiAz: args.multiAz,
        dbSubnetGroupName: subnets.name,
        parameterGroupName: parameters.name,
        vpcSecurityGroupIds: [args.groupId],
        publiclyAccessible: false,
        caCertIdentifier: 'rds-ca-rsa2048-g1',
        storageType: 'gp3',
        allocatedStorage: args.storageGb,
        maxAllocatedStorage: args.storageGb * 10,
        storageEncrypted: true,
        kmsKeyId: args.dataKeyArn,
        backupRetentionPeriod: args.backupDays,
        backupWindow: '01:00-01:30',
        maintenanceWindow: 'Sun:03:00-Sun:04:00',
        copyTagsToSnapshot: true,
        deletionProtection: args.keepData,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: pulumi.interpolate`${identifier}-final-${last.hex}`,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: args.dataKeyArn,
        monitoringInterval: 60,
        monitoringRoleArn: this.monitoring(name, args.place),
        enabledCloudwatchLogsExports: ['postgresql', 'upgrade'],
        autoMinorVersionUpgrade: true,
        blueGreenUpdate: { enabled: true },
        applyImmediately: args.applyImmediately,
        tags: { ...tags, ...backupTag(args.place) },
      },
      {
        ...child,
        ...dataOptions(args.keepData),
        dependsOn,
        deleteBeforeReplace: true,
        ignoreChanges: args.planOwnsBackups ? ['backupRetentionPeriod', 'backupWindow'] : [],
        customTimeouts: { create: '60m', update: '80m', delete: '60m' },
      },
    )
  }

  private monitoring(name: string, { partition, account, tags }: Place): pulumi.Output<string> {
    const assumeRolePolicy = trustOf('monitoring.rds.amazonaws.com', account)
    const role = new Role(`${name}-monitoring`, { assumeRolePolicy, tags }, { parent: this })
    const policyArn = `arn:${partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`
    new RolePolicyAttachment(`${name}-monitoring-policy`, { role: role.name, policyArn }, { parent: this })
    return role.arn
  }
}
