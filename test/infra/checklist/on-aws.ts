import type { Graph } from '../../../infra/recorder/graph.ts'
import { edgeRows } from './edge.ts'
import type { Expected } from './expected.ts'
import { guardRows } from './guard.ts'
import { networkRows } from './network.ts'
import { rightsRows } from './rights.ts'
import { storeRows } from './stores.ts'
import { upkeepRows } from './upkeep.ts'

/** What holds on AWS, whatever runs the servers. */
export function rowsOnAws(up: () => Graph, wanted: Expected): void {
  networkRows(up, wanted)
  storeRows(up, wanted)
  upkeepRows(up, wanted)
  guardRows(up, wanted)
  edgeRows(up, wanted)
  rightsRows(up)
}
