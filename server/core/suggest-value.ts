// The allowed value that was probably meant.

import { nearest } from './similar.ts'

export function suggestValue(found: string, allowed: readonly string[]): string | undefined {
  const wanted = fold(found)
  // Of values equal but for case the first listed speaks for all.
  const candidates = new Map(allowed.toReversed().map((value) => [fold(value), value]))
  return candidates.get(wanted) ?? byStart(wanted, candidates) ?? byDistance(wanted, candidates)
}

const fold = (value: string): string => value.trim().toLowerCase()

type Candidates = ReadonlyMap<string, string>

function byStart(wanted: string, candidates: Candidates): string | undefined {
  if ([...wanted].length < 3) return undefined
  const longer = [...candidates.keys()].filter((key) => key.startsWith(wanted))
  return longer.length === 1 ? candidates.get(longer[0] ?? '') : undefined
}

function byDistance(wanted: string, candidates: Candidates): string | undefined {
  if ([...wanted].length < 4) return undefined
  // Values of quite another length are not even looked at: lists may be long, and tag values anybody's.
  const near = nearest(wanted, candidates.keys(), 2)
  return near === undefined ? undefined : candidates.get(near)
}
