import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js'
import { VpcEndpoint } from '@pulumi/aws/ec2/vpcEndpoint.js'
import { SecurityGroupIngressRule } from '@pulumi/aws/vpc/securityGroupIngressRule.js'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../place.ts'
import { policyDocument } from '../policy-document.ts'

export interface EndpointsArgs {
  readonly place: Place
  readonly cidr: string
  readonly vpcId: pulumi.Input<string>
  readonly routeTableIds: pulumi.Input<string[]>
  readonly appSubnetIds: pulumi.Input<string[]>
  /** Five or more of these a zone cost more than a NAT gateway, so they are asked for. */
  readonly interfaces: boolean
}

const free = ['s3', 'dynamodb']
const priced = ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssm', 'sts', 'kms', 'tagging', 'rds', 'ec2']

/** Ways to AWS that do not leave its network. */
export class Endpoints extends pulumi.ComponentResource {
  readonly gatewayIds: pulumi.Output<string[]>

  constructor(name: string, args: EndpointsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Endpoints', name, {}, opts)
    const { place, vpcId } = args
    const serviceName = (service: string) => `com.amazonaws.${place.region}.${service}`
    const gateways = free.map(
      (service) =>
        new VpcEndpoint(
          `${name}-${service}`,
          {
            vpcId,
            serviceName: serviceName(service),
            vpcEndpointType: 'Gateway',
            routeTableIds: args.routeTableIds,
            tags: place.tags,
          },
          { parent: this },
        ),
    )
    if (args.interfaces) this.addInterfaces(name, args, serviceName)
    this.gatewayIds = pulumi.all(gateways.map(({ id }) => id))
    this.registerOutputs({ gatewayIds: this.gatewayIds })
  }

  private addInterfaces(name: string, args: EndpointsArgs, serviceName: (service: string) => string): void {
    const child = { parent: this }
    const { place, vpcId } = args
    const described = { description: 'HTTPS from the network', tags: place.tags }
    const group = new SecurityGroup(`${name}-group`, { vpcId, ...described }, child)
    new SecurityGroupIngressRule(
      `${name}-https`,
      { securityGroupId: group.id, ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIpv4: args.cidr, ...described },
      child,
    )
    for (const service of priced) {
      new VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId,
          serviceName: serviceName(service),
          vpcEndpointType: 'Interface',
          privateDnsEnabled: true,
          subnetIds: args.appSubnetIds,
          securityGroupIds: [group.id],
          policy: onlyFor(place.account),
          tags: place.tags,
        },
        child,
      )
    }
  }
}

const onlyFor = (account: string) =>
  policyDocument([
    {
      Sid: 'OwnAccount',
      Effect: 'Allow',
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': account } },
    },
  ])
