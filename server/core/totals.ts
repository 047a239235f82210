// From verdicts to totals, score and completeness.

import type { Verdict } from './evaluate.ts'
import { byText } from './order.ts'
import { type CellStatus, type CoverageCell, cellStatuses } from './resource.ts'

export type Totals = {
  readonly resources: number
  readonly compliant: number
  readonly violating: number
  readonly unknown: number
  readonly exempt: number
  readonly pending: number
  readonly notApplicable: number
  readonly errors: number
  readonly warnings: number
}

export type ScoreReason = 'nothing_readable' | 'all_exempt_or_pending' | 'no_resources_in_scope'

export type Score = {
  readonly score: number | null
  readonly scoreLow: number | null
  readonly scoreHigh: number | null
  readonly scoreReason: ScoreReason | null
}

/** Filters on what is listed never reach this: a score is of everything that was judged. */
export function scoreOf({ compliant, violating, unknown, exempt, pending }: Totals): Score {
  const judged = compliant + violating
  const all = judged + unknown
  return {
    score: judged === 0 ? null : compliant / judged,
    scoreLow: all === 0 ? null : compliant / all,
    scoreHigh: all === 0 ? null : (compliant + unknown) / all,
    scoreReason: judged > 0 ? null : reasonFor(unknown, exempt + pending),
  }
}

function reasonFor(unknown: number, excused: number): ScoreReason {
  if (unknown > 0) return 'nothing_readable'
  return excused > 0 ? 'all_exempt_or_pending' : 'no_resources_in_scope'
}

export type CoverageLine = CoverageCell & { readonly resources: number }

/** What was seen in one (account, region, type): how many resources, and whether all of their tags. */
export type SeenCell = {
  readonly account: string
  readonly region: string
  readonly type: string
  readonly resources: number
  readonly unreadable: number
}

/** Reported cells and those that occur, each once with its worst status, in a fixed order. */
export function mergeCoverage(reported: Iterable<CoverageCell>, seen: Iterable<SeenCell>): CoverageLine[] {
  const lines = new Map<string, CoverageLine>()
  const add = (line: CoverageLine) => {
    const key = JSON.stringify([line.account, line.region, line.type])
    const other = lines.get(key)
    lines.set(key, other ? mergeLines(other, line) : line)
  }
  for (const cell of reported) add({ ...cell, resources: 0 })
  for (const { account, region, type, resources, unreadable } of seen) {
    add({ account, region, type, status: unreadable > 0 ? 'partial' : 'ok', resources })
  }
  return [...lines.values()].toSorted(
    (a, b) => byText(a.account, b.account) || byText(a.region, b.region) || byText(a.type, b.type),
  )
}

/** The reason is that of the worse one; what was counted adds up. */
function mergeLines(a: CoverageLine, b: CoverageLine): CoverageLine {
  const [better, worse] = worstStatus(a.status, b.status) === a.status ? [b, a] : [a, b]
  const ghostIds = [...(a.ghostIds ?? []), ...(b.ghostIds ?? [])]
  return {
    ...better,
    ...worse,
    resources: a.resources + b.resources,
    ...sum('unreadTags', a, b),
    ...sum('ghosts', a, b),
    ...(ghostIds.length > 0 ? { ghostIds } : {}),
  }
}

function sum(field: 'unreadTags' | 'ghosts', a: CoverageLine, b: CoverageLine): Partial<CoverageLine> {
  return a[field] === undefined && b[field] === undefined ? {} : { [field]: (a[field] ?? 0) + (b[field] ?? 0) }
}

export function worstStatus(a: CellStatus, b: CellStatus): CellStatus {
  return cellStatuses.indexOf(a) > cellStatuses.indexOf(b) ? a : b
}

export function completenessOf(coverage: readonly CoverageLine[]): number | null {
  if (coverage.length === 0) return null
  return coverage.filter(({ status }) => status === 'ok').length / coverage.length
}

export const totalsField = {
  compliant: 'compliant',
  violating: 'violating',
  unknown: 'unknown',
  exempt: 'exempt',
  pending: 'pending',
  not_applicable: 'notApplicable',
} as const satisfies Record<Verdict, keyof Totals>
