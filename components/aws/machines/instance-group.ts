import { Group } from '@pulumi/aws/autoscaling/group.js'
import { LifecycleHook } from '@pulumi/aws/autoscaling/lifecycleHook.js'
import * as pulumi from '@pulumi/pulumi'
import { requireStorage, type StorageKind } from '../../storage-rule.ts'
import type { Place } from '../place.ts'
import type { LaunchPlan } from './launch-plan.ts'

export interface InstanceGroupArgs {
  readonly place: Place
  readonly storage: StorageKind
  /** Physical name; the machines know it before the group is made. */
  readonly groupName: string
  readonly hooks: { readonly launch: string; readonly terminate: string }
  readonly plan: Pick<LaunchPlan, 'templateId' | 'version'>
  readonly subnetIds: pulumi.Input<string[]>
  readonly instances: { readonly min: number; readonly start: number; readonly max: number }
  readonly targetGroupArn: pulumi.Input<string>
  /** A target group that no rule forwards to is never asked for its health. */
  readonly forwardRuleArn: pulumi.Input<string>
  /** Alarms that stop a rollout and bring the version before back. */
  readonly alarmNames: readonly pulumi.Input<string>[]
  /** The off-hours change how many there may be, twice a day. */
  readonly sleeps: boolean
}

const weekS = 604_800
/** Never fewer than wanted while one is exchanged; half as many more meanwhile. */
const exchange = { minHealthyPercentage: 100, maxHealthyPercentage: 150 }
const figures = [
  'GroupMinSize',
  'GroupMaxSize',
  'GroupDesiredCapacity',
  'GroupInServiceInstances',
  'GroupPendingInstances',
  'GroupTerminatingInstances',
  'GroupTotalInstances',
] as const

/** The machines: spread over the zones, exchanged one after the other, none older than a week. */
export class InstanceGroup extends pulumi.ComponentResource {
  readonly groupName: pulumi.Output<string>

  constructor(name: string, args: InstanceGroupArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // Before anything is registered.
    requireStorage({ target: 'ec2', storage: args.storage, replicas: args.instances.max })
    super('tagwarden:aws:InstanceGroup', name, {}, opts)
    const { min, start, max } = args.instances
    if (min < 1 || start < min || max < start) throw new Error(`InstanceGroup.instances: ${min}, ${start}, ${max}`)
    const group = new Group(
      name,
      {
        name: args.groupName,
        minSize: min,
        desiredCapacity: start,
        maxSize: max,
        vpcZoneIdentifiers: args.subnetIds,
        launchTemplate: { id: args.plan.templateId, version: args.plan.version },
        targetGroupArns: [pulumi.all([args.targetGroupArn, args.forwardRuleArn]).apply(([arn]) => arn)],
        healthCheckType: 'ELB',
        healthCheckGracePeriod: 120,
        defaultInstanceWarmup: 60,
        instanceRefresh: {
          strategy: 'Rolling',
          preferences: {
            ...exchange,
            autoRollback: true,
            alarmSpecification: { alarms: [...args.alarmNames] },
          },
        },
        instanceMaintenancePolicy: exchange,
        maxInstanceLifetime: weekS,
        enabledMetrics: [...figures],
        initialLifecycleHooks: [launching(args)],
        minElbCapacity: start,
        waitForCapacityTimeout: '30m',
        tags: Object.entries(args.place.tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      },
      {
        parent: this,
        ignoreChanges: ['desiredCapacity', ...(args.sleeps ? ['minSize', 'maxSize'] : [])],
        deleteBeforeReplace: true,
        customTimeouts: { update: '30m', delete: '30m' },
      },
    )
    new LifecycleHook(`${name}-draining`, { ...terminating(args), autoscalingGroupName: group.name }, { parent: this })
    this.groupName = group.name
    this.registerOutputs({ groupName: this.groupName })
  }
}

/** There from the first machine on, which a hook of its own would come too late for. Another one is another group. */
const launching = ({ hooks }: InstanceGroupArgs) => ({
  name: hooks.launch,
  lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  // A machine that does not get ready in this time is thrown away; a new one has no CPU time saved, and is slow.
  heartbeatTimeout: 1_200,
  defaultResult: 'ABANDON',
})

const terminating = ({ hooks }: InstanceGroupArgs) => ({
  name: hooks.terminate,
  lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatTimeout: 300,
  defaultResult: 'CONTINUE',
})
