import { Policy } from '@pulumi/aws/appautoscaling/policy.js'
import { ScheduledAction } from '@pulumi/aws/appautoscaling/scheduledAction.js'
import { Target } from '@pulumi/aws/appautoscaling/target.js'
import { MetricAlarm } from '@pulumi/aws/cloudwatch/metricAlarm.js'
import * as pulumi from '@pulumi/pulumi'
import type { Tags } from '../../tags.ts'
import type { OffHours } from '../off-hours.ts'
import { dailyAt, steps } from './scaling-rules.ts'

export interface ScalingArgs {
  readonly clusterName: pulumi.Input<string>
  readonly serviceName: pulumi.Input<string>
  readonly min: number
  readonly max: number
  /** Balancer and target group as CloudWatch names them; absent where the group changes with every rollout. */
  readonly requestsOf: { readonly balancer: pulumi.Input<string>; readonly group: pulumi.Input<string> } | undefined
  readonly offHours: OffHours | undefined
  readonly tags: Tags
}

/** As many tasks as the work needs. */
export class Scaling extends pulumi.ComponentResource {
  readonly resourceId: pulumi.Output<string>

  constructor(name: string, args: ScalingArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Scaling', name, {}, opts)
    if (args.min < 1 || args.max < args.min) throw new Error(`Scaling: from ${args.min} to ${args.max} tasks`)
    const target = new Target(
      name,
      {
        serviceNamespace: 'ecs',
        scalableDimension: 'ecs:service:DesiredCount',
        resourceId: pulumi.interpolate`service/${args.clusterName}/${args.serviceName}`,
        minCapacity: args.min,
        maxCapacity: args.max,
        tags: args.tags,
      },
      // The off-hours set these twice a day.
      { parent: this, ignoreChanges: args.offHours ? ['minCapacity', 'maxCapacity'] : [] },
    )
    const { serviceNamespace, scalableDimension, resourceId } = target
    const scaled = { serviceNamespace, scalableDimension, resourceId }
    this.byCpu(name, args, scaled)
    this.byTarget(`${name}-memory`, scaled, 75, { predefinedMetricType: 'ECSServiceAverageMemoryUtilization' })
    if (args.requestsOf) {
      const resourceLabel = pulumi.interpolate`${args.requestsOf.balancer}/${args.requestsOf.group}`
      const metric = { predefinedMetricType: 'ALBRequestCountPerTarget', resourceLabel }
      this.byTarget(`${name}-requests`, scaled, 6_000, metric)
    }
    if (args.offHours) this.offHours(name, args, args.offHours, scaled)
    this.resourceId = resourceId
    this.registerOutputs({ resourceId: this.resourceId })
  }

  private byCpu(name: string, { clusterName, serviceName, tags }: ScalingArgs, scaled: Scaled): void {
    for (const [way, step] of Object.entries(steps)) {
      const stepScalingPolicyConfiguration = step.policy
      const policy = new Policy(
        `${name}-${way}`,
        { ...scaled, policyType: 'StepScaling', stepScalingPolicyConfiguration },
        { parent: this },
      )
      new MetricAlarm(
        `${name}-cpu-${way}`,
        {
          alarmDescription: `CPU ${way === 'out' ? 'above' : 'below'} ${step.threshold} %: one task ${way === 'out' ? 'more' : 'less'}`,
          namespace: 'AWS/ECS',
          metricName: 'CPUUtilization',
          dimensions: { ClusterName: clusterName, ServiceName: serviceName },
          statistic: 'Average',
          period: 60,
          evaluationPeriods: step.evaluationPeriods,
          comparisonOperator: step.comparisonOperator,
          threshold: step.threshold,
          treatMissingData: 'notBreaching',
          alarmActions: [policy.arn],
          tags,
        },
        { parent: this },
      )
    }
  }

  /** Only ever adds tasks; taking them away is left to the CPU, or the two would work against each other. */
  private byTarget(name: string, scaled: Scaled, targetValue: number, metric: Metric): void {
    const tracking = { targetValue, disableScaleIn: true, scaleOutCooldown: 60 }
    const configuration = { ...tracking, predefinedMetricSpecification: metric }
    new Policy(
      name,
      { ...scaled, policyType: 'TargetTrackingScaling', targetTrackingScalingPolicyConfiguration: configuration },
      { parent: this },
    )
  }

  private offHours(name: string, { min, max }: ScalingArgs, { zone, start, end }: OffHours, scaled: Scaled): void {
    const action = (role: string, time: string, minCapacity: number, maxCapacity: number) =>
      new ScheduledAction(
        `${name}-${role}`,
        {
          ...scaled,
          schedule: dailyAt(time),
          timezone: zone,
          scalableTargetAction: { minCapacity, maxCapacity },
        },
        { parent: this },
      )
    action('asleep', start, 0, 0)
    action('awake', end, min, max)
  }
}

type Scaled = Pick<Target, 'serviceNamespace' | 'scalableDimension' | 'resourceId'>
type Metric = { readonly predefinedMetricType: string; readonly resourceLabel?: pulumi.Input<string> }
