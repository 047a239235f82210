// The ways in and out of a network on AWS.

import { input, listOf, ofType, type Part } from '../parts.ts'
import { type BoxRule, some } from './rule.ts'

const vpc = 'awsx:ec2:Vpc'

export const wayIn: readonly BoxRule[] = [
  {
    id: 'waf',
    frame: 'entry',
    called: 'web application firewall',
    title: () => 'Web application firewall',
    notes: (part) => [some(listOf(input(part, 'aws:wafv2/webAcl:WebAcl', 'rules')).length, 'rule')],
  },
  {
    id: 'balancer',
    frame: 'entry',
    called: 'load balancer',
    title: () => 'Load balancer',
    notes: (part) => [
      `in ${some(listOf(input(part, 'aws:lb/loadBalancer:LoadBalancer', 'subnets')).length, 'public subnet')}`,
      ...redirects(part).map((port) => `port ${port} redirects`),
    ],
  },
]

export const wayOut: readonly BoxRule[] = [
  {
    id: 'network',
    frame: 'exit',
    called: 'network',
    title: () => 'Network',
    notes: (part) => [
      `${input(part, vpc, 'cidrBlock')} in ${some(zoneCount(part), 'zone')}`,
      some(natGateways(part), 'NAT gateway'),
    ],
  },
  {
    id: 'endpoints',
    frame: 'exit',
    called: 'endpoints',
    title: (part) => some(servicesOf(part).length, 'endpoint'),
    notes: (part) => [shortened(servicesOf(part))],
  },
]

const zoneCount = (part: Part) => listOf(input(part, vpc, 'availabilityZoneNames')).length

const natGateways = (part: Part) => (input(part, vpc, 'natGateways.strategy') === 'OnePerAz' ? zoneCount(part) : 1)

const redirects = (part: Part) =>
  ofType(part, 'aws:lb/listener:Listener')
    .filter(({ inputs }) => JSON.stringify(inputs.defaultActions).includes('"type":"redirect"'))
    .map(({ inputs }) => inputs.port)

const servicesOf = (part: Part) =>
  ofType(part, 'aws:ec2/vpcEndpoint:VpcEndpoint').map(({ inputs }) =>
    String(inputs.serviceName).split('.').slice(3).join('.'),
  )

const shortened = (names: readonly string[]) =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
