// Snapshots and their parts: each part reads, holds as many resources as its row says, and none is missing.

import { decodePart } from '../../core/part-codec.ts'
import type { Side } from '../copy/tables.ts'
import { unpackJson } from '../packed-json.ts'
import { faultIn, type Report } from './report.ts'
import { rowsOf } from './rows.ts'

/** By id. */
export type Snapshots = Map<string, { readonly status: string; nextPart: number; resources: number }>

export async function checkSnapshots(side: Side, report: Report): Promise<Snapshots> {
  const snapshots: Snapshots = new Map()
  for await (const { id, status, coverage, skipped } of rowsOf(side, 'snapshot')) {
    snapshots.set(id, { status, nextPart: 0, resources: 0 })
    for (const [name, packed] of Object.entries({ coverage, skipped })) {
      const fault = packed === null ? null : faultIn(() => unpackJson(packed))
      if (fault !== null) await report(`snapshot ${id}`, `its ${name} cannot be read: ${fault}`)
    }
  }
  return snapshots
}

/** How many there are. Those of snapshots that are being removed are not looked at. */
export async function checkParts(side: Side, snapshots: Snapshots, report: Report): Promise<number> {
  let count = 0
  for await (const { snapshot_id, part_index, resources, packed } of rowsOf(side, 'part')) {
    const snapshot = snapshots.get(snapshot_id)
    if (snapshot?.status === 'removed') continue
    const place = `snapshot ${snapshot_id}, part ${part_index}`
    count += 1
    if (snapshot === undefined) await report(place, 'there is no such snapshot')
    else {
      if (snapshot.status === 'complete') await reportGap(snapshot_id, snapshot.nextPart, part_index, report)
      snapshot.nextPart = part_index + 1
      snapshot.resources += resources
    }
    const fault = faultIn(() => refuseOtherCount(decodePart(packed).count, resources))
    if (fault !== null) await report(place, fault)
  }
  return count
}

async function reportGap(snapshotId: string, from: number, to: number, report: Report): Promise<void> {
  const missing = to - from === 1 ? `part ${from} is` : `parts ${from} to ${to - 1} are`
  if (to > from) await report(`snapshot ${snapshotId}`, `${missing} missing`)
}

function refuseOtherCount(found: number, expected: number): void {
  if (found !== expected) throw new Error(`it holds ${found} resources, its row says ${expected}`)
}
