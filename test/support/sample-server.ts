// A process that serves the sample tools: what `main.ts` does, around other tools.

import { setTimeout as sleep } from 'node:timers/promises'
import { buildApp } from '../../server/app.ts'
import { banner } from '../../server/banner.ts'
import { isOpenToAll, parseConfig } from '../../server/config.ts'
import { AppError } from '../../server/core/errors.ts'
import { acceptEverybody } from '../../server/guards/authenticate.ts'
import { createMetricsServer } from '../../server/http/metrics-server.ts'
import { runServer } from '../../server/run-server.ts'
import { healthy } from './healthy.ts'
import { serverParts } from './server-parts.ts'

try {
  const config = parseConfig(process.env)
  const parts = serverParts({ folder: config.DATA_DIR })
  const { metrics, logger } = parts
  const authenticate = acceptEverybody(metrics)
  const app = await buildApp({ ...parts, config, version: '0.0.0', authenticate, health: healthy, mcp: null })
  await runServer(
    {
      ...{ app, config, logger },
      metricsServer: createMetricsServer(metrics),
      onListening: async ({ url, metricsUrl }) => {
        const texts = { policyHash: `sha256:${'0'.repeat(64)}`, policyFile: config.POLICY_FILE, store: 'none' }
        const access = { authMode: config.AUTH_MODE, isOpen: isOpenToAll(config) }
        process.stderr.write(banner({ version: '0.0.0', url, metricsUrl, estate: config.ESTATE, ...texts, ...access }))
        await sleep(Number(process.env.BEGIN_MS ?? 0))
      },
      close: async () => {
        process.stderr.write('closed\n')
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
  process.stderr.write(`${error.message}\n${error.hint ?? ''}\n`)
  process.exit(2)
}
