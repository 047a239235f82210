// Verdicts as lines of CSV, to be joined to the lines of a bill by what a bill calls the resource.

import { idAt, type Part } from './columns.ts'
import { verdicts } from './evaluate.ts'
import type { JudgedPart } from './part-judge.ts'
import { placesOf } from './place.ts'

/** `name`: what a bill calls the resource within its account where that is not its id, else empty. */
export const verdictColumns = ['id', 'account', 'name', 'type', 'verdict'] as const

export function* verdictLines(part: Part, { verdictIds }: JudgedPart): Generator<string> {
  const placeOf = placesOf(part)
  for (let row = 0; row < part.count; row++) {
    const { account, type } = placeOf(row)
    const id = idAt(part, row)
    const verdict = verdicts[verdictIds[row] ?? -1] ?? 'unknown'
    yield `${[id, account, billedName(id, type), type, verdict].map(quoted).join(',')}\n`
  }
}

/** Bills write an instance as `i-…` and a bucket by its name alone; most others by their ARN. */
export function billedName(id: string, type: string): string {
  if (!type.startsWith('ec2:') && type !== 's3:bucket') return ''
  const name = id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1)
  return name === id ? '' : name
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
