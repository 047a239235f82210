// Reads a source to its end in a thread of its own, no faster than its parts are stored.

import type { MessagePort } from 'node:worker_threads'
import { encodePart } from '../core/part-codec.ts'
import type { CoverageCell } from '../core/resource.ts'
import type { ResourceSource, SkippedLine, StoredPart } from '../ports.ts'

/** Where to begin: after this checkpoint, with the part of this index. */
export type CollectFrom = { readonly resumeFrom: string | null; readonly firstPart: number }

/** Sent while a source is read, each answered by `handled`; `null` follows the last. */
export type Collected =
  | ({ readonly kind: 'part'; readonly fraction: number | null } & StoredPart)
  | { readonly kind: 'checkpoint'; readonly cursor: string }

export type Reply = 'handled' | 'stop'

export type CollectedEnd = {
  readonly parts: number
  readonly coverage: readonly CoverageCell[]
  readonly skipped: readonly SkippedLine[]
}

export async function collectInto(
  source: ResourceSource,
  { resumeFrom, firstPart }: CollectFrom,
  { send, signal }: Outlet,
): Promise<CollectedEnd> {
  const { pieces, progress } = await source.collect(signal, resumeFrom)
  const coverage: CoverageCell[] = []
  const skipped: SkippedLine[] = []
  let parts = firstPart
  for await (const piece of pieces) {
    if (piece.kind === 'coverage') coverage.push(piece.cell)
    if (piece.kind === 'skipped') skipped.push(piece.skipped)
    if (piece.kind === 'checkpoint') await send(piece)
    if (piece.kind !== 'part') continue
    const { part } = piece
    await send({ kind: 'part', index: parts, resources: part.count, packed: encodePart(part), fraction: progress() })
    parts += 1
  }
  return { parts, coverage, skipped }
}

export type Outlet = {
  /** Resolves as soon as another may follow. */
  readonly send: (message: Collected) => Promise<void>
  /** Aborted when nobody wants more. */
  readonly signal: AbortSignal
}

/** One is stored while the next is made; more would only fill the memory. */
const mostOnTheirWay = 2

export function openOutlet(port: MessagePort): Outlet {
  const stop = new AbortController()
  let onTheirWay = 0
  let wake = () => {}
  port.on('message', (reply: Reply) => {
    if (reply === 'stop') stop.abort()
    else onTheirWay -= 1
    wake()
  })
  return {
    signal: stop.signal,
    async send(message) {
      onTheirWay += 1
      port.postMessage(message)
      while (onTheirWay >= mostOnTheirWay && !stop.signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      stop.signal.throwIfAborted()
    },
  }
}
