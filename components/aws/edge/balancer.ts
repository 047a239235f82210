import { LoadBalancer } from '@pulumi/aws/lb/loadBalancer.js'
import { TargetGroup } from '@pulumi/aws/lb/targetGroup.js'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../place.ts'

export interface BalancerArgs {
  readonly place: Place
  readonly vpcId: pulumi.Input<string>
  readonly subnetIds: pulumi.Input<string[]>
  readonly groupId: pulumi.Input<string>
  readonly logBucket: pulumi.Input<string>
  /** Port of the server. */
  readonly port: number
  readonly keepData: boolean
  /** Tasks have addresses of their own, machines are known by their name. */
  readonly targetType: 'ip' | 'instance'
  /** A second target group, for a rollout that changes over from one to the other. */
  readonly changesOver: boolean
}

/** Longer than the server's longest silence, shorter than the server keeps a connection: a test compares the two. */
export const idleTimeoutS = 120

/** The load balancer and the groups of servers behind it. */
export class Balancer extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>
  /** As CloudWatch names it. */
  readonly metricName: pulumi.Output<string>
  readonly dnsName: pulumi.Output<string>
  readonly zoneId: pulumi.Output<string>
  /** The first takes the traffic; the second is there with `changesOver`. */
  readonly targetGroupArns: readonly pulumi.Output<string>[]
  readonly firstGroupMetricName: pulumi.Output<string>

  constructor(name: string, args: BalancerArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Balancer', name, {}, opts)
    const balancer = new LoadBalancer(
      name,
      {
        loadBalancerType: 'application',
        internal: false,
        subnets: args.subnetIds,
        securityGroups: [args.groupId],
        dropInvalidHeaderFields: true,
        desyncMitigationMode: 'defensive',
        xffHeaderProcessingMode: 'append',
        enableHttp2: true,
        enableDeletionProtection: args.keepData,
        idleTimeout: idleTimeoutS,
        accessLogs: { enabled: true, bucket: args.logBucket, prefix: 'access' },
        connectionLogs: { enabled: true, bucket: args.logBucket, prefix: 'connections' },
        tags: args.place.tags,
      },
      { parent: this },
    )
    const group = (role: string) => new TargetGroup(`${name}-${role}`, targetGroup(args), { parent: this })
    const blue = group('blue')
    this.arn = balancer.arn
    this.metricName = balancer.arnSuffix
    this.dnsName = balancer.dnsName
    this.zoneId = balancer.zoneId
    this.targetGroupArns = args.changesOver ? [blue.arn, group('green').arn] : [blue.arn]
    this.firstGroupMetricName = blue.arnSuffix
    this.registerOutputs({ dnsName: this.dnsName })
  }
}

const targetGroup = ({ place, vpcId, port, targetType }: BalancerArgs) => ({
  vpcId,
  port,
  protocol: 'HTTP',
  targetType,
  deregistrationDelay: 60,
  loadBalancingAlgorithmType: 'least_outstanding_requests',
  stickiness: { enabled: false, type: 'lb_cookie' },
  healthCheck: {
    path: '/health/ready',
    matcher: '200',
    interval: 10,
    timeout: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
  },
  tags: place.tags,
})
