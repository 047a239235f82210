// What the crash writer writes can be computed again by whoever looks at it afterwards.

import { createHash } from 'node:crypto'
import type { Rollup, StoredPart } from '../../server/ports.ts'
import { rollup } from '../contracts/store-examples.ts'

export const groupSize = 7
export const partsOf = (number: number): number => 1 + (number % 5)
export const takenAt = (round: string, number: number): string =>
  new Date(Date.UTC(2026, 5, 1 + Number(round)) + number * 1000).toISOString()
export const roundDay = (round: string): string => takenAt(round, 0).slice(0, 10)

/** Large enough for many pages, so that half a part would be possible if writes were not atomic. */
export function crashPart(snapshotId: string, index: number): StoredPart {
  const seed = createHash('sha256').update(`${snapshotId} ${index}`).digest()
  return { index, resources: 100 + index, packed: Buffer.alloc(40_000 + index * 10_000, seed) }
}

/** With a number of rows that changes from audit to audit, all naming their audit. */
export function crashRollups(day: string, auditId: string, number: number): Rollup[] {
  const rows = 3 + (number % 4)
  const shared = { estate: 'crash', day, auditId, counts: [number, rows] }
  return Array.from({ length: rows }, (_, key) => rollup({ ...shared, dimension: 'type', key: `type-${key}` }))
}
