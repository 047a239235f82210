// A run from its first call to its last piece.

import { PartBuilder } from '../../core/columns.ts'
import { byText } from '../../core/order.ts'
import type { CoverageCell } from '../../core/resource.ts'
import type { SnapshotPiece } from '../../ports.ts'
import type { Reached, Unreached } from './accounts.ts'
import { inOrder } from './in-order.ts'
import { Ledger } from './ledger.ts'
import { type Cursor, doneBy, isSweep, planTasks, type Task, writeCursor } from './plan.ts'
import type { Listing } from './registry.ts'
import { type CellEnd, type ScanDeps, scanCell } from './scan.ts'
import type { TaggedRow } from './tag-reads.ts'
import { everTagged } from './tagging-api.ts'

export type Run = ScanDeps & {
  readonly reached: Reached
  readonly listings: readonly Listing[]
  /** Whether to look for what no listing shows. */
  readonly sweeps: boolean
  readonly parallelCells: number
  readonly checkpointEveryMs: number
  readonly resumeFrom: Cursor | null
  readonly onProgress: (done: number, of: number, resources: number) => void
}

/** Rows that a cell may hold while those before it are read. */
const roomAhead = 2_000

export async function* collectPieces(run: Run, signal: AbortSignal): AsyncGenerator<SnapshotPiece> {
  const stop = new AbortController()
  const running = AbortSignal.any([signal, stop.signal])
  try {
    yield* readTasks(run, running)
  } finally {
    // Also when nobody asks for the next piece any more.
    stop.abort()
    run.clients.close()
  }
}

async function* readTasks(run: Run, signal: AbortSignal): AsyncGenerator<SnapshotPiece> {
  const tasks = planTasks(run.reached.accounts, run.listings, run.sweeps)
  const done = run.resumeFrom ? doneBy(run.resumeFrom, tasks) : 0
  const ledger = new Ledger(new Set(run.listings.map(({ kind }) => kind.type)))
  const told: CoverageCell[] = [...(run.resumeFrom?.coverage ?? unreachedCells(run))]
  for (const task of tasks.slice(0, done)) ledger.noteEarlier(task)
  for (const cell of [...seenInFull(tasks.slice(0, done), told), ...told]) yield { kind: 'coverage', cell }

  const left = tasks.slice(done)
  const parts = new PartBuilder()
  let [resources, flushedAt] = [0, Date.now()]
  const lanes = { ahead: run.parallelCells, room: roomAhead }
  // `left` has as many tasks as there are lanes.
  const taskAt = (index: number) => left[index] as Task
  const start = (index: number, push: (rows: readonly TaggedRow[]) => Promise<void>) =>
    scanCell(taskAt(index), run, push, signal)
  for await (const step of inOrder<readonly TaggedRow[], CellEnd>(left.length, lanes, start)) {
    const task = taskAt(step.index)
    if (step.kind === 'item') {
      for (const row of step.item) {
        const admitted = ledger.admit(task, row)
        if (admitted === null) continue
        parts.add(admitted)
        resources += 1
        if (parts.full) yield { kind: 'part', part: parts.take() }
      }
      continue
    }
    for (const cell of ledger.close(task, step.end)) {
      if (cell.status !== 'ok' || isSweep(task.kind)) told.push(cell)
      yield { kind: 'coverage', cell }
    }
    run.onProgress(done + step.index + 1, tasks.length, resources)
    if (taskAt(step.index + 1)?.place.region !== task.place.region) run.clients.forget(task.place)
    // What is in between the two questions to a region is nowhere written down.
    if (task.kind === everTagged || Date.now() - flushedAt < run.checkpointEveryMs) continue
    if (parts.count > 0) yield { kind: 'part', part: parts.take() }
    yield { kind: 'checkpoint', cursor: writeCursor({ after: task.key, of: tasks.length, coverage: told }) }
    flushedAt = Date.now()
  }
  if (parts.count > 0) yield { kind: 'part', part: parts.take() }
}

/** Nothing was seen of what could not be reached, type by type; nor of which regions an account has, if nobody tells. */
function unreachedCells({ reached, listings }: Run): CoverageCell[] {
  const types = [...new Set(listings.map(({ kind }) => kind.type))]
  const cellsOf = ({ account, region, fault }: Unreached) => types.map((type) => ({ account, region, type, ...fault }))
  const unchecked = reached.unchecked.map(({ account, region, fault }) => ({
    account,
    region,
    type: 'ec2:region',
    ...fault,
  }))
  return [...reached.unreached.toSorted((a, b) => byText(a.account, b.account)).flatMap(cellsOf), ...unchecked]
}

/** Of tasks that an earlier run has done, those of which there was nothing to tell. */
function seenInFull(tasks: readonly Task[], told: readonly CoverageCell[]): CoverageCell[] {
  const nameOf = ({ account, region, type }: Omit<CoverageCell, 'status'>) => `${account} ${region} ${type}`
  const unseen = new Set(told.filter(({ status }) => status !== 'ok').map(nameOf))
  const listed = tasks.filter(({ kind }) => !isSweep(kind))
  const cells = listed.flatMap(({ place, kind, regions }) =>
    regions.map((region) => ({ account: place.account, region, type: kind.type, status: 'ok' as const })),
  )
  return cells.filter((cell) => !unseen.has(nameOf(cell)))
}
