import { ParameterGroup } from '@pulumi/aws/elasticache/parameterGroup.js'
import { ReplicationGroup } from '@pulumi/aws/elasticache/replicationGroup.js'
import { SubnetGroup } from '@pulumi/aws/elasticache/subnetGroup.js'
import * as pulumi from '@pulumi/pulumi'
import { RandomPassword } from '@pulumi/random/randomPassword.js'
import { physicalName } from '../../physical-name.ts'
import { dataTags } from '../../tags.ts'
import { type LogKeeping, logGroup } from '../log-groups.ts'
import type { Place } from '../place.ts'

export interface CacheArgs {
  readonly place: Place
  readonly subnetIds: pulumi.Input<string[]>
  readonly groupId: pulumi.Input<string>
  readonly dataKeyArn: pulumi.Input<string>
  readonly logs: LogKeeping
  readonly nodeType: string
  /** One has no failover, two or more have. */
  readonly nodes: number
  /** A step changes the password; the one before stays valid until the next. */
  readonly secretsVersion: number
  readonly applyImmediately: boolean
}

/** The shared cache: encrypted, with a password, and with failover where it has more than one node. */
export class Cache extends pulumi.ComponentResource {
  /** With its password. Secret. */
  readonly url: pulumi.Output<string>
  /** The first node, as CloudWatch names it. */
  readonly firstNode: pulumi.Output<string>

  constructor(name: string, args: CacheArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Cache', name, {}, opts)
    if (args.nodes < 1) throw new Error('Cache.nodes: at least 1')
    const child = { parent: this }
    const tags = dataTags(args.place.tags, 'internal')
    const password = new RandomPassword(
      `${name}-password-v${args.secretsVersion}`,
      { length: 64, special: false },
      child,
    )
    const subnets = new SubnetGroup(`${name}-subnets`, { subnetIds: args.subnetIds, tags }, child)
    const parameters = new ParameterGroup(
      `${name}-parameters`,
      { family: 'valkey8', parameters: [{ name: 'maxmemory-policy', value: 'volatile-lru' }], tags },
      child,
    )
    const log = (type: string) => ({
      destination: logGroup(
        `${name}-${type}`,
        physicalName('logGroup', args.place.stack, `cache/${type}`),
        args.logs,
        this,
      ).name,
      destinationType: 'cloudwatch-logs',
      logFormat: 'json',
      logType: type,
    })
    const group = new ReplicationGroup(
      name,
      {
        description: 'Answers, counters and events',
        engine: 'valkey',
        engineVersion: '8.0',
        nodeType: args.nodeType,
        numCacheClusters: args.nodes,
        automaticFailoverEnabled: args.nodes > 1,
        multiAzEnabled: args.nodes > 1,
        subnetGroupName: subnets.name,
        parameterGroupName: parameters.name,
        securityGroupIds: [args.groupId],
        atRestEncryptionEnabled: true,
        kmsKeyId: args.dataKeyArn,
        transitEncryptionEnabled: true,
        authToken: password.result,
        authTokenUpdateStrategy: 'ROTATE',
        snapshotRetentionLimit: 7,
        autoMinorVersionUpgrade: true,
        applyImmediately: args.applyImmediately,
        logDeliveryConfigurations: [log('slow-log'), log('engine-log')],
        tags,
      },
      { ...child, customTimeouts: { create: '60m', update: '80m', delete: '45m' } },
    )
    this.url = pulumi.interpolate`rediss://:${password.result}@${group.primaryEndpointAddress}:6379`
    this.firstNode = pulumi.interpolate`${group.id}-001`
    this.registerOutputs({ url: this.url, firstNode: this.firstNode })
  }
}
