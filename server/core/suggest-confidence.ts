// How often suggestions of each kind are right, as measured on resources of the demo company that were not looked at
// while the kinds were chosen: the lower end of the 95 % interval, rounded down. `test/core/suggest-holdout.test.ts`
// measures it again.

import type { EvidenceKind } from './suggest-evidence.ts'

/** An invented company is tidier than a real one, so no kind claims more than this. */
const ceiling = 0.95

export const confidenceOf: Readonly<Record<EvidenceKind, number>> = {
  own_value: 0.89,
  other_key: 0.94,
  name: ceiling,
  stack_neighbours: 0.93,
  name_neighbours: ceiling,
}
