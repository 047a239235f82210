// Who may connect to whom on AWS, as the security groups say it.

import type { Graph, Json, Node } from '../recorder/graph.ts'
import { outputsOf } from '../recorder/outputs.ts'
import { boxRules } from './boxes/index.ts'
import { type BoxFinder, distinct } from './parts.ts'
import type { Arrow } from './picture.ts'

type Connection = { readonly from: string; readonly to: string; readonly port: string }
type Groups = ReadonlyMap<Json, readonly string[]>

const world = '0.0.0.0/0'
const ofRules = {
  inward: 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
  outward: 'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
}

/** Boxes between a server and the world. */
const exits = ['network', 'endpoints']

export function trafficOf(graph: Graph, boxOf: BoxFinder): Arrow[] {
  const groups = groupsOf(graph, boxOf)
  const ways = exits.filter((exit) => graph.nodes.some(({ urn }) => boxOf(urn) === exit))
  const rules = (type: string) => graph.nodes.filter((node) => node.type === type)
  const connections = [
    ...rules(ofRules.inward).flatMap((rule) => inward(rule, groups)),
    ...rules(ofRules.outward).flatMap((rule) => outward(rule, groups, ways)),
  ]
  const guarded = guardsOf(graph, boxOf)
  return arrows(connections.flatMap((connection) => throughGuard(connection, guarded)))
}

/** By the id that rules name it with, the boxes in a security group. */
function groupsOf({ nodes }: Graph, boxOf: BoxFinder): Groups {
  const groups = nodes.filter(({ type }) => type === 'aws:ec2/securityGroup:SecurityGroup')
  return new Map(
    groups.map(({ urn, type, name, inputs }) => {
      const members = nodes.filter(({ dependencies }) => dependencies.includes(urn)).map((node) => boxOf(node.urn))
      return [String(outputsOf(type, name, inputs).id), distinct(members)]
    }),
  )
}

function inward({ inputs }: Node, groups: Groups): Connection[] {
  const { fromPort, securityGroupId, referencedSecurityGroupId, cidrIpv4 } = inputs
  const port = String(fromPort)
  const sources = cidrIpv4 === world ? ['clients'] : (groups.get(referencedSecurityGroupId ?? '') ?? [])
  const listeners = (groups.get(securityGroupId ?? '') ?? []).filter((box) => listens(box, port))
  return sources.flatMap((from) => listeners.map((to) => ({ from, to, port })))
}

/** A group's rule holds for all in it, but only one of them answers on a port. */
function listens(box: string, port: string): boolean {
  const only = boxRules.find(({ id }) => id === box)?.port
  return only === undefined || String(only) === port
}

/** What goes to a group is told by the rule of that group. */
function outward({ inputs }: Node, groups: Groups, ways: readonly string[]): Connection[] {
  if (inputs.cidrIpv4 !== world) return []
  const port = String(inputs.fromPort)
  const sources = groups.get(inputs.securityGroupId ?? '') ?? []
  if (ways.length === 0) return sources.map((from) => ({ from, to: 'world', port }))
  return ways.flatMap((way) => [...sources.map((from) => ({ from, to: way, port })), { from: way, to: 'world', port }])
}

/** A web application firewall looks at each request before what it is attached to. */
function guardsOf({ nodes }: Graph, boxOf: BoxFinder): ReadonlyMap<string, string> {
  const attached = nodes.filter(({ type }) => type === 'aws:wafv2/webAclAssociation:WebAclAssociation')
  return new Map(
    attached.flatMap(({ urn, dependencies }) => {
      const guard = boxOf(urn)
      const behind = distinct(dependencies.map(boxOf)).filter((box) => box !== guard)
      return guard === undefined ? [] : behind.map((box): [string, string] => [box, guard])
    }),
  )
}

function throughGuard(connection: Connection, guards: ReadonlyMap<string, string>): Connection[] {
  const { from, to, port } = connection
  const guard = from === 'clients' ? guards.get(to) : undefined
  return guard === undefined
    ? [connection]
    : [
        { from, to: guard, port },
        { from: guard, to, port: '' },
      ]
}

/** One arrow a pair, with all its ports. */
function arrows(connections: readonly Connection[]): Arrow[] {
  const pairs = Map.groupBy(connections, ({ from, to }) => `${from} ${to}`)
  return [...pairs.values()].flatMap((same) => {
    const ports = [...new Set(same.map(({ port }) => port))].toSorted((a, b) => Number(b) - Number(a))
    return same.slice(0, 1).map(({ from, to }) => ({ from, to, says: ports.join(', '), kind: 'traffic' as const }))
  })
}
