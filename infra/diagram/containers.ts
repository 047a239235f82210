// Who connects to whom among containers on one machine.

import type { Graph, Json, Node } from '../recorder/graph.ts'
import { type BoxFinder, listOf } from './parts.ts'
import type { Arrow } from './picture.ts'

export function containerTraffic({ nodes }: Graph, boxOf: BoxFinder): Arrow[] {
  const containers = nodes.filter(({ type }) => type === 'docker:index/container:Container')
  const arrow = (from: string | undefined, to: Node, says: string): Arrow[] => {
    const box = boxOf(to.urn)
    return from === undefined || box === undefined ? [] : [{ from, to: box, says, kind: 'traffic' }]
  }
  return containers.flatMap((container) => [
    ...published(container).flatMap((address) => arrow('clients', container, address)),
    ...containers.flatMap((other) =>
      portsNamed(container, other).flatMap((port) => arrow(boxOf(container.urn), other, port)),
    ),
  ])
}

const published = ({ inputs }: Node): string[] =>
  listOf(inputs.ports).flatMap((port) => (isRecord(port) ? [`${port.ip}:${port.external}`] : []))

/** An environment that names another container's alias as a host, such as `redis://redis:6379`. */
function portsNamed({ inputs }: Node, other: Node): string[] {
  const aliases = listOf(other.inputs.networksAdvanced).flatMap((network) =>
    isRecord(network) ? listOf(network.aliases) : [],
  )
  return listOf(inputs.envs).flatMap((line) => {
    const [, host, port] = typeof line === 'string' ? (/:\/\/([\w.-]+):(\d+)/.exec(line) ?? []) : []
    return host !== undefined && port !== undefined && aliases.includes(host) ? [port] : []
  })
}

const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
