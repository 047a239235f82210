// The process: environment → listen → drain.

import { rm, writeFile } from 'node:fs/promises'
import { buildApp } from './app.ts'
import { addressFile } from './backend.ts'
import { banner } from './banner.ts'
import { isOpenToAll, parseConfig } from './config.ts'
import { AppError } from './core/errors.ts'
import { createDeps } from './deps.ts'
import { healthOf } from './health-of.ts'
import { addAuditLogRoute } from './http/audit-log-route.ts'
import { createMetricsServer } from './http/metrics-server.ts'
import { addReportRoute } from './http/report-route.ts'
import { createLogger } from './logger.ts'
import { mcpPlugin } from './mcp/plugin.ts'
import { runServer } from './run-server.ts'
import { surfaceOf } from './surface.ts'
import { version } from './version.ts'

try {
  const config = parseConfig(process.env)
  const logger = createLogger({ level: config.LOG_LEVEL })
  const deps = await createDeps(config, logger)
  const { metrics, gate, authenticate, services } = deps
  const app = await buildApp({
    ...{ config, version, logger, metrics, gate, authenticate, health: healthOf(deps, config) },
    async mcp(scope, { gate: watched, callerOf }) {
      addReportRoute(scope, services.reports)
      addAuditLogRoute(scope, deps.store)
      const surface = surfaceOf({ gate: watched, readReport: services.reports.text, services, logger })
      await scope.register(mcpPlugin, { ...surface, callerOf, events: deps.news })
    },
  })
  const metricsServer = createMetricsServer(metrics)
  await runServer(
    {
      ...{ app, metricsServer, config, logger },
      async close() {
        await rm(addressFile(config.DATA_DIR), { force: true })
        await deps.close()
      },
      async onListening({ url, metricsUrl }) {
        const { hash } = deps.policy.state().policy
        const access = { authMode: config.AUTH_MODE, isOpen: isOpenToAll(config) }
        const serves = { estate: config.ESTATE, policyHash: hash, policyFile: deps.policyPlace }
        const store = deps.storePlace
        process.stderr.write(banner({ ...{ version, url, metricsUrl, store }, ...serves, ...access }))
        await writeFile(addressFile(config.DATA_DIR), JSON.stringify({ url, key: deps.ownKey }), { mode: 0o600 })
        await deps.open()
        logger.info({ url }, 'ready')
      },
    },
    {
      onStopSignal: (stop) => {
        process.on('SIGTERM', stop)
        process.on('SIGINT', stop)
      },
      exit: (status) => process.exit(status),
    },
  )
  process.exit(0)
} catch (error) {
  if (!(error instanceof AppError)) throw error
  process.stderr.write(`${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`)
  process.exit(2)
}
