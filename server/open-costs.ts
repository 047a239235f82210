// Which source of dollars the settings name.

import type { Config } from './config.ts'
import { toMicros } from './core/money.ts'
import type { SpendEvents } from './costs/cost-explorer/governor.ts'
import { costsFromAthena, costsFromAws, costsFromFiles } from './costs/index.ts'
import { costsFromLines, noCosts, readCostLines } from './costs/lines.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import type { Cache, CostSource, Store } from './ports.ts'
import { demoCosts } from './sources/demo/index.ts'

type CostParts = {
  readonly store: Store
  readonly cache: Cache
  readonly now: () => number
  readonly metrics: Metrics
  readonly logger: Logger
}

export function openCosts(config: Config, parts: CostParts): CostSource {
  const { COSTS, COSTS_FILE, ATHENA_DATABASE: database, ATHENA_TABLE: table } = config
  if (COSTS === 'focus' && COSTS_FILE) return costsFromFiles(exportOf(config, COSTS_FILE), parts.now)
  if (COSTS === 'athena' && database && table) {
    const { ATHENA_WORKGROUP: workgroup, ATHENA_OUTPUT: output } = config
    return costsFromAthena({ database, table, workgroup, output }, parts.now)
  }
  if (COSTS === 'cost-explorer') return costsFromAws(purchasesOf(config), { ...parts, events: spendingSeen(parts) })
  if (COSTS === 'demo') return costsFromLines(async () => demoCosts(new Date()), 'demo')
  if (COSTS === 'file' && COSTS_FILE) return costsFromLines(() => readCostLines(COSTS_FILE), 'bill_file')
  return noCosts
}

function exportOf(config: Config, path: string) {
  const { DATA_DIR: dataFolder, COSTS_MEMORY_MB: memoryMb, COSTS_THREADS: threads, COSTS_CACHE_MAX_MB } = config
  return { path, dataFolder, memoryMb, threads, cacheMaxBytes: COSTS_CACHE_MAX_MB * 1_000_000 }
}

function purchasesOf(config: Config) {
  const caps = {
    callMicros: toMicros(config.COSTS_MAX_USD_PER_CALL),
    callerMicros: toMicros(config.COSTS_MAX_USD_PER_CALLER_DAY),
    dayMicros: toMicros(config.COSTS_MAX_USD_PER_DAY),
  }
  return { region: config.COSTS_REGION, metric: config.COSTS_METRIC, mostPages: config.COSTS_MAX_PAGES, caps }
}

function spendingSeen({ metrics, logger }: CostParts): SpendEvents {
  return {
    paid(requests, usd) {
      metrics.costRequests.inc({}, requests)
      metrics.costUsd.inc({}, usd)
    },
    refused: (cap) => metrics.costRefusals.inc({ cap }),
    cached: (result) => metrics.costAnswers.inc({ result }),
    unsettled(err) {
      metrics.costUnsettled.inc()
      logger.warn({ err }, 'what a paid question cost could not be written')
    },
  }
}
