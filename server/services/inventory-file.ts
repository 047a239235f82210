// A collection written as an inventory file. What is done outlives a kill: the same call goes on after it.

import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { type Part, resourceAt } from '../core/columns.ts'
import { AppError } from '../core/errors.ts'
import type { CoverageCell } from '../core/resource.ts'
import type { ResourceSource, SkippedLine, SnapshotPiece } from '../ports.ts'

export type InventoryFile = {
  readonly path: string
  /** What is collected, in words that change with it: another run's work is not gone on with. */
  readonly scope: string
  readonly now: () => number
  readonly onResume?: (earlier: { readonly startedAt: string; readonly resources: number }) => void
}

export type WrittenInventory = {
  readonly resources: number
  readonly coverage: readonly CoverageCell[]
  readonly skipped: readonly SkippedLine[]
}

const stateSchema = z.strictObject({
  scope: z.string(),
  startedAt: z.string(),
  /** Where the source goes on. */
  cursor: z.string(),
  /** So much of the unfinished file is whole. */
  bytes: z.number(),
  resources: z.number(),
})
type State = z.infer<typeof stateSchema>

const unfinishedOf = (path: string): string => `${path}.part`
export const stateOf = (path: string): string => `${path}.state`

export async function writeInventory(
  source: ResourceSource,
  target: InventoryFile,
  signal: AbortSignal,
): Promise<WrittenInventory> {
  const earlier = await readState(target)
  const file = await openUnfinished(target.path)
  try {
    await file.truncate(earlier?.bytes ?? 0)
    if (earlier) target.onResume?.(earlier)
    const { pieces } = await source.collect(signal, earlier?.cursor ?? null)
    const written = await writePieces(pieces, file, { target, earlier, signal })
    for (const cell of written.coverage) await file.appendFile(`${JSON.stringify({ coverage: cell })}\n`)
    await file.sync()
    await rename(unfinishedOf(target.path), target.path)
    await rm(stateOf(target.path), { force: true })
    return written
  } finally {
    await file.close()
  }
}

async function openUnfinished(path: string): Promise<FileHandle> {
  try {
    return await open(unfinishedOf(path), 'a', 0o600)
  } catch (cause) {
    throw new AppError('bad_usage', `${path} cannot be written.`, { hint: 'Check the folder and its rights.', cause })
  }
}

type Writing = { readonly target: InventoryFile; readonly earlier: State | null; readonly signal: AbortSignal }

async function writePieces(
  pieces: AsyncIterable<SnapshotPiece>,
  file: FileHandle,
  { target, earlier, signal }: Writing,
): Promise<WrittenInventory> {
  const startedAt = earlier?.startedAt ?? new Date(target.now()).toISOString()
  const coverage: CoverageCell[] = []
  const skipped: SkippedLine[] = []
  let { bytes, resources } = earlier ?? { bytes: 0, resources: 0 }
  for await (const piece of pieces) {
    signal.throwIfAborted()
    if (piece.kind === 'coverage') coverage.push(piece.cell)
    if (piece.kind === 'skipped') skipped.push(piece.skipped)
    if (piece.kind === 'part') {
      const lines = Buffer.from(linesOf(piece.part))
      await file.appendFile(lines)
      bytes += lines.length
      resources += piece.part.count
    }
    if (piece.kind !== 'checkpoint') continue
    // What the state tells of has to be on the disk before it.
    await file.datasync()
    await saveState(target.path, { scope: target.scope, startedAt, cursor: piece.cursor, bytes, resources })
  }
  return { resources, coverage, skipped }
}

function linesOf(part: Part): string {
  let text = ''
  for (let row = 0; row < part.count; row++) text += `${JSON.stringify(resourceAt(part, row))}\n`
  return text
}

async function saveState(path: string, state: State): Promise<void> {
  const next = `${stateOf(path)}.next`
  await writeFile(next, JSON.stringify(state), { mode: 0o600, flush: true })
  await rename(next, stateOf(path))
}

/** `null`: there is nothing to go on with. */
async function readState({ path, scope }: InventoryFile): Promise<State | null> {
  const text = await missingAsNull(readFile(stateOf(path), 'utf8'))
  if (text === null) return null
  const state = parseState(text)
  if (state?.scope !== scope)
    throw new AppError('conflict', `${stateOf(path)} is the state of another collection.`, {
      hint: 'Give the same options to go on with it, or remove it to start anew.',
    })
  const unfinished = await missingAsNull(stat(unfinishedOf(path)))
  return unfinished !== null && unfinished.size >= state.bytes ? state : null
}

function parseState(text: string): State | undefined {
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

async function missingAsNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}
