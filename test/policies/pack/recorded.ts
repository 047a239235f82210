// A recorded graph as the engine would hand it to a policy: secrets open, outputs beside the inputs.

import type { Graph, Json, Node } from '../../../infra/recorder/graph.ts'
import { outputsOf } from '../../../infra/recorder/outputs.ts'
import { isMarkedSecret } from '../../infra/recorder/faults.ts'
import { type Given, unknown } from './run-rule.ts'

export function givenOf({ nodes }: Graph, mode: 'preview' | 'up'): readonly Given[] {
  const byReference = new Map(nodes.map((node) => [node.urn, node]))
  return nodes
    .filter(({ custom, type }) => custom && !type.startsWith('pulumi:'))
    .map((node) => {
      const [urn = ''] = /^.*(?=::)/.exec(node.provider) ?? []
      const provider = byReference.get(urn)
      return {
        type: node.type,
        name: node.name,
        urn: node.urn,
        parent: node.parent,
        props: { ...outputs(node, mode), ...openly(node.inputs) },
        from: node.sources,
        ...(provider && { provider: openly(provider.inputs) }),
      }
    })
}

/** What only making it tells is not known in a preview. */
function outputs({ type, name, inputs }: Node, mode: 'preview' | 'up'): object {
  const made = outputsOf(type, name, inputs)
  if (mode === 'up') return made
  return Object.fromEntries(Object.keys(made).map((key) => [key, unknown]))
}

const openly = (inputs: Node['inputs']): object =>
  Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, open(value)]))

function open(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(open)
  const entries = Object.entries(value)
  const inner = entries.find(([key]) => key === 'value')?.[1]
  if (isMarkedSecret(value) && inner !== undefined) return open(inner)
  return Object.fromEntries(entries.map(([key, each]) => [key, open(each)]))
}
