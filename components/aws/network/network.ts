import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js'
import { DefaultSecurityGroup } from '@pulumi/aws/ec2/defaultSecurityGroup.js'
import { FlowLog } from '@pulumi/aws/ec2/flowLog.js'
import { Role } from '@pulumi/aws/iam/role.js'
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js'
import { Vpc } from '@pulumi/awsx/ec2/vpc.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import type { Place } from '../place.ts'
import { policyDocument, trustOf } from '../policy-document.ts'
import { isZoneCount, subnetPlan } from './subnet-plan.ts'

export interface NetworkArgs {
  readonly place: Place
  /** A /16. */
  readonly cidr: string
  /** In order, and only ever appended to: their positions name the subnets. */
  readonly zones: readonly string[]
  readonly natPerZone: boolean
  readonly logRetentionDays: number
  readonly logsKeyArn: pulumi.Input<string>
}

/** Three tiers: public for the balancer, app for the tasks, data without a way out. */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>
  readonly publicSubnetIds: pulumi.Output<string[]>
  readonly appSubnetIds: pulumi.Output<string[]>
  readonly dataSubnetIds: pulumi.Output<string[]>
  readonly routeTableIds: pulumi.Output<string[]>

  constructor(name: string, args: NetworkArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Network', name, {}, opts)
    const { place, zones } = args
    if (!isZoneCount(zones.length)) throw new Error(`Network.zones: two, three or four zones, not ${zones.length}`)
    const vpc = new Vpc(
      `${name}-vpc`,
      {
        cidrBlock: args.cidr,
        availabilityZoneNames: [...zones],
        subnetStrategy: 'Exact',
        subnetSpecs: subnetPlan(args.cidr, zones.length),
        natGateways: { strategy: args.natPerZone ? 'OnePerAz' : 'Single' },
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: place.tags,
      },
      { parent: this },
    )
    this.vpcId = vpc.vpcId
    this.publicSubnetIds = vpc.publicSubnetIds
    this.appSubnetIds = vpc.privateSubnetIds
    this.dataSubnetIds = vpc.isolatedSubnetIds
    this.routeTableIds = vpc.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id)))
    const closed = { vpcId: vpc.vpcId, ingress: [], egress: [], tags: place.tags }
    new DefaultSecurityGroup(`${name}-default-group`, closed, { parent: this })
    this.logTraffic(name, args)
    this.registerOutputs({ vpcId: this.vpcId, appSubnetIds: this.appSubnetIds, dataSubnetIds: this.dataSubnetIds })
  }

  private logTraffic(name: string, { place, logRetentionDays, logsKeyArn }: NetworkArgs): void {
    const child = { parent: this }
    const { tags } = place
    const group = new LogGroup(
      `${name}-flow-logs`,
      {
        name: physicalName('logGroup', place.stack, 'flow'),
        retentionInDays: logRetentionDays,
        kmsKeyId: logsKeyArn,
        tags,
      },
      child,
    )
    const sourceArn = `arn:${place.partition}:ec2:${place.region}:${place.account}:vpc-flow-log/*`
    const assumeRolePolicy = trustOf('vpc-flow-logs.amazonaws.com', place.account, sourceArn)
    const role = new Role(`${name}-flow-role`, { assumeRolePolicy, tags }, child)
    const policy = policyDocument([
      {
        Sid: 'Write',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        Resource: pulumi.interpolate`${group.arn}:*`,
      },
    ])
    const write = new RolePolicy(`${name}-flow-policy`, { role: role.name, policy }, child)
    new FlowLog(
      `${name}-flow`,
      {
        vpcId: this.vpcId,
        trafficType: 'ALL',
        logDestinationType: 'cloud-watch-logs',
        logDestination: group.arn,
        iamRoleArn: role.arn,
        tags,
      },
      { ...child, dependsOn: [write] },
    )
  }
}
