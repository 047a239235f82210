// Which ports a security group, or a rule of one, opens to everybody.

import type { Finding } from '../findings.ts'
import { at, isNotKnown, listOf, type Props, type Value } from '../values.ts'

export const groups = ['aws:ec2/securityGroup:SecurityGroup']
const oldRule = 'aws:ec2/securityGroupRule:SecurityGroupRule'
export const ruleTypes = [oldRule, 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule']

const everybody = ['0.0.0.0/0', '::/0']
const sources = ['cidrBlocks', 'ipv6CidrBlocks', 'cidrIpv4', 'cidrIpv6']

/** What is wrong, if one of these ports is open to all; not known, if that decides. */
export function opensToAll(props: Props, type: string, ports: readonly number[]): Finding {
  if (type === oldRule && props.type !== 'ingress') return null
  const rules = groups.includes(type) ? listOf(props.ingress) : [props]
  const findings = rules.map((rule) => opens(rule, ports))
  return findings.find((finding) => typeof finding === 'string') ?? findings.find(isNotKnown) ?? null
}

function opens(rule: Value, ports: readonly number[]): Finding {
  if (isNotKnown(rule)) return rule
  const ranges = sources.flatMap((source) => listOf(at(rule, source)))
  const open = ranges.find((range) => everybody.includes(String(range)))
  if (open === undefined) return ranges.find(isNotKnown) ?? null
  const [from, to] = [at(rule, 'fromPort'), at(rule, 'toPort')]
  if (isNotKnown(from)) return from
  if (isNotKnown(to)) return to
  const protocol = String(at(rule, 'protocol') ?? at(rule, 'ipProtocol'))
  // What it calls ports are kinds of messages.
  if (protocol.startsWith('icmp')) return null
  const all = ['-1', 'all'].includes(protocol)
  const hit = ports.filter((port) => all || (Number(from) <= port && port <= Number(to)))
  return hit.length > 0 ? `port ${hit.join(' and ')} is open to ${open}` : null
}
