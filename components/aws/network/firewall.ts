import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js'
import { SecurityGroupEgressRule } from '@pulumi/aws/vpc/securityGroupEgressRule.js'
import { SecurityGroupIngressRule } from '@pulumi/aws/vpc/securityGroupIngressRule.js'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../place.ts'

export interface FirewallArgs {
  readonly place: Place
  readonly vpcId: pulumi.Input<string>
  /** Port of the server. */
  readonly port: number
}

const stores = [
  { role: 'postgres', port: 5432 },
  { role: 'redis', port: 6379 },
  { role: 'files', port: 2049 },
]

/** Who may talk to whom: the Internet to the balancer, the balancer to the app, the app to the data. */
export class Firewall extends pulumi.ComponentResource {
  readonly edgeGroupId: pulumi.Output<string>
  readonly appGroupId: pulumi.Output<string>
  readonly dataGroupId: pulumi.Output<string>

  constructor(name: string, args: FirewallArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Firewall', name, {}, opts)
    const child = { parent: this }
    const { tags } = args.place
    const group = (role: string, description: string) =>
      new SecurityGroup(`${name}-${role}`, { vpcId: args.vpcId, description, tags }, child).id
    const edge = group('edge', 'Load balancer')
    const app = group('app', 'Servers')
    const data = group('data', 'Database, cache and files')
    const allow = (port: number, description: string) => ({
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      description,
      tags,
    })
    const world = '0.0.0.0/0'
    const into = (role: string, rule: ConstructorParameters<typeof SecurityGroupIngressRule>[1]) =>
      new SecurityGroupIngressRule(`${name}-${role}`, rule, child)
    const outOf = (role: string, rule: ConstructorParameters<typeof SecurityGroupEgressRule>[1]) =>
      new SecurityGroupEgressRule(`${name}-${role}`, rule, child)

    into('edge-https', { securityGroupId: edge, cidrIpv4: world, ...allow(443, 'HTTPS from the Internet') })
    into('edge-redirect', { securityGroupId: edge, cidrIpv4: world, ...allow(80, 'HTTP, redirected to HTTPS') })
    outOf('edge-app', { securityGroupId: edge, referencedSecurityGroupId: app, ...allow(args.port, 'To the servers') })
    const fromEdge = allow(args.port, 'From the load balancer')
    into('app-server', { securityGroupId: app, referencedSecurityGroupId: edge, ...fromEdge })
    outOf('app-https', { securityGroupId: app, cidrIpv4: world, ...allow(443, 'HTTPS to AWS and identity providers') })
    for (const { role, port } of stores) {
      outOf(`app-${role}`, { securityGroupId: app, referencedSecurityGroupId: data, ...allow(port, `To ${role}`) })
      into(`data-${role}`, {
        securityGroupId: data,
        referencedSecurityGroupId: app,
        ...allow(port, 'From the servers'),
      })
    }
    this.edgeGroupId = edge
    this.appGroupId = app
    this.dataGroupId = data
    this.registerOutputs({ edgeGroupId: edge, appGroupId: app, dataGroupId: data })
  }
}
