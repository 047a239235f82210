// A snapshot part by part: begun, or gone on with where a process stopped.

import type { Checkpoint, Store, StoredPart } from '../ports.ts'
import type { Collected } from './collect-into.ts'
import type { Work } from './work.ts'

export type Collecting = {
  readonly store: Store
  readonly work: Pick<Work, 'collect'>
  readonly estate: string
  /** Told before a part is stored; throws where nobody wants it any more. */
  readonly onProgress: (progress: { readonly resources: number; readonly fraction: number | null }) => Promise<void>
}

/** The snapshot is `collecting`, with the parts that earlier attempts stored. */
export async function collectSnapshot(of: Collecting, snapshotId: string, signal: AbortSignal): Promise<void> {
  const { store, work, estate, onProgress } = of
  const { checkpoint, storedParts } = await whereToBegin(store, snapshotId)
  const from = { resumeFrom: checkpoint?.cursor ?? null, firstPart: checkpoint?.parts ?? 0 }
  let parts = from.firstPart
  let resources = checkpoint?.resources ?? 0
  const onPiece = async (piece: Collected) => {
    if (piece.kind === 'checkpoint') {
      await store.saveCheckpoint(snapshotId, { cursor: piece.cursor, parts, resources })
      return
    }
    parts += 1
    resources += piece.resources
    await onProgress({ resources, fraction: piece.fraction })
    const { index, resources: held, packed } = piece
    await keepPart(store, snapshotId, { index, resources: held, packed }, storedParts)
  }
  const end = await work.collect(estate, from, onPiece, signal)
  signal.throwIfAborted()
  await store.cutParts(snapshotId, end.parts)
  await store.finishSnapshot(snapshotId, { status: 'complete', coverage: end.coverage, skipped: end.skipped })
}

type Beginning = { readonly checkpoint: Checkpoint | null; readonly storedParts: number }

/** What lies behind the last checkpoint is read again; without one, all is, and compared with what is stored. */
async function whereToBegin(store: Store, snapshotId: string): Promise<Beginning> {
  const checkpoint = await store.checkpoint(snapshotId)
  if (checkpoint === null) return { checkpoint, storedParts: (await store.snapshot(snapshotId))?.parts ?? 0 }
  await store.cutParts(snapshotId, checkpoint.parts)
  return { checkpoint, storedParts: checkpoint.parts }
}

/** A part that is stored already is not written again; one that reads otherwise by now is. */
async function keepPart(store: Store, snapshotId: string, part: StoredPart, storedParts: number): Promise<void> {
  const known = part.index < storedParts ? await store.part(snapshotId, part.index) : null
  if (known === null || Buffer.compare(known.packed, part.packed) !== 0) await store.addPart(snapshotId, part)
}
