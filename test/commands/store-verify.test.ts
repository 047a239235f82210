import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { logEntry } from '../contracts/store-examples.ts'
import { optionsFor } from '../store/postgres-database.ts'
import { execute } from '../store/sqlite-folder.ts'
import { newFolder } from '../support/demo-folder.ts'
import { describeWithPostgres, executeSql, freshDatabase } from '../support/postgres.ts'
import { openServices } from '../support/services.ts'
import { run } from '../support/shell.ts'

/** The demo company with its past, and two calls in the log. */
async function demoFolder(): Promise<string> {
  const { folder, store, close } = await openServices()
  await store.appendLog([logEntry(), logEntry()])
  await close()
  return folder
}

const verify = (place: string) => run(['store', 'verify', '--in', place])

const ok = /^\d+ policies, \d+ snapshots, \d+ parts, \d+ audits, [\d,]+ rollups, 2 entries of the audit log: ok\n$/

/** What somebody did to a store, and how it is told; both databases understand the statements. */
const faults: readonly (readonly [name: string, statements: readonly string[], line: RegExp])[] = [
  [
    'a policy was changed',
    [`UPDATE policy SET document = replace(document, 'Owner', 'owner')`],
    /^policy sha256:.{64}: /,
  ],
  ['the last part is missing', ['DELETE FROM part WHERE part_index = 0'], /^audit \S+: it is of \d+ resources, its /],
  [
    'a part is missing in the middle',
    ['UPDATE part SET part_index = part_index + 2'],
    /^snapshot \S+: parts 0 to 1 are missing$/,
  ],
  ['a row says another size', ['UPDATE part SET resources = 7'], /^snapshot \S+, part 0: it holds \d+ resources, /],
  ['a snapshot is not whole', [`UPDATE snapshot SET status = 'failed'`], /^audit \S+: its snapshot \S+ is failed$/],
  [
    'a rollup was changed',
    [`UPDATE rollup SET counts = '[1,2,3,4,5,6]' WHERE dimension = 'account'`],
    /^rollup of demo on \d{4}-\d\d-\d\d: account does not add up to all resources$/,
  ],
  [
    'numbers do not read',
    [`UPDATE rollup SET cost_usd = '[' WHERE dimension = 'all'`],
    /^rollup of demo on \d{4}-\d\d-\d\d, all: /,
  ],
]

describe('store verify of a folder', () => {
  test('counts what holds', async () => {
    const folder = await demoFolder()
    const { status, out, err } = await verify(`sqlite:${folder}`)
    expect({ status, out, err }).toEqual({ status: 0, out: expect.stringMatching(ok), err: '' })
    expect(await run(['store', 'verify'], { env: { DATA_DIR: folder } })).toMatchObject({ status: 0, out })
  })

  test.each(faults)('says where %s, with status 1', async (_name, statements, line) => {
    const folder = await demoFolder()
    execute(folder, ...statements)
    const { status, out } = await verify(`sqlite:${folder}`)
    expect({ status, first: out.split('\n')[0] }).toEqual({ status: 1, first: expect.stringMatching(line) })
    expect(out).toMatch(/: \d+ faults?\n$/)
  })

  test('finds a single byte of a part', async () => {
    const folder = await demoFolder()
    const db = new Database(join(folder, 'tagwarden.db'))
    const parts = db.prepare<[], { rowid: number; packed: Buffer }>('SELECT rowid, packed FROM part').all()
    const put = db.prepare('UPDATE part SET packed = ? WHERE rowid = ?')
    for (const { rowid, packed } of parts) {
      const at = Math.floor(packed.length / 2)
      packed.writeUInt8(packed.readUInt8(at) ^ 0xff, at)
      put.run(packed, rowid)
    }
    db.close()
    const { status, out } = await verify(`sqlite:${folder}`)
    expect(status).toBe(1)
    expect(out.match(/^snapshot \S+, part \d+: /gm)).toHaveLength(parts.length)
  })

  test('names the chain of the log', async () => {
    const folder = await demoFolder()
    execute(folder, 'DROP TRIGGER audit_log_is_not_changed', `UPDATE audit_log SET caller = 'eve' WHERE sequence = 2`)
    const { status, out } = await verify(`sqlite:${folder}`)
    expect(status).toBe(1)
    expect(out).toMatch(/^audit log: Entry 2 was changed; before it 1 entry, ok\.\n.*: 1 fault\n$/)
  })

  test('refuses one that a server uses, and one that is none', async () => {
    const folder = newFolder()
    const store = await openSqliteStore(folder)
    expect(await verify(`sqlite:${folder}`)).toMatchObject({ status: 2, out: '' })
    await store.close()
    expect(await verify(`sqlite:${newFolder()}`)).toMatchObject({ status: 2, out: '' })
    expect(await verify(folder)).toMatchObject({ status: 2, out: '' })
  })
})

describeWithPostgres()('store verify of a database', () => {
  async function demoDatabase(): Promise<string> {
    const { url, drop } = await freshDatabase()
    onTestFinished(drop)
    await run(['store', 'copy', '--from', `sqlite:${await demoFolder()}`, '--to', url])
    return url
  }

  test('counts what holds, beside a server that writes', async () => {
    const url = await demoDatabase()
    const store = await openPostgresStore(optionsFor(url))
    onTestFinished(() => store.close())
    const writing = Promise.all(Array.from({ length: 20 }, () => store.appendLog([logEntry()])))
    const { status, out, err } = await verify(url)
    await writing
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out).toMatch(/entries of the audit log: ok\n$/)
  })

  test.each(faults)('says where %s, with status 1', async (_name, statements, line) => {
    const url = await demoDatabase()
    await executeSql(url, ...statements)
    const { status, out } = await run(['store', 'verify'], { env: { DATABASE_URL: url } })
    expect({ status, first: out.split('\n')[0] }).toEqual({ status: 1, first: expect.stringMatching(line) })
  })

  test('names whose chain of the log does not hold', async () => {
    const url = await demoDatabase()
    await executeSql(url, `UPDATE audit_log_head SET sequence = 9 WHERE writer = 'local'`)
    const { status, out } = await verify(url)
    expect(status).toBe(1)
    expect(out).toContain('audit log: Entry 3 is missing; before it 2 entries, ok.\n')
  })
})
