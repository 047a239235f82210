// The servers the conformance suite runs against: the product on the demo company, with and without the suite's own tools.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../../server/app.ts'
import { parseConfig } from '../../server/config.ts'
import { createDeps } from '../../server/deps.ts'
import { createGate } from '../../server/gate.ts'
import { healthOf } from '../../server/health-of.ts'
import { createLogger } from '../../server/logger.ts'
import { mcpPlugin } from '../../server/mcp/plugin.ts'
import type { ServerExtension } from '../../server/mcp/sdk-server.ts'
import { surfaceOf } from '../../server/surface.ts'
import type { Tool } from '../../server/tools/define.ts'
import { tools } from '../../server/tools/index.ts'
import { version } from '../../server/version.ts'
import { conformanceExtension, conformanceTools } from '../support/conformance-tools.ts'
import { highLimits } from '../support/product-process.ts'

export type Server = {
  readonly url: URL
  /** How many messages each path has answered. */
  readonly paths: { readonly fast: number; readonly sdk: number }
  readonly close: () => Promise<void>
}

export const startProduct = (): Promise<Server> => start({ tools: [] })

/** The same app with the tools, resources and prompts that the suite asks for. */
export const startProductWithPack = (): Promise<Server> =>
  start({ tools: conformanceTools, extension: conformanceExtension() })

type Pack = { readonly tools: readonly Tool[]; readonly extension?: ServerExtension }

/** As `main.ts` does it, but in this process and with a count of the paths. */
async function start(pack: Pack): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'tagwarden-conformance-data-'))
  const config = parseConfig({ ...highLimits, DATA_DIR: folder })
  const logger = createLogger({ level: 'silent' })
  const deps = await createDeps(config, logger)
  const { metrics, services, guards, log, authenticate, events } = deps
  const gate = createGate({
    ...{ services, guards, metrics, logger, log, now: Date.now },
    tools: [...tools, ...pack.tools],
  })
  const paths = { fast: 0, sdk: 0 }
  const countPath = (path: 'fast' | 'sdk') => {
    paths[path] += 1
  }
  const app = await buildApp({
    ...{ config, version, logger, metrics, gate, authenticate, health: healthOf(deps, config) },
    async mcp(scope, { gate: watched, callerOf }) {
      const surface = surfaceOf({ gate: watched, readReport: services.reports.text, services, logger })
      await scope.register(mcpPlugin, { ...surface, callerOf, countPath, events, extension: pack.extension })
    },
  })
  const url = new URL('/mcp', await app.listen({ host: '127.0.0.1', port: 0 }))
  await deps.start()
  return {
    ...{ url, paths },
    async close() {
      await app.close()
      await deps.close()
      await rm(folder, { recursive: true })
    },
  }
}
