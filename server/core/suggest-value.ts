// The allowed value that was probably meant.

import { editDistance } from './similar.ts'

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
  const ranked = [...candidates.keys()]
    .map((key) => ({ key, distance: editDistance(wanted, key) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [first, second] = ranked
  const isClear =
    first !== undefined && first.distance <= 2 && (second === undefined || first.distance < second.distance)
  return isClear ? candidates.get(first.key) : undefined
}
