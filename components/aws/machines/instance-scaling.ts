import { Policy } from '@pulumi/aws/autoscaling/policy.js'
import { Schedule } from '@pulumi/aws/autoscaling/schedule.js'
import * as pulumi from '@pulumi/pulumi'
import type { OffHours } from '../off-hours.ts'

export interface InstanceScalingArgs {
  readonly groupName: pulumi.Input<string>
  readonly instances: { readonly min: number; readonly start: number; readonly max: number }
  /** Balancer and target group as CloudWatch names them. */
  readonly requestsOf: { readonly balancer: pulumi.Input<string>; readonly group: pulumi.Input<string> }
  readonly offHours: OffHours | undefined
}

const cpuPercent = 60
const requestsPerMinute = 6_000

/** As many machines as the work needs: both targets add some, and both must agree before one goes. */
export class InstanceScaling extends pulumi.ComponentResource {
  readonly policyArns: readonly pulumi.Output<string>[]

  constructor(name: string, args: InstanceScalingArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:InstanceScaling', name, {}, opts)
    const follow = (role: string, targetValue: number, metric: Metric) => {
      const tracking = { targetValue, predefinedMetricSpecification: metric }
      return new Policy(
        `${name}-${role}`,
        {
          autoscalingGroupName: args.groupName,
          policyType: 'TargetTrackingScaling',
          targetTrackingConfiguration: tracking,
        },
        { parent: this },
      ).arn
    }
    const resourceLabel = pulumi.interpolate`${args.requestsOf.balancer}/${args.requestsOf.group}`
    this.policyArns = [
      follow('cpu', cpuPercent, { predefinedMetricType: 'ASGAverageCPUUtilization' }),
      follow('requests', requestsPerMinute, { predefinedMetricType: 'ALBRequestCountPerTarget', resourceLabel }),
    ]
    if (args.offHours) this.offHours(name, args, args.offHours)
    this.registerOutputs({ policyArns: this.policyArns })
  }

  private offHours(name: string, { groupName, instances }: InstanceScalingArgs, { zone, start, end }: OffHours): void {
    const action = (role: string, time: string, { min, start: desiredCapacity, max }: typeof instances) =>
      new Schedule(
        `${name}-${role}`,
        {
          autoscalingGroupName: groupName,
          scheduledActionName: role,
          recurrence: everyDayAt(time),
          timeZone: zone,
          minSize: min,
          desiredCapacity,
          maxSize: max,
        },
        { parent: this },
      )
    action('asleep', start, { min: 0, start: 0, max: 0 })
    action('awake', end, instances)
  }
}

type Metric = { readonly predefinedMetricType: string; readonly resourceLabel?: pulumi.Input<string> }

/** As cron writes it; a group takes no other form. */
function everyDayAt(time: string): string {
  const [hour, minute] = time.split(':').map(Number)
  return `${minute} ${hour} * * *`
}
