// What happens to PostgreSQL while a server is asked. Each fault ends, and nobody starts the server again.

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseLedger } from '../support/database-ledger.ts'
import { writeLargeEstate } from '../support/large-estate.ts'
import { describeWith } from '../support/missing-service.ts'
import { executeSql, restartPostgres, startPostgres } from '../support/postgres.ts'
import { type Product, startProduct } from '../support/product-process.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'
import { describeWithToxiproxy, type NetworkProxy, startProxy } from '../support/toxiproxy.ts'

const settings = ['max_connections=24', 'superuser_reserved_connections=0']

describeWithToxiproxy()('the database of a server', () => {
  let folder: string
  let database: OwnServer
  let proxy: NetworkProxy
  let product: Product
  let ledger: ReturnType<typeof databaseLedger>

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tagwarden-database-faults-'))
    const ESTATE = join(folder, 'estate.ndjson')
    await writeLargeEstate(ESTATE, 1000)
    database = await startPostgres(undefined, settings)
    proxy = await startProxy(Number(new URL(database.url).port))
    const throughProxy = new URL(database.url)
    throughProxy.port = String(proxy.port)
    const limits = { DATABASE_POOL_SIZE: '4' }
    const place = { DATABASE_URL: throughProxy.href, DATA_DIR: join(folder, 'data'), REPLICA_ID: 'one', ESTATE }
    product = await startProduct({ ...place, ...limits })
    ledger = databaseLedger(product, database.url)
  })
  afterAll(async () => {
    await product?.stop()
    await proxy?.close()
    if (database) await stopServer(database)
    rmSync(folder, { recursive: true, force: true })
  })

  type Fault = { readonly break: () => unknown; readonly mend: () => unknown }

  async function expectSurvived(fault: Fault): Promise<void> {
    await ledger.untilReady()
    expect(await ledger.call()).toBe(200)
    const during = Promise.all(Array.from({ length: 20 }, (_, at) => sleep(at * 50).then(ledger.call)))
    await fault.break()
    await during
    await ledger.untilNotReady()
    await ledger.untilRefused()
    await fault.mend()
    await ledger.untilReady()
    expect(await ledger.call()).toBe(200)
    await ledger.expectNothingLost()
  }

  test('is too slow', () =>
    expectSurvived({ break: () => proxy.poison('latency', { latency: 20_000 }), mend: proxy.mend }))

  test('is cut off', () => expectSurvived({ break: proxy.cut, mend: proxy.mend }))

  test('takes everything and brings nothing', () =>
    expectSurvived({ break: () => proxy.poison('timeout', { timeout: 0 }), mend: proxy.mend }))

  test('is somewhat slow, which is no fault', async () => {
    await ledger.untilReady()
    await proxy.poison('latency', { latency: 50 })
    expect(await Promise.all(Array.from({ length: 10 }, ledger.call))).toEqual(Array(10).fill(200))
    await proxy.mend()
    await ledger.expectNothingLost()
  })

  test('is paused, and goes on', () =>
    expectSurvived({
      break: () => signalAll(database.pid, 'SIGSTOP'),
      mend: () => signalAll(database.pid, 'SIGCONT'),
    }))

  test('is killed, and started again', () =>
    expectSurvived({
      break: () => process.kill(database.pid, 'SIGKILL'),
      async mend() {
        database = await restartPostgres(database, undefined, settings)
      },
    }))

  test('has no connection left', async () => {
    const others: pg.Client[] = []
    await expectSurvived({
      break: () => takeAllConnections(database.url, others),
      mend: () => Promise.all(others.map((client) => client.end())),
    })
  })

  test('is read-only', () =>
    expectSurvived({
      break: () =>
        executeSql(database.url, 'ALTER DATABASE postgres SET default_transaction_read_only = on', endOthers),
      mend: () =>
        executeSql(
          database.url,
          ...['SET default_transaction_read_only = off', 'ALTER DATABASE postgres RESET default_transaction_read_only'],
          endOthers,
        ),
    }))

  describeWith(
    'a tmpfs',
    canMount(),
    'run as root with CAP_SYS_ADMIN',
  )('on a disk', () => {
    let disk: string
    beforeAll(async () => {
      disk = mkdtempSync(join(tmpdir(), 'tagwarden-small-disk-'))
      mountSmall(disk)
      const { uid, gid } = statSync(database.folder)
      const place = join(disk, 'tablespace')
      mkdirSync(place)
      chownSync(place, uid, gid)
      chmodSync(disk, 0o755)
      await executeSql(
        database.url,
        `CREATE TABLESPACE small LOCATION '${place}'`,
        'ALTER TABLE audit_log SET TABLESPACE small',
      )
    })
    afterAll(async () => {
      await executeSql(database.url, 'ALTER TABLE audit_log SET TABLESPACE pg_default', 'DROP TABLESPACE small')
      unmount(disk)
    })

    test('is full', () =>
      expectSurvived({ break: () => fill(join(disk, 'filler')), mend: () => rmSync(join(disk, 'filler')) }))
  })
})

const endOthers = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`

/** The server and its processes: each of them is in a session of its own. */
function signalAll(pid: number, name: NodeJS.Signals): void {
  const children = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === pid)
  for (const one of [pid, ...children.map(Number)]) process.kill(one, name)
}

function parentOf(pid: string): number {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    // It has ended meanwhile.
    return 0
  }
}

/** Until the server has none but these. */
async function takeAllConnections(url: string, taken: pg.Client[]): Promise<void> {
  const others = async (client: pg.Client) =>
    (
      await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name <> 'taken'
       AND backend_type = 'client backend'`)
    ).rowCount
  for (let left: number | null = 1; left !== 0; ) {
    for (let isFull = false; !isFull; ) isFull = !(await take(url, taken))
    left = taken[0] ? await others(taken[0]) : 0
    await sleep(20)
  }
}

async function take(url: string, taken: pg.Client[]): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'taken' })
  client.on('error', () => {})
  try {
    await client.connect()
    taken.push(client)
    return true
  } catch {
    // There is none left.
    return false
  }
}

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'tagwarden-mount-'))
  try {
    mountSmall(probe)
    unmount(probe)
    return true
  } catch {
    rmSync(probe, { recursive: true })
    return false
  }
}

function mountSmall(folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'none', folder], { stdio: 'ignore' })
}

function unmount(folder: string): void {
  execFileSync('umount', [folder])
  rmSync(folder, { recursive: true })
}

/** Everything that is left. */
function fill(path: string): void {
  try {
    for (;;) writeFileSync(path, Buffer.alloc(4096), { flag: 'a' })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC')) throw cause
  }
}
