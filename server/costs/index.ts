// From a choice of where dollars come from to their source.

import { join } from 'node:path'
import type { Cache, CostSource, Store } from '../ports.ts'
import { athenaEngine } from './athena/engine.ts'
import type { Caps, SpendEvents } from './cost-explorer/governor.ts'
import { costsFromCostExplorer } from './cost-explorer/source.ts'
import { costsFromExport } from './export/source.ts'
import { duckDbEngine } from './focus/duckdb.ts'
import { filesAt } from './focus/export-files.ts'
import { isS3, openS3, s3Mirror } from './focus/s3-mirror.ts'
import { payerByIdentity } from './payer.ts'

const minute = 60_000

export type ExportChoice = {
  readonly path: string
  readonly dataFolder: string
  readonly memoryMb: number
  readonly threads: number
  readonly cacheMaxBytes: number
}

export function costsFromFiles(
  { path, dataFolder, memoryMb, threads, cacheMaxBytes }: ExportChoice,
  now: () => number,
): CostSource {
  const folder = join(dataFolder, 'bill')
  const mirror = { url: path, folder: join(folder, 'copy'), maxBytes: cacheMaxBytes, freshForMs: 5 * minute, now }
  const files = isS3(path) ? s3Mirror({ ...mirror, client: openS3 }) : () => filesAt(path)
  return costsFromExport(duckDbEngine({ files, folder: join(folder, 'spill'), memoryMb, threads }), now)
}

export type AthenaChoice = {
  readonly database: string
  readonly table: string
  readonly workgroup: string
  readonly output: string | undefined
}

export const costsFromAthena = (choice: AthenaChoice, now: () => number): CostSource =>
  costsFromExport(athenaEngine({ ...choice, pollMs: 500, freshForMs: 15 * minute, now }), now)

export type CostExplorerChoice = {
  readonly region: string
  readonly metric: string
  readonly mostPages: number
  readonly caps: Caps
}

export function costsFromAws(
  { region, metric, mostPages, caps }: CostExplorerChoice,
  parts: { readonly store: Store; readonly cache: Cache; readonly now: () => number; readonly events: SpendEvents },
): CostSource {
  return costsFromCostExplorer({
    ...{ ...parts, caps, metric, payer: payerByIdentity(region) },
    client: { region, maxAttempts: 4, mostPages },
  })
}
