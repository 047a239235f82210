import { Cluster as EcsCluster } from '@pulumi/aws/ecs/cluster.js'
import { ClusterCapacityProviders } from '@pulumi/aws/ecs/clusterCapacityProviders.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import { type LogKeeping, logGroup } from '../log-groups.ts'
import type { Place } from '../place.ts'

export interface Capacity {
  /** Tasks that never run on Spot. */
  readonly base: number
  readonly weight: number
  readonly spotWeight: number
}

export interface ClusterArgs {
  readonly place: Place
  readonly logs: LogKeeping
  readonly capacity: Capacity
}

/** Where the tasks run: on Fargate, in part on its spare capacity. */
export class Cluster extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>
  readonly clusterName: pulumi.Output<string>

  constructor(name: string, args: ClusterArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Cluster', name, {}, opts)
    const { place, logs } = args
    const physical = physicalName('cluster', place.stack)
    const shell = logGroup(`${name}-shell-logs`, physicalName('logGroup', place.stack, 'shell'), logs, this)
    const insights = logGroup(`${name}-insights`, `/aws/ecs/containerinsights/${physical}/performance`, logs, this)
    const cluster = new EcsCluster(
      name,
      {
        name: physical,
        settings: [{ name: 'containerInsights', value: 'enhanced' }],
        configuration: {
          executeCommandConfiguration: {
            logging: 'OVERRIDE',
            kmsKeyId: logs.keyArn,
            logConfiguration: { cloudWatchEncryptionEnabled: true, cloudWatchLogGroupName: shell.name },
          },
        },
        tags: place.tags,
      },
      { parent: this, dependsOn: [insights], deleteBeforeReplace: true },
    )
    const capacity = new ClusterCapacityProviders(
      `${name}-capacity`,
      {
        clusterName: cluster.name,
        capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
        defaultCapacityProviderStrategies: capacityStrategy(args.capacity),
      },
      { parent: this },
    )
    this.arn = cluster.arn
    // A service that starts before the capacity is there would not find it.
    this.clusterName = capacity.clusterName
    this.registerOutputs({ arn: this.arn, clusterName: this.clusterName })
  }
}

export function capacityStrategy({ base, weight, spotWeight }: Capacity) {
  const spot = { capacityProvider: 'FARGATE_SPOT', weight: spotWeight, base: 0 }
  return weight === 0 ? [spot] : [{ capacityProvider: 'FARGATE', weight, base }, spot]
}
