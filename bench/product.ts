// The product as `server/main.ts` puts it together, on a folder that is thrown away, with limits that no bench reaches.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { buildApp, type McpParts } from '../server/app.ts'
import { parseConfig } from '../server/config.ts'
import { createDeps } from '../server/deps.ts'
import { healthOf } from '../server/health-of.ts'
import { createLogger } from '../server/logger.ts'
import { mcpPlugin } from '../server/mcp/plugin.ts'
import { surfaceOf } from '../server/surface.ts'

export type Product = { readonly url: string; readonly close: () => Promise<void> }

export const unreachedLimits = {
  RATE_PER_MINUTE: '1000000',
  MAX_CALLS_PER_WINDOW: '100000000',
  LOOP_MAX_EQUAL_CALLS: '1000000',
}

/** `addRoutes` gets what `/mcp` gets: the same guards, the same gate, behind the same authentication. */
export async function startProduct(
  environment: Readonly<Record<string, string>>,
  addRoutes: (scope: FastifyInstance, parts: McpParts) => void = () => {},
): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'tagwarden-bench-'))
  const config = parseConfig({ ...unreachedLimits, DATA_DIR: folder, LOG_LEVEL: 'silent', ...environment })
  const logger = createLogger({ level: config.LOG_LEVEL })
  const deps = await createDeps(config, logger)
  const { metrics, gate, authenticate, services } = deps
  const app = await buildApp({
    ...{ config, version: 'bench', logger, metrics, gate, authenticate, health: healthOf(deps, config) },
    async mcp(scope, parts) {
      const surface = surfaceOf({ gate: parts.gate, readReport: services.reports.text, services, logger })
      await scope.register(mcpPlugin, { ...surface, callerOf: parts.callerOf, events: deps.events })
      addRoutes(scope, parts)
    },
  })
  await deps.start()
  return {
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    async close() {
      await app.close()
      await deps.close()
      await rm(folder, { recursive: true })
    },
  }
}
