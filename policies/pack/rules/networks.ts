import { resourceRule, stackRule } from '../define.ts'
import { type Finding, mustNotBe } from '../findings.ts'
import type { Member, Stack } from '../stack.ts'
import { at, isGiven, isNotKnown, listOf } from '../values.ts'
import { balancers, listeners, onlyRedirects } from './balancers.ts'
import { groups, opensToAll, ruleTypes } from './open-ports.ts'

const networks = ['aws:ec2/vpc:Vpc']
const loginPorts = [22, 3389]

/** What stands before it is a balancer of load whose listeners on 80 do nothing but redirect. */
function isForRedirect(group: Member, stack: Stack): boolean {
  const before = stack.pointingAt(group, balancers, 'securityGroups')
  const on80 = before
    .flatMap((balancer) => stack.pointingAt(balancer, listeners, 'loadBalancerArn'))
    .filter(({ props }) => props.port === 80)
  return on80.length > 0 && on80.every(({ props }) => onlyRedirects(props))
}

function port80(member: Member, stack: Stack): Finding {
  const opens = opensToAll(member.props, member.type, [80])
  if (typeof opens !== 'string') return opens
  const itself = groups.includes(member.type)
  const opened = itself ? [member] : stack.pointedAtBy(member, 'securityGroupId', groups)
  return opened.length > 0 && opened.every((group) => isForRedirect(group, stack)) ? null : opens
}

export const networkRules = [
  resourceRule({
    name: 'login-is-closed',
    says: 'Nobody logs in from the Internet: ports 22 and 3389 are not open to everybody.',
    level: 'mandatory',
    checkov: ['CKV_AWS_24', 'CKV_AWS_25'],
    on: [...groups, ...ruleTypes],
    check: (props, type) => opensToAll(props, type, loginPorts),
  }),
  stackRule({
    name: 'port-80-only-redirects',
    says: 'Port 80 is open to everybody only before a load balancer that redirects to HTTPS.',
    level: 'mandatory',
    checkov: ['CKV_AWS_260'],
    on: [...groups, ...ruleTypes],
    check: port80,
  }),
  resourceRule({
    name: 'subnet-gives-no-public-address',
    says: 'A subnet gives no public addresses, unless it is tagged as a public one.',
    level: 'mandatory',
    checkov: ['CKV_AWS_130'],
    on: ['aws:ec2/subnet:Subnet'],
    check: ({ mapPublicIpOnLaunch, tags }) => {
      if (at(tags, 'SubnetType') === 'Public' || isGiven(at(tags, 'kubernetes.io/role/elb'))) return null
      return mustNotBe(mapPublicIpOnLaunch, true, 'mapPublicIpOnLaunch is true, and no tag SubnetType = Public')
    },
  }),
  stackRule({
    name: 'network-is-logged',
    says: 'The traffic of a VPC is logged.',
    level: 'mandatory',
    checkov: ['CKV2_AWS_11'],
    on: networks,
    check: (network, stack) =>
      stack.pointingAt(network, ['aws:ec2/flowLog:FlowLog'], 'vpcId').length > 0 ? null : 'no ec2.FlowLog names it',
  }),
  stackRule({
    name: 'default-group-is-closed',
    says: 'The default security group of a VPC lets nothing through.',
    level: 'mandatory',
    checkov: ['CKV2_AWS_12'],
    on: networks,
    check: (network, stack) => {
      const [group] = stack.pointingAt(network, ['aws:ec2/defaultSecurityGroup:DefaultSecurityGroup'], 'vpcId')
      if (group === undefined) return 'no ec2.DefaultSecurityGroup takes its rules away'
      const rules = [...listOf(group.props.ingress), ...listOf(group.props.egress)]
      return rules.find(isNotKnown) ?? (rules.length > 0 ? `${group.name} has rules` : null)
    },
  }),
]
