import { partsOf } from '../../core/columns.ts'
import type { ResourceSource, SnapshotPiece } from '../../ports.ts'
import { demoEstate } from './history.ts'

/** The invented company as it stands at `now`. */
export function demoSource(now: Date): ResourceSource {
  return {
    async collect() {
      return { pieces: pieces(now), progress: () => null }
    },
  }
}

async function* pieces(now: Date): AsyncGenerator<SnapshotPiece> {
  const { resources, coverage } = demoEstate(now)
  for (const cell of coverage) yield { kind: 'coverage', cell }
  for (const part of partsOf(resources)) yield { kind: 'part', part }
}
