import { rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import type { Store } from '../../server/ports.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { addAudit, addSnapshot, job, logEntry, rollup, schedule } from '../contracts/store-examples.ts'
import { optionsFor } from '../store/postgres-database.ts'
import { newFolder } from '../store/sqlite-folder.ts'
import { describeWithPostgres, executeSql, freshDatabase } from '../support/postgres.ts'
import { run } from '../support/shell.ts'

const june = { since: '2026-06-01', until: '2026-07-01' }

/** More than a page, and of an order that differs between languages. */
const mixed = Array.from({ length: 120 }, (_, at) => `${['a', 'B', 'ä', '_', 'Z'][at % 5]}${at}`)
const spend = { at: '2026-06-01T12:00:00.000Z', caller: 'ada', operation: 'bill', requests: 1 }
const noCaps = { dayMicros: 1e15, callerMicros: 1e15 }

async function fillFolder(): Promise<string> {
  const folder = newFolder()
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const store = await openSqliteStore(folder)
  await addAudit(store, {}, [rollup(), rollup({ dimension: 'type', key: 'älter 😀', completeness: null })])
  await addSnapshot(store, { id: 'large', parts: 40 })
  await store.createJob(job({ fraction: 1 / 3 }))
  await store.addSchedule(schedule())
  for (const id of mixed) await store.keepBill(id, `{"answer":"${id}"}`)
  for (const [at, id] of mixed.entries()) await store.reserveSpend({ ...spend, id, micros: at * 1e9 }, noCaps)
  await store.appendLog(Array.from({ length: 1500 }, (_, at) => logEntry({ requestId: `r-${at}`, durationMs: at / 7 })))
  await store.close()
  return folder
}

async function emptyDatabase(): Promise<string> {
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  return url
}

const copy = (folder: string, url: string) => run(['store', 'copy', '--from', `sqlite:${folder}`, '--to', url])

const allOf = async (store: Store) => ({
  audit: await store.audit('audit-1'),
  rollups: [await store.rollups('demo', 'all', june), await store.rollups('demo', 'type', june)],
  snapshots: await store.snapshots('demo', { limit: 9 }),
  part: await store.part('large', 39),
  jobs: await store.jobs('working'),
  schedules: await store.schedules(),
  log: await store.log({ writer: 'local', afterSequence: 0, limit: 9999 }),
  verdict: await store.verifyLog(),
  bills: await Promise.all(mixed.map((key) => store.keptBill(key))),
  spent: await store.reserveSpend({ ...spend, id: 'more', micros: 1 }, { dayMicros: 0, callerMicros: 0 }),
})

describeWithPostgres()('store copy', () => {
  test('brings everything over, the chain of the log included', async () => {
    const [folder, url] = [await fillFolder(), await emptyDatabase()]
    const { status, out } = await copy(folder, url)
    expect(out).toContain('audit_log           1,500 rows, equal\n')
    expect(out).toMatch(/spend +120 rows, equal\nkept_bill +120 rows, equal\n/)
    expect(out).not.toContain('NOT')
    expect(status).toBe(0)
    const [sqlite, postgres] = [await openSqliteStore(folder), await openPostgresStore(optionsFor(url))]
    expect(await allOf(postgres)).toEqual(await allOf(sqlite))
    await Promise.all([sqlite.close(), postgres.close()])
  })

  test('goes on where it was interrupted, and takes over what came since', async () => {
    const [folder, url] = [await fillFolder(), await emptyDatabase()]
    await copy(folder, url)
    await executeSql(url, 'DELETE FROM part WHERE part_index > 20', 'DELETE FROM schedule')
    const store = await openSqliteStore(folder)
    await store.updateJob('job-1', { status: 'completed' })
    await store.appendLog([logEntry()])
    await store.close()
    const { status, out } = await copy(folder, url)
    expect({ status, wrong: out.includes('NOT') }).toEqual({ status: 0, wrong: false })
    const postgres = await openPostgresStore(optionsFor(url))
    expect(await postgres.job('job-1')).toMatchObject({ status: 'completed' })
    expect(await postgres.verifyLog()).toEqual({ ok: true, entries: 1501 })
    await postgres.close()
  })

  test('says which table is not equal', async () => {
    const [folder, url] = [await fillFolder(), await emptyDatabase()]
    await copy(folder, url)
    await executeSql(url, `INSERT INTO policy VALUES ('sha256:other', '{}')`)
    const { status, out } = await copy(folder, url)
    expect(status).toBe(1)
    expect(out).toContain('policy                  1 rows, NOT equal\n')
  })

  test('does not mix two stores', async () => {
    const [folder, other, url] = [await fillFolder(), await fillFolder(), await emptyDatabase()]
    const store = await openSqliteStore(other)
    await store.appendLog([logEntry({ caller: 'bob' })])
    await store.close()
    await copy(other, url)
    const { status, err } = await copy(folder, url)
    expect({ status, err: err.split('\n')[0] }).toEqual({
      ...{ status: 2, err: 'The database holds data of another store already.' },
    })
  })

  test('needs a folder with a store', async () => {
    expect(await copy(newFolder(), await emptyDatabase())).toMatchObject({ status: 2, out: '' })
    expect(await run(['store', 'copy', '--from', 'data'])).toMatchObject({ status: 2, out: '' })
  })
})
