// What a target cannot say. Nothing is left out of a compiled policy without one of these.

import { formatPath, type Path } from '../policy-problems.ts'

export type LossRule =
  | 'action'
  | 'alias'
  | 'case_folding'
  | 'condition'
  | 'detail'
  | 'empty_value'
  | 'exemption'
  | 'forbidden'
  | 'format'
  | 'glob'
  | 'grace'
  | 'managed'
  | 'naming'
  | 'near_miss'
  | 'optional'
  | 'scope'
  | 'severity'
  | 'size'
  | 'time'
  | 'type'
  | 'unreadable'
  | 'value'

export type Loss = {
  /** Where in the policy, as the loader writes paths; empty where no field of it is meant. */
  readonly path: string
  readonly rule: LossRule
  readonly reason: string
  /** `verdict`: the target may judge other resources wrong than we do. `detail`: the same ones, saying less. */
  readonly effect: 'verdict' | 'detail'
  /** The types it is about; `null`: every type. */
  readonly types: readonly string[] | null
}

type Extent = { readonly effect?: Loss['effect']; readonly types?: readonly string[] | null }

export function loss(
  path: Path,
  rule: LossRule,
  reason: string,
  { effect = 'verdict', types = null }: Extent = {},
): Loss {
  return { path: formatPath(path), rule, reason, effect, types }
}

/** One line a loss: the types of equal ones are joined. */
export function mergeLosses(losses: readonly Loss[]): Loss[] {
  const merged = new Map<string, Loss>()
  for (const one of losses) {
    const key = JSON.stringify([one.path, one.rule, one.reason, one.effect])
    const known = merged.get(key)
    merged.set(key, known === undefined ? one : { ...one, types: joinTypes(known.types, one.types) })
  }
  return [...merged.values()]
}

function joinTypes(left: Loss['types'], right: Loss['types']): Loss['types'] {
  return left === null || right === null ? null : [...new Set([...left, ...right])].toSorted()
}
