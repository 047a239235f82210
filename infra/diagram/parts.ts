// Which resources are part of which box, and what boxes need of each other.

import type { Graph, Json, Node } from '../recorder/graph.ts'
import { components, ownBoxes } from './components.ts'

/** The resources of one box. */
export type Part = {
  readonly nodes: readonly Node[]
  /** Boxes whose components made them. */
  readonly owners: readonly string[]
  /** Boxes that its resources name, and boxes whose resources name it. */
  readonly uses: readonly string[]
  readonly usedBy: readonly string[]
}

export type Parts = ReadonlyMap<string, Part>

export type BoxFinder = (urn: string) => string | undefined

export function boxFinder({ nodes }: Graph): BoxFinder {
  const byUrn = new Map(nodes.map((node) => [node.urn, node]))
  return (urn) => {
    const node = byUrn.get(urn)
    const owner = ownerOf(node, byUrn)
    const own = node && ownBoxes[node.type]
    return own && owner ? own(owner) : owner
  }
}

/** The box of the outermost component above: a bucket is another thing in a trail than by itself. */
function ownerOf(node: Node | undefined, byUrn: ReadonlyMap<string, Node>): string | undefined {
  const place = components[outermost(node, byUrn)?.type ?? '']
  return place && 'box' in place ? place.box : undefined
}

export function outermost(node: Node | undefined, byUrn: ReadonlyMap<string, Node>): Node | undefined {
  const above = byUrn.get(node?.parent ?? '')
  return above === undefined || above.type === 'pulumi:pulumi:Stack' ? node : outermost(above, byUrn)
}

export function partsOf(graph: Graph): Parts {
  const boxOf = boxFinder(graph)
  const byUrn = new Map(graph.nodes.map((node) => [node.urn, node]))
  const things = graph.nodes.filter(({ custom, type }) => custom || type.startsWith('awsx:'))
  const named = things.flatMap(({ urn, dependencies }) =>
    dependencies.map((to) => ({ from: boxOf(urn), to: boxOf(to) })).filter(({ from, to }) => from !== to),
  )
  const ids = distinct(things.map(({ urn }) => boxOf(urn)))
  return new Map(
    ids.map((id) => {
      const nodes = things.filter(({ urn }) => boxOf(urn) === id).toSorted((a, b) => (a.name < b.name ? -1 : 1))
      const uses = distinct(named.filter(({ from }) => from === id).map(({ to }) => to))
      const usedBy = distinct(named.filter(({ to }) => to === id).map(({ from }) => from))
      return [id, { nodes, owners: distinct(nodes.map((node) => ownerOf(node, byUrn))), uses, usedBy }]
    }),
  )
}

export const distinct = (ids: readonly (string | undefined)[]): string[] =>
  [...new Set(ids)].filter((id) => id !== undefined).toSorted()

export const ofType = ({ nodes }: Part, type: string): readonly Node[] => nodes.filter((node) => node.type === type)

/** An input of the first of its type, by the way to it: `deploymentConfiguration.strategy`. */
export function input(part: Part, type: string, path: string): Json | undefined {
  return path
    .split('.')
    .reduce<Json | undefined>((at, key) => field(at, key), ofType(part, type)[0]?.inputs as Json | undefined)
}

export function field(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.entries(value).find(([name]) => name === key)?.[1]
}

export const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
