// What a session in a spoke may do at most, whatever its role allows: what this run reads.

import type { Kind } from './service.ts'

/** AWS takes this many characters of plain text. */
export const longestSessionPolicy = 2048

export function actionsOf(calls: Kind['calls']): readonly string[] {
  return Object.values(calls).flat()
}

/** The actions by name, or by service and verb where that many names do not fit. */
export function sessionPolicy(actions: Iterable<string>): string {
  const exact = [...new Set(actions)].toSorted()
  const named = document(exact)
  return named.length <= longestSessionPolicy ? named : document([...new Set(exact.map(byVerb))])
}

const byVerb = (action: string): string => action.replace(/^([\w-]+:(?:Describe|List))[A-Z]\w*$/, '$1*')

function document(actions: readonly string[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] })
}
