import type { Graph, Json } from '../../../infra/recorder/graph.ts'
import { resources } from '../recorder/faults.ts'

export type Statement = {
  readonly Sid: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: unknown
  readonly Action: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export const statementsOf = (policy: Json | undefined): readonly Statement[] => JSON.parse(String(policy)).Statement
export const listOf = (words: string | readonly string[] | undefined): readonly string[] =>
  typeof words === 'string' ? [words] : (words ?? [])

/** Every policy document of a graph, by the resource that carries it. */
export function policiesOf(graph: Graph): { readonly name: string; readonly statements: readonly Statement[] }[] {
  return resources(graph).flatMap(({ name, inputs }) =>
    ['policy', 'assumeRolePolicy']
      .map((key) => inputs[key])
      .filter((text) => typeof text === 'string' && text.includes('"Statement"'))
      .map((text) => ({ name, statements: statementsOf(text) })),
  )
}
