// A run that was disturbed beside one that was not: what is right, what is marked, and what would be a lie.

import { evaluate, type Verdict } from '../../../server/core/evaluate.ts'
import type { CellStatus, CoverageCell, Resource } from '../../../server/core/resource.ts'
import type { Rules } from '../../../server/core/rules.ts'
import { worstStatus } from '../../../server/core/totals.ts'
import type { Collected } from './collect.ts'

export type Comparison = {
  readonly cellsMarked: number
  readonly resourcesUnknown: number
  /** Resources that are not there, in cells that say so. */
  readonly resourcesMissing: number
  /** Lines that say what is not true and not marked. */
  readonly lies: readonly string[]
  /** Verdicts that are neither the true one nor `unknown`. */
  readonly verdictsWrong: readonly string[]
}

export function compare(truth: Collected, found: Collected, rules: Rules, moments: readonly number[]): Comparison {
  const isMarked = marks(found.coverage)
  const known = new Map(truth.resources.map((one) => [one.id, one]))
  const seen = new Map(found.resources.map((one) => [one.id, one]))
  const missing = truth.resources.filter(({ id }) => !seen.has(id))
  const lies = [
    ...missing.filter((one) => !isMarked(one)).map((one) => `missing, and nothing says so: ${one.id}`),
    ...found.resources
      .filter((one) => !isTrue(one, known.get(one.id)) && !isMarked(one))
      .map((one) => `not so: ${one.id}`),
    ...(seen.size === found.resources.length ? [] : ['something is there twice']),
  ]
  const wrong = found.resources.flatMap((one) =>
    moments.flatMap((now) => {
      const { verdict } = evaluate(rules, one, now)
      const truly = verdictOf(rules, known.get(one.id), now)
      return verdict === 'unknown' || verdict === truly ? [] : [`${one.id}: ${verdict}, truly ${truly}`]
    }),
  )
  return {
    cellsMarked: worst(found.coverage).filter(([, status]) => status !== 'ok').length,
    resourcesUnknown: found.resources.filter(({ tags }) => tags === null).length,
    resourcesMissing: missing.length,
    lies,
    verdictsWrong: wrong,
  }
}

const verdictOf = (rules: Rules, one: Resource | undefined, now: number): Verdict | 'gone' =>
  one ? evaluate(rules, one, now).verdict : 'gone'

/** Equal in all that is judged. */
function isTrue(one: Resource, truth: Resource | undefined): boolean {
  return truth !== undefined && factsOf(one) === factsOf(truth)
}

function factsOf({ type, account, region, tags, createdAt, managed = false }: Resource): string {
  // Moto makes up the age of what AWS makes by itself anew each time.
  const hasAge = createdAt !== undefined
  return JSON.stringify([type, account, region, tags && Object.entries(tags).toSorted(), hasAge, managed])
}

type Place = Pick<CoverageCell, 'account' | 'region' | 'type'>

const nameOf = ({ account, region, type }: Place): string => `${account} ${region} ${type}`

function worst(coverage: readonly CoverageCell[]): [name: string, status: CellStatus][] {
  const statuses = new Map<string, CellStatus>()
  for (const cell of coverage) statuses.set(nameOf(cell), worstStatus(statuses.get(nameOf(cell)) ?? 'ok', cell.status))
  return [...statuses]
}

/** Whether a cell, or all of its account, says that something may be amiss there. */
function marks(coverage: readonly CoverageCell[]): (place: Place) => boolean {
  const statuses = new Map(worst(coverage))
  const isMarked = (place: Place) => (statuses.get(nameOf(place)) ?? 'ok') !== 'ok'
  return (place) => isMarked(place) || isMarked({ ...place, region: '' })
}
