import { describe, expect, onTestFinished, test } from 'vitest'
import { AppError } from '../../server/core/errors.ts'
import { readMigrations } from '../../server/store/migrations.ts'
import { migratePostgres, openPostgresStore, type PostgresOptions } from '../../server/store/postgres.ts'
import { logEntry } from '../contracts/store-examples.ts'
import { describeWithPostgres, executeSql, freshDatabase, querySql } from '../support/postgres.ts'
import { optionsFor } from './postgres-database.ts'

async function database(): Promise<string> {
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  return url
}

async function open(url: string, fields: Partial<PostgresOptions> = {}) {
  const store = await openPostgresStore(optionsFor(url, fields))
  onTestFinished(() => store.close())
  return store
}

/** Code and sentence of the refusal. */
async function refusal(url: string, fields: Partial<PostgresOptions> = {}): Promise<string> {
  try {
    await open(url, fields)
    return 'opened'
  } catch (error) {
    return error instanceof AppError ? `${error.code}: ${error.message} ${error.hint}` : String(error)
  }
}

const writers = ['replica-1', 'replica-2', 'replica-3']
const entries = (count: number) => Array.from({ length: count }, (_, at) => logEntry({ requestId: `request-${at}` }))

describeWithPostgres()('the schema', () => {
  test('is made once, though ten replicas start at once on an empty database', async () => {
    const url = await database()
    const starts = Array.from({ length: 10 }, (_, at) => open(url, { writer: `replica-${at}`, poolSize: 2 }))
    const stores = await Promise.all(starts)
    await Promise.all(stores.map((store) => store.appendLog([logEntry()])))
    expect(await stores[0]?.verifyLog()).toEqual({ ok: true, entries: 10 })
    const applied = await querySql(url, 'SELECT number FROM migration ORDER BY number')
    expect(applied).toEqual(readMigrations('postgres').map(({ number }) => ({ number })))
  })

  test('is numbered from 1 without gaps', () => {
    const numbers = readMigrations('postgres').map(({ number }) => number)
    expect(numbers).toEqual(numbers.map((_, at) => at + 1))
  })

  test('that is old is refused where this process may not change it', async () => {
    const url = await database()
    const names = readMigrations('postgres').map(({ name }) => name)
    expect(await refusal(url, { migrate: false })).toBe(
      `store_unavailable: The database lacks ${names.join(', ')}, and MIGRATE=false forbids to apply it. ` +
        'Run as the owner of the tables: npm run -s tagwarden -- store migrate',
    )
    expect(await migratePostgres(optionsFor(url))).toEqual(names)
    expect(await migratePostgres(optionsFor(url))).toEqual([])
    expect(await refusal(url, { migrate: false })).toBe('opened')
  })

  test('of a newer version is refused', async () => {
    const url = await database()
    await migratePostgres(optionsFor(url))
    await executeSql(url, `INSERT INTO migration VALUES (99, '099-future', '', '')`)
    expect(await refusal(url)).toContain('store_unavailable: The database is newer than this Tagwarden')
  })
})

describeWithPostgres()('a database that cannot be used is told in one sentence', () => {
  test('nobody listens', async () => {
    const told = await refusal('postgres://alice:geheim@127.0.0.1:1/tagwarden')
    expect(told).toContain('store_unavailable: The database does not answer.')
    expect(told).not.toContain('geheim')
  })

  test('it does not exist', async () => {
    const url = new URL(await database())
    url.pathname = '/nowhere'
    expect(await refusal(url.href)).toContain('store_unavailable: There is no such database.')
  })

  test('the role does not exist', async () => {
    const url = new URL(await database())
    url.username = 'mallory'
    expect(await refusal(url.href)).toContain('store_unavailable: The database does not let us in.')
  })

  test('it is not encoded in UTF-8', async () => {
    const url = new URL(await database())
    const name = `latin_${url.pathname.slice(1)}`
    await executeSql(url.href, `CREATE DATABASE ${name} ENCODING LATIN1 LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`)
    onTestFinished(() => executeSql(url.href, `DROP DATABASE ${name} WITH (FORCE)`))
    const latin = new URL(url)
    latin.pathname = `/${name}`
    expect(await refusal(latin.href)).toContain('store_unavailable: The database is encoded in LATIN1, not in UTF8.')
  })

  test('a statement takes too long, and may be tried again', async () => {
    const url = await database()
    const store = await open(url, { statementTimeoutMs: 200 })
    await executeSql(
      url,
      'CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(5); RETURN NEW; END $$',
    )
    await executeSql(url, 'CREATE TRIGGER slow BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION slow()')
    await expect(store.appendLog([logEntry()])).rejects.toMatchObject({
      ...{ code: 'store_unavailable', message: 'The database took too long.', retryAfterS: 5 },
    })
    await executeSql(url, 'DROP TRIGGER slow ON audit_log')
    await store.appendLog([logEntry()])
    expect(await store.verifyLog()).toEqual({ ok: true, entries: 1 })
  })
})

describeWithPostgres()('the chains of the log', () => {
  test('are one for each writer, and all are checked', async () => {
    const url = await database()
    const stores = await Promise.all(writers.map((writer) => open(url, { writer })))
    await Promise.all(stores.flatMap((store) => entries(20).map((entry) => store.appendLog([entry]))))
    const [first] = stores
    expect(await first?.verifyLog()).toEqual({ ok: true, entries: 60 })
    expect((await first?.logChains())?.map(({ writer, sequence }) => [writer, sequence])).toEqual(
      writers.map((writer) => [writer, 20]),
    )
    await executeSql(
      url,
      'ALTER TABLE audit_log DISABLE TRIGGER USER',
      `DELETE FROM audit_log WHERE writer = 'replica-2' AND sequence = 7`,
    )
    expect(await first?.verifyLog()).toEqual({
      ...{ ok: false, writer: 'replica-2', entries: 6, brokenAt: 7, reason: 'missing' },
    })
  })

  test('do not pass for each other', async () => {
    const url = await database()
    for (const writer of writers) await (await open(url, { writer })).appendLog([logEntry()])
    const store = await open(url)
    await executeSql(
      url,
      'ALTER TABLE audit_log DISABLE TRIGGER USER',
      `UPDATE audit_log AS own SET hash = other.hash FROM audit_log AS other
       WHERE own.writer = 'replica-1' AND other.writer = 'replica-2'`,
    )
    expect(await store.verifyLog()).toMatchObject({ ok: false, writer: 'replica-1', brokenAt: 1 })
  })

  test('hold, though two processes of one name write the same one', async () => {
    const url = await database()
    const [one, other] = [await open(url), await open(url)]
    const calls = entries(40).map((entry, at) => (at % 2 === 0 ? one : other).appendLog([entry]))
    await Promise.all(calls)
    expect(await one.verifyLog()).toEqual({ ok: true, entries: 40 })
    const written = await one.log({ afterSequence: 0, limit: 99 })
    expect(new Set(written.map(({ requestId }) => requestId)).size).toBe(40)
  })

  test('have every entry once, though connections are cut while they are written', async () => {
    const url = await database()
    const store = await open(url)
    const acknowledged: string[] = []
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`
    for (let round = 0; round < 5; round++) {
      const calls = entries(30).map(async (entry, at) => {
        const requestId = `${round}-${at}`
        await store.appendLog([{ ...entry, requestId }])
        acknowledged.push(requestId)
      })
      await Promise.all([Promise.allSettled(calls), querySql(url, cut)])
    }
    const written = (await store.log({ afterSequence: 0, limit: 999 })).map(({ requestId }) => requestId)
    expect(await store.verifyLog()).toMatchObject({ ok: true })
    expect(new Set(written).size).toBe(written.length)
    expect(acknowledged.filter((requestId) => !written.includes(requestId))).toEqual([])
  })
})

describeWithPostgres()('the role of the application', () => {
  async function asApplication() {
    const owner = await database()
    const url = new URL(owner)
    const role = `app_${url.pathname.slice(-8)}`
    await executeSql(owner, `CREATE ROLE ${role} LOGIN PASSWORD 'test'`)
    onTestFinished(() => executeSql(owner, `DROP OWNED BY ${role}`, `DROP ROLE ${role}`))
    await migratePostgres(optionsFor(owner), { name: role })
    url.username = role
    url.password = 'test'
    return url.href
  }

  test('does all that a replica does', async () => {
    const store = await open(await asApplication(), { migrate: false })
    await store.appendLog([logEntry()])
    await store.createSnapshot({ id: 'a', estate: 'demo', takenAt: '2026-06-01T10:00:00.000Z' })
    expect(await store.prune({ olderThan: '2027-01-01T00:00:00.000Z', keepAtLeast: 0 })).toBe(1)
    expect(await store.verifyLog()).toEqual({ ok: true, entries: 1 })
  })

  test.each([
    ['change', `UPDATE audit_log SET caller = 'eve'`],
    ['remove', 'DELETE FROM audit_log'],
    ['empty', 'TRUNCATE audit_log'],
    ['unlock', 'ALTER TABLE audit_log DISABLE TRIGGER USER'],
    ['forget', 'DELETE FROM audit_log_head'],
  ])('may not %s the log', async (_name, statement) => {
    const url = await asApplication()
    const store = await open(url, { migrate: false })
    await store.appendLog([logEntry()])
    await expect(executeSql(url, statement)).rejects.toThrow(/permission denied|must be owner/)
  })

  test('may not even as the owner change an entry without taking the guards off', async () => {
    const url = await database()
    const store = await open(url)
    await store.appendLog([logEntry()])
    for (const statement of [`UPDATE audit_log SET caller = 'eve'`, 'DELETE FROM audit_log', 'TRUNCATE audit_log']) {
      await expect(executeSql(url, statement)).rejects.toThrow('the audit log only grows')
    }
  })
})

describe('settings of the database', () => {
  test('an authority that cannot be read stops the start', async () => {
    expect(await refusal('postgres://localhost/x', { caFile: 'no/such/file.pem' })).toContain(
      'invalid_config: no/such/file.pem cannot be read.',
    )
  })
})
