import { listAt, objectsAt, textAt } from '../plain.ts'
import { type Given, hourly, type Line, line, type Resource, type Rules } from '../rule.ts'

const vpc = 'awsx:ec2:Vpc'
const endpoint = 'aws:ec2/vpcEndpoint:VpcEndpoint'
const group = 'network'

const zonesOf = ({ inputs }: Resource): number => listAt(inputs, 'availabilityZoneNames')?.length ?? 0

/** Interface endpoints and public load balancers stand in every zone. */
const allZones = ({ all }: Given): number => all(vpc).reduce((sum, each) => sum + zonesOf(each), 0)

const isInterface = ({ inputs }: Resource): boolean => textAt(inputs, 'vpcEndpointType') === 'Interface'

function natsOf(network: Resource): number {
  const strategy = textAt(network.inputs, 'natGateways.strategy')
  if (strategy === 'None') return 0
  return strategy === 'Single' ? 1 : zonesOf(network)
}

function networkLines({ resources, all, usage }: Given): Line[] {
  const nats = resources.reduce((sum, each) => sum + natsOf(each), 0)
  const beside = all(endpoint).some(isInterface) ? usage.endpointGb : 0
  if (nats === 0) return []
  return [
    hourly(group, 'NAT gateways', 'nat-hour', nats),
    line(group, 'traffic of the NAT gateways', 'nat-gb', 1, usage.natGb - beside),
    hourly(group, 'public addresses of the NAT gateways', 'ipv4-hour', nats),
  ]
}

function endpointLines(given: Given): Line[] {
  const interfaces = given.resources.filter(isInterface)
  if (interfaces.length === 0) return []
  return [
    hourly(group, 'interface endpoints, one a zone', 'endpoint-hour', interfaces.length * allZones(given)),
    line(group, 'traffic of the interface endpoints', 'endpoint-gb', 1, given.usage.endpointGb),
  ]
}

function balancerLines(given: Given): Line[] {
  const { resources, usage } = given
  return [
    hourly('edge', 'load balancer', 'balancer-hour', resources.length),
    hourly('edge', 'capacity of the load balancer', 'balancer-lcu-hour', resources.length * usage.balancerLcu),
    hourly('edge', 'public addresses of the load balancer', 'ipv4-hour', resources.length * allZones(given)),
  ]
}

function firewallLines({ resources, usage }: Given): Line[] {
  const rules = resources.reduce((sum, { inputs }) => sum + objectsAt(inputs, 'rules').length, 0)
  return [
    line('edge', 'web application firewall', 'waf-acl', resources.length, 1),
    line('edge', 'rules of the firewall', 'waf-rule', rules, 1),
    line('edge', 'requests through the firewall', 'waf-million-requests', resources.length, usage.wafMillionRequests),
  ]
}

export const networkRules: Rules = {
  [vpc]: networkLines,
  [endpoint]: endpointLines,
  'aws:lb/loadBalancer:LoadBalancer': balancerLines,
  'aws:wafv2/webAcl:WebAcl': firewallLines,
}
