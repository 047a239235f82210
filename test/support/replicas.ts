// Three servers on one database, behind a proxy that sends every request to the next one.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from './postgres.ts'
import { type Product, startProduct } from './product-process.ts'
import { roundRobin } from './round-robin.ts'
import { stopServer } from './shared-server.ts'

export type Replicas = {
  readonly databaseUrl: string
  readonly products: readonly Product[]
  /** Of the proxy. */
  readonly url: string
  readonly close: () => Promise<void>
}

/** `prepare` may write what they audit into their folder. */
export async function startReplicas(
  env: Readonly<Record<string, string>>,
  prepare: (folder: string) => Promise<Readonly<Record<string, string>>>,
): Promise<Replicas> {
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-replicas-'))
  const prepared = await prepare(folder)
  const database = await startPostgres()
  const start = (name: string) =>
    startProduct({
      ...{ DATABASE_URL: database.url, DATABASE_POOL_SIZE: '5', REPLICA_ID: name, DATA_DIR: join(folder, name) },
      ...{ ...prepared, ...env },
    })
  const products = await Promise.all(['one', 'two', 'three'].map(start))
  const proxy = await roundRobin(() => products.map(({ url }) => url))
  return {
    ...{ databaseUrl: database.url, products, url: proxy.url },
    async close() {
      await proxy.close()
      await Promise.all(products.map((one) => one.stop()))
      await stopServer(database)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
