import { Service as EcsService } from '@pulumi/aws/ecs/service.js'
import { Role } from '@pulumi/aws/iam/role.js'
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js'
import * as pulumi from '@pulumi/pulumi'
import { requireStorage, type StorageKind } from '../../storage-rule.ts'
import type { Place } from '../place.ts'
import { trustOf } from '../policy-document.ts'
import { type Capacity, capacityStrategy } from './cluster.ts'

export interface ServiceArgs {
  readonly place: Place
  readonly storage: StorageKind
  readonly clusterArn: pulumi.Input<string>
  readonly definitionArn: pulumi.Input<string>
  readonly subnetIds: pulumi.Input<string[]>
  readonly groupId: pulumi.Input<string>
  readonly port: number
  readonly tasks: { readonly start: number; readonly max: number }
  readonly capacity: Capacity
  /** The first takes the traffic; with a second a rollout changes over. */
  readonly targetGroupArns: readonly pulumi.Input<string>[]
  readonly forwardRuleArn: pulumi.Input<string>
  /** Alarms that stop a rollout and bring the version before back. */
  readonly alarmNames: readonly pulumi.Input<string>[]
  readonly allowsExec: boolean
}

/** The running tasks. What to run is decided here and nowhere else; how many, by the autoscaler. */
export class Service extends pulumi.ComponentResource {
  readonly serviceName: pulumi.Output<string>

  constructor(name: string, args: ServiceArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // Before anything is registered.
    requireStorage({ target: 'ecs', storage: args.storage, replicas: args.tasks.max })
    super('tagwarden:aws:Service', name, {}, opts)
    const { place } = args
    const service = new EcsService(
      name,
      {
        cluster: args.clusterArn,
        taskDefinition: args.definitionArn,
        desiredCount: args.tasks.start,
        capacityProviderStrategies: capacityStrategy(args.capacity),
        platformVersion: 'LATEST',
        networkConfiguration: { subnets: args.subnetIds, securityGroups: [args.groupId], assignPublicIp: false },
        loadBalancers: [{ containerName: 'server', containerPort: args.port, ...this.traffic(name, args) }],
        deploymentConfiguration: rollout(args),
        deploymentMinimumHealthyPercent: 100,
        deploymentMaximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        alarms: { enable: true, rollback: true, alarmNames: [...args.alarmNames] },
        availabilityZoneRebalancing: 'ENABLED',
        healthCheckGracePeriodSeconds: 120,
        enableExecuteCommand: args.allowsExec,
        enableEcsManagedTags: true,
        propagateTags: 'SERVICE',
        waitForSteadyState: true,
        tags: place.tags,
      },
      { parent: this, ignoreChanges: ['desiredCount'], customTimeouts: { create: '30m', update: '45m' } },
    )
    this.serviceName = service.name
    this.registerOutputs({ serviceName: this.serviceName })
  }

  private traffic(name: string, { place, targetGroupArns, forwardRuleArn }: ServiceArgs) {
    const [first, second] = targetGroupArns
    const targetGroupArn = first ?? ''
    if (second === undefined) return { targetGroupArn }
    const child = { parent: this }
    const assumeRolePolicy = trustOf('ecs.amazonaws.com', place.account)
    const role = new Role(`${name}-changeover`, { assumeRolePolicy, tags: place.tags }, child)
    const policyArn = `arn:${place.partition}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers`
    const attached = new RolePolicyAttachment(`${name}-changeover-policy`, { role: role.name, policyArn }, child)
    const roleArn = pulumi.all([role.arn, attached.id]).apply(([arn]) => arn)
    const advancedConfiguration = {
      alternateTargetGroupArn: second,
      productionListenerRule: forwardRuleArn,
      roleArn,
    }
    return { targetGroupArn, advancedConfiguration }
  }
}

/** Side by side for ten minutes before the old tasks go, or one after the other. */
const rollout = ({ targetGroupArns }: ServiceArgs) =>
  targetGroupArns.length > 1 ? { strategy: 'BLUE_GREEN', bakeTimeInMinutes: '10' } : { strategy: 'ROLLING' }
