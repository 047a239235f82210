import type { Graph, Json, Node } from '../../../infra/recorder/graph.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the engine gets has no type; the assertions describe it
type Loose = any

/** All of a type, by name. */
export const all = ({ nodes }: Graph, type: string): readonly Node[] => nodes.filter((node) => node.type === type)

/** The inputs of the one of its type, or of the one whose name ends so. */
export function one(graph: Graph, type: string, ending = ''): Loose {
  const found = all(graph, type).filter(({ name }) => name.endsWith(ending))
  if (found.length !== 1 || !found[0])
    throw new Error(`${found.length} of ${type} ${ending}: ${found.map(({ name }) => name).join(', ')}`)
  return found[0].inputs
}

export const inputsOf = (graph: Graph, type: string): readonly { readonly [key: string]: Json }[] =>
  all(graph, type).map(({ inputs }) => inputs)

/** A text that may be marked secret; a mark holds its value as JSON where the SDK made it. */
export function revealedText(value: Loose): string {
  const text: unknown = typeof value === 'string' ? value : value.value
  return String(text)
}
