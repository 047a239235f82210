// The commands of the store, on a PostgreSQL database that replicas share.

import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { readMigrations } from '../../server/store/migrations.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { addSnapshot, logEntry } from '../contracts/store-examples.ts'
import { optionsFor } from '../store/postgres-database.ts'
import { describeWithPostgres, executeSql, freshDatabase } from '../support/postgres.ts'
import { run } from '../support/shell.ts'

async function shellOnDatabase() {
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  const shell = (...args: readonly string[]) => run(args, { env: { DATABASE_URL: url } })
  return { url, shell }
}

describeWithPostgres()('with DATABASE_URL', () => {
  test('store migrate says what it applied, and that there is nothing more to do', async () => {
    const { shell } = await shellOnDatabase()
    const applied = readMigrations('postgres').map(({ name }) => `Applied ${name}.\n`)
    expect(await shell('store', 'migrate')).toEqual({ status: 0, out: applied.join(''), err: '' })
    expect(await shell('store', 'migrate')).toEqual({ status: 0, out: 'The schema is up to date.\n', err: '' })
  })

  test('store migrate says that the role to grant to is not there', async () => {
    const { shell } = await shellOnDatabase()
    const { status, err } = await shell('store', 'migrate', '--grant-to', 'nobody "at all"')
    expect({ status, err: err.split('\n')[0] }).toEqual({ status: 2, err: 'There is no such role.' })
  })

  test('store migrate --grant-to lets a role without other rights reserve, settle and keep what was bought', async () => {
    const { url, shell } = await shellOnDatabase()
    const role = `replica_${randomBytes(6).toString('hex')}`
    await executeSql(url, `CREATE ROLE ${role} LOGIN`)
    onTestFinished(() => executeSql(url, `DROP OWNED BY ${role}`, `DROP ROLE ${role}`))
    expect(await shell('store', 'migrate', '--grant-to', role)).toMatchObject({ status: 0 })
    const own = new URL(url)
    own.username = role
    const store = await openPostgresStore(optionsFor(own.href, { migrate: false }))
    const spend = { id: 's1', at: '2026-06-01T12:00:00.000Z', caller: 'ada', operation: 'bill', requests: 1, micros: 1 }
    expect(await store.reserveSpend(spend, { dayMicros: 9, callerMicros: 9 })).toEqual({ ok: true })
    await store.settleSpend('s1', { requests: 0, micros: 0 })
    await store.keepBill('k', '{}')
    expect(await store.keptBill('k')).toBe('{}')
    await store.close()
    await expect(executeSql(own.href, 'CREATE TABLE mine (a int)')).rejects.toThrow(/permission denied/)
  })

  test('other commands do not change an old schema', async () => {
    const { shell } = await shellOnDatabase()
    const { status, err } = await shell('audit-log', 'verify')
    expect(status).toBe(2)
    expect(err).toContain('The database lacks 001-snapshots-audits-jobs-log')
  })

  test('audit-log verify checks the chains of all replicas beside running ones', async () => {
    const { url, shell } = await shellOnDatabase()
    for (const writer of ['one', 'two']) {
      const store = await openPostgresStore(optionsFor(url, { writer }))
      onTestFinished(() => store.close())
      await store.appendLog([logEntry(), logEntry()])
    }
    expect(await shell('audit-log', 'verify')).toEqual({ status: 0, out: '4 entries: ok\n', err: '' })
  })

  test('store prune --dry-run says what it would remove, and removes nothing', async () => {
    const { url, shell } = await shellOnDatabase()
    const store = await openPostgresStore(optionsFor(url))
    onTestFinished(() => store.close())
    for (const day of ['01', '02', '03']) await addSnapshot(store, { id: day, takenAt: `2026-05-${day}T10:00:00.000Z` })
    const { out } = await shell('store', 'prune', '--older-than', '1', '--dry-run')
    expect(out).toMatch(/^Would remove 1 snapshot\.\n/)
    expect(await store.snapshots('demo', { limit: 9 })).toHaveLength(3)
    expect(await shell('store', 'prune', '--older-than', '1')).toMatchObject({ out: 'Removed 1 snapshot.\n' })
  })

  test('config does not show it', async () => {
    const shell = await run(['config', '--format', 'json'], { env: { DATABASE_URL: 'postgres://a:geheim@db/tw' } })
    expect(shell.out).not.toContain('geheim')
    expect(JSON.parse(shell.out)).toContainEqual(expect.objectContaining({ name: 'DATABASE_URL', value: '(set)' }))
  })

  test('a wrong one is not repeated', async () => {
    const { status, err } = await run(['config'], { env: { DATABASE_URL: 'mysql://a:geheim@db/tw' } })
    expect({ status, err: err.split('\n').slice(0, 2) }).toEqual({
      ...{ status: 2, err: ['A setting is wrong:', '  DATABASE_URL: expected postgres://user@host:5432/database.'] },
    })
  })
})
