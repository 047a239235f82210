// One row a day, dimension and key, from which trends are read.

import type { CellTally } from '../core/tally.ts'
import { type AuditRecord, type Rollup, type RollupDimension, rollupDimensions } from '../ports.ts'

export function rollupsOf({ id, estate, policyHash, summary, evaluatedAt }: AuditRecord): Rollup[] {
  const common = { estate, day: evaluatedAt.slice(0, 10), auditId: id, policyHash, completeness: summary.completeness }
  return rollupDimensions.flatMap((dimension) =>
    [...Map.groupBy(summary.cells, (cell) => keyOf(cell, dimension))].map(([key, cells]) => ({
      ...common,
      dimension,
      key,
      counts: addUp(cells.map(({ counts }) => counts)),
      costUsd: addUp(cells.map(({ costUsd }) => costUsd)),
    })),
  )
}

function keyOf(cell: CellTally, dimension: RollupDimension): string {
  return dimension === 'all' ? '' : cell[dimension]
}

function addUp(lists: readonly (readonly number[])[]): number[] {
  const [first = []] = lists
  return first.map((_, at) => lists.reduce((sum, list) => sum + (list[at] ?? 0), 0))
}
