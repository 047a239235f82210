import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../server/core/errors.ts'
import { missingMigrations, readMigrations } from '../../server/store/migrations.ts'
import { asStoreError } from '../../server/store/sqlite/errors.ts'
import { networkFuseOf } from '../../server/store/sqlite/file-system.ts'
import { openSqliteStore, type SqliteOptions } from '../../server/store/sqlite.ts'
import { addSnapshot, logEntry } from '../contracts/store-examples.ts'
import { execute, newFolder } from './sqlite-folder.ts'

let folder: string
beforeEach(() => {
  folder = newFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

async function makeStore(): Promise<void> {
  const store = await openSqliteStore(folder)
  for (const id of ['a', 'b', 'c', 'd']) await addSnapshot(store, { id, parts: 40 })
  await store.appendLog([logEntry()])
  await store.close()
}

/** Code and sentence of the refusal. */
async function refusal(path = folder, options: SqliteOptions = {}): Promise<string> {
  try {
    const store = await openSqliteStore(path, options)
    await store.close()
    return 'opened'
  } catch (error) {
    return error instanceof AppError ? `${error.code}: ${error.message}` : String(error)
  }
}

describe('the folder', () => {
  test('is made when it does not exist, for its owner only', async () => {
    const store = await openSqliteStore(join(folder, 'new', 'data'))
    await store.close()
    expect(statSync(join(folder, 'new', 'data')).mode & 0o777).toBe(0o700)
  })

  test('is not made when the store must exist', async () => {
    const path = join(folder, 'data')
    expect(await refusal(path, { mustExist: true })).toBe(`not_found: There is no store in ${path}.`)
    expect(existsSync(path)).toBe(false)
  })

  test('is not a file', async () => {
    const path = join(folder, 'data')
    writeFileSync(path, '')
    expect(await refusal(path)).toBe(`store_unavailable: ${path} cannot be written.`)
  })

  test('belongs to one store at a time', async () => {
    const first = await openSqliteStore(folder)
    expect(await refusal()).toBe(`store_in_use: DATA_DIR is in use by another Tagwarden: ${folder}.`)
    await first.appendLog([logEntry()])
    await first.close()
    expect(await refusal()).toBe('opened')
  })

  test('is free again after a failed opening', async () => {
    await makeStore()
    execute(folder, `INSERT INTO migration VALUES (99, '099-future', '', '')`)
    await refusal()
    execute(folder, 'DELETE FROM migration WHERE number = 99')
    expect(await refusal()).toBe('opened')
  })
})

describe('a folder without permission', () => {
  const nobody = 65_534
  const isRoot = process.geteuid?.() === 0

  /** Root may write everywhere, so root becomes someone else for a moment. */
  async function refusalForOthers(path = folder): Promise<string> {
    if (isRoot) process.seteuid?.(nobody)
    try {
      return await refusal(path)
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  }

  test('to create a folder in', async () => {
    chmodSync(folder, 0o555)
    const path = join(folder, 'data')
    expect(await refusalForOthers(path)).toBe(`store_unavailable: ${path} cannot be written.`)
  })

  test('to create files in', async () => {
    chmodSync(folder, 0o555)
    expect(await refusalForOthers()).toBe(`store_unavailable: ${join(folder, 'owner.db')} cannot be written.`)
  })

  test('to change files in', async () => {
    await makeStore()
    for (const file of ['owner.db', 'tagwarden.db']) chmodSync(join(folder, file), 0o444)
    chmodSync(folder, 0o555)
    expect(await refusalForOthers()).toMatch(/^store_unavailable: .*\.db cannot be written\.$/)
  })
})

describe('a file that cannot be used', () => {
  const database = () => join(folder, 'tagwarden.db')

  test('is no database', async () => {
    writeFileSync(database(), 'hello, I am a diary. '.repeat(1000))
    expect(await refusal()).toBe(`store_unavailable: ${database()} is damaged.`)
  })

  test('was cut off', async () => {
    await makeStore()
    truncateSync(database(), 8192)
    expect(await refusal()).toBe(`store_unavailable: ${database()} is damaged.`)
  })

  test('is damaged where nobody looks at first', async () => {
    await makeStore()
    overwriteTable('audit_log')
    const store = await openSqliteStore(folder)
    await expect(store.verifyLog()).rejects.toThrow('The store is damaged.')
    await store.close()
  })

  test('is locked by another program', async () => {
    await makeStore()
    const other = new Database(database())
    other.exec('BEGIN IMMEDIATE')
    expect(await refusal()).toBe(`store_unavailable: ${database()} is locked by another program.`)
    other.close()
  })

  test('is locked by another program later: all callers wait once', { timeout: 10_000 }, async () => {
    const store = await openSqliteStore(folder)
    const other = new Database(database())
    other.exec('BEGIN IMMEDIATE')
    const calls = Array.from({ length: 20 }, () => store.appendLog([logEntry()]))
    const messages = (await Promise.allSettled(calls)).map((call) => call.status === 'rejected' && call.reason.message)
    expect(new Set(messages)).toEqual(new Set(['The store is locked by another program.']))
    other.exec('ROLLBACK')
    await store.appendLog([logEntry()])
    expect(await store.verifyLog()).toEqual({ ok: true, entries: 1 })
    other.close()
    await store.close()
  })

  test('is on a full disk', () => {
    const error = new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
    expect(asStoreError(error, 'The store')).toMatchObject({
      code: 'store_unavailable',
      message: 'The store cannot grow: the disk is full.',
    })
  })

  function overwriteTable(name: string): void {
    const db = new Database(database())
    const rootPage = Number(db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name))
    const pageSize = Number(db.pragma('page_size', { simple: true }))
    db.close()
    const file = openSync(database(), 'r+')
    writeSync(file, Buffer.alloc(pageSize, 0xaa), 0, pageSize, (rootPage - 1) * pageSize)
    closeSync(file)
  }
})

describe('the schema', () => {
  test('of a newer version is refused', async () => {
    await makeStore()
    const newest = readMigrations('sqlite').length
    execute(folder, `INSERT INTO migration VALUES (${newest + 1}, 'future', '', '')`)
    expect(await refusal()).toBe(
      'store_unavailable: The database is newer than this Tagwarden: ' +
        `it has migration ${newest + 1}, the newest here is ${newest}.`,
    )
  })

  test('of another history is refused', async () => {
    await makeStore()
    execute(folder, `UPDATE migration SET checksum = 'other', name = '001-other' WHERE number = 1`)
    expect(await refusal()).toBe(
      'store_unavailable: Migration 001-other of the database is not the 001-snapshots-audits-jobs-log of this version.',
    )
  })

  test('gets what it lacks, in the order of the numbers', () => {
    const known = [1, 2, 3].map((number) => ({ number, name: `00${number}`, sql: '', checksum: `sum-${number}` }))
    const applied = [{ number: 1, name: '001', checksum: 'sum-1' }]
    expect(missingMigrations(known, applied).map(({ number }) => number)).toEqual([2, 3])
    expect(missingMigrations(known, known)).toEqual([])
  })

  test('is numbered from 1 without gaps', () => {
    const migrations = readMigrations('sqlite')
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, at) => at + 1))
  })
})

describe('a network file system is refused', () => {
  test.each([
    ['NFS', 0x6969],
    ['CIFS', 0xff534d42],
    ['CIFS', -11317950],
    ['SMB', 0xfe534d42],
    ['Ceph', 0x00c36400],
  ])('%s, type %d', async (name, type) => {
    expect(await refusal(folder, { fileSystemType: async () => type })).toBe(
      `store_unavailable: ${folder} is on a network file system (${name}), on which SQLite loses data.`,
    )
    expect(existsSync(join(folder, 'tagwarden.db'))).toBe(false)
  })

  test.each([
    ['ext4', 0xef53],
    ['tmpfs', 0x01021994],
    ['overlay', 0x794c7630],
    ['FUSE of a local disk', 0x65735546],
  ])('but not %s', async (_name, type) => {
    expect(await refusal(folder, { fileSystemType: async () => type })).toBe('opened')
  })

  test('FUSE goes by the name of the mount that holds the folder', () => {
    const table = [
      'overlay / overlay rw 0 0',
      'alice@host:/ /mnt/remote fuse.sshfs rw 0 0',
      '/dev/sdb1 /mnt/remote/local fuseblk rw 0 0',
      'bucket /mnt/bucket fuse.gcsfuse rw 0 0',
    ].join('\n')
    expect(networkFuseOf(table, '/mnt/remote/data')).toBe('fuse.sshfs')
    expect(networkFuseOf(table, '/mnt/remote')).toBe('fuse.sshfs')
    expect(networkFuseOf(table, '/mnt/remote/local/data')).toBeUndefined()
    expect(networkFuseOf(table, '/mnt/remote-not')).toBeUndefined()
    expect(networkFuseOf(table, '/mnt/bucket/x')).toBe('fuse.gcsfuse')
  })
})

describe('the table of the audit log', () => {
  test.each([
    ['changed', `UPDATE audit_log SET outcome = 'ok'`],
    ['deleted from', 'DELETE FROM audit_log'],
    ['replaced in', 'PRAGMA recursive_triggers = OFF; REPLACE INTO audit_log SELECT * FROM audit_log'],
    [
      'written before its end',
      `INSERT INTO audit_log SELECT 1, at, caller, transport, tool, arguments_hash, arguments,
       outcome, duration_ms, result_digest, request_id, hash FROM audit_log`,
    ],
  ])('is not %s', async (_name, statement) => {
    await makeStore()
    expect(() => execute(folder, statement)).toThrow('the audit log only grows')
    expect(await refusal()).toBe('opened')
  })
})

test('what is pruned leaves the disk', async () => {
  const store = await openSqliteStore(folder)
  const packed = new Uint8Array(400_000).fill(7)
  await store.createSnapshot({ id: 'large', estate: 'demo', takenAt: '2026-06-01T10:00:00.000Z' })
  for (let index = 0; index < 20; index++) await store.addPart('large', { index, resources: 1, packed })
  await store.prune({ olderThan: '2027-01-01', keepAtLeast: 0 })
  await store.close()
  expect(statSync(join(folder, 'tagwarden.db')).size).toBeLessThan(500_000)
})
