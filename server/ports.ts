// Every seam between what we decide and what the world does.

import type { Part } from './core/columns.ts'
import type { CoverageCell } from './core/resource.ts'

export type SkippedLine = { readonly line: number; readonly reason: string }

/** What a source delivers, in its own order. A part is lent until the next piece is asked for; see `keepPart`. */
export type SnapshotPiece =
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'coverage'; readonly cell: CoverageCell }
  | { readonly kind: 'skipped'; readonly skipped: SkippedLine }

export type Collection = {
  /** To be read once. */
  readonly pieces: AsyncIterable<SnapshotPiece>
  /** From 0 to 1, or `null` where the end is not known. */
  readonly progress: () => number | null
}

export interface ResourceSource {
  collect(signal: AbortSignal): Promise<Collection>
}
