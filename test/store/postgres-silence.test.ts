import { afterAll, beforeAll, expect, test } from 'vitest'
import { withinTime } from '../../server/redis/within-time.ts'
import { type Database, openPool } from '../../server/store/postgres/connection.ts'
import { startPostgres } from '../support/postgres.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'
import { describeWithToxiproxy, type NetworkProxy, startProxy } from '../support/toxiproxy.ts'

/** Far less than what a statement may take here. */
const boundMs = 30_000

describeWithToxiproxy()('a database that says nothing', () => {
  let server: OwnServer
  let proxy: NetworkProxy
  let db: Database

  beforeAll(async () => {
    server = await startPostgres()
    const url = new URL(server.url)
    proxy = await startProxy(Number(url.port))
    url.port = String(proxy.port)
    db = openPool({ url: url.href, poolSize: 2, statementTimeoutMs: 3_600_000 })
  })
  afterAll(async () => {
    await db.close()
    await proxy.close()
    await stopServer(server)
  })

  test('is not one in which a statement takes long', async () => {
    const { rows } = await db.query(`SELECT 'slept' AS done FROM pg_sleep(5)`)
    expect(rows).toEqual([{ done: 'slept' }])
  })

  test('keeps nobody waiting, within a transaction or without, and is asked again when it answers', async () => {
    await db.query('SELECT 1')
    await proxy.poison('timeout', { timeout: 0 })
    const asked = [
      db.query('SELECT 1'),
      db.transaction((connection) => connection.query('SELECT 1')),
      db.query('SELECT 1'),
      db.transaction((connection) => connection.query('SELECT 1')),
    ]
    const ended = await withinTime(boundMs, Promise.allSettled(asked))
    expect(ended.map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
    await proxy.mend()
    await expect.poll(() => db.query('SELECT 1').then(() => 'answers', String), { timeout: boundMs }).toBe('answers')
    expect((await db.transaction((connection) => connection.query('SELECT 1'))).rowCount).toBe(1)
    expect(db.counts()).toMatchObject({ waiting: 0 })
  })
})
