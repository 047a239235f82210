// The parts around tools, real but for the store: its log is an array.

import { join } from 'node:path'
import { memoryCache } from '../../server/cache/memory.ts'
import { callLog } from '../../server/gate/call-log.ts'
import { groupedLog } from '../../server/gate/log-writer.ts'
import { fileSpool } from '../../server/gate/spool.ts'
import { createGate } from '../../server/gate.ts'
import { createGuards, type GuardLimits } from '../../server/guards/index.ts'
import { createLogger } from '../../server/logger.ts'
import { createMetrics } from '../../server/metrics.ts'
import type { Cache, LogEntry } from '../../server/ports.ts'
import type { Services } from '../../server/services/index.ts'
import { scopes, type Tool } from '../../server/tools/define.ts'
import { newFolder } from './demo-folder.ts'
import { sampleTools } from './sample-tools.ts'

export const generous: GuardLimits = {
  ratePerMinute: 1_000_000,
  budget: { maxCalls: 1_000_000, windowS: 3600 },
  loops: { maxEqualCalls: 1_000_000, windowS: 300 },
}

export type Changes = {
  readonly tools?: readonly Tool[]
  readonly limits?: Partial<GuardLimits>
  readonly cache?: Cache
  readonly spoolBytes?: number
  /** Where the spool is: a process beside the tests has no folder of the run. */
  readonly folder?: string
  readonly appendLog?: (entries: readonly LogEntry[]) => Promise<void>
}

export function serverParts(changes: Changes = {}) {
  const { tools = sampleTools } = changes
  const lines: string[] = []
  const written: LogEntry[] = []
  const logger = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } })
  const metrics = createMetrics({
    tools: tools.map(({ name }) => name),
    version: '0.0.0',
    node: '24.0.0',
    dependencies: ['sqlite'],
    runtime: false,
  })
  const clock = { at: Date.parse('2026-11-21T12:00:00Z') }
  const now = () => clock.at
  const cache = changes.cache ?? memoryCache({ maxBytes: 1_000_000, now, onBackgroundError: () => {} })
  const guards = createGuards({ ...generous, ...changes.limits }, { cache, metrics, logger })
  const appendLog = async (entries: readonly LogEntry[]) => void written.push(...entries)
  const spoolPath = join(changes.folder ?? newFolder(), 'refusals.ndjson')
  const log = callLog({
    writer: groupedLog({ appendLog: changes.appendLog ?? appendLog }),
    ...{ spool: fileSpool(spoolPath, changes.spoolBytes ?? 1_000_000), logger, tryEveryMs: 20 },
    onDropped: () => metrics.auditDropped.inc(),
  })
  // No sample tool asks for a service.
  const gate = createGate({ tools, services: {} as Services, guards, log, metrics, logger, now })
  return { gate, guards, metrics, logger, clock, lines, written, spoolPath }
}

export const everybody = { id: 'local', scopes }

/** A call as a transport would make it. */
export const callOf = (tool: string, given: unknown = {}) => ({
  tool,
  arguments: given,
  caller: everybody,
  transport: 'mcp' as const,
  requestId: 'req-1',
  signal: new AbortController().signal,
})
