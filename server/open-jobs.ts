// Who runs jobs: any replica of a shared store, else this process.

import type { Config } from './config.ts'
import { memoryJobs } from './jobs/memory.ts'
import { poolOptionsOf } from './open-store.ts'
import type { Jobs } from './ports.ts'

/** Two that run, one that listens, one for heartbeats and one for what is started meanwhile. */
const connections = 5

export async function openJobs(config: Config, onError: (error: unknown) => void): Promise<Jobs> {
  if (config.DATABASE_URL === undefined) return memoryJobs({ onError })
  const { openGraphileJobs } = await import('./jobs/graphile.ts')
  return openGraphileJobs({ pool: await openJobsPool(config), replica: config.REPLICA_ID, onError })
}

/** A pool of its own, so that neither requests nor jobs wait for each other's connections. */
export async function openJobsPool(config: Config) {
  const { default: pg } = await import('pg')
  const { poolConfig } = await import('./store/postgres/connection.ts')
  // graphile-worker expects numbers as the driver gives them.
  const { types: _, ...settings } = poolConfig({ ...poolOptionsOf(config), poolSize: connections })
  return new pg.Pool(settings)
}
