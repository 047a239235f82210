import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../server/ports.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { addSnapshot, logEntry } from '../contracts/store-examples.ts'
import { execute, newFolder } from '../store/sqlite-folder.ts'
import { run } from '../support/shell.ts'

let folder: string
beforeEach(() => {
  folder = newFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

async function fill(work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openSqliteStore(folder)
  await work(store)
  await store.close()
}

const here = (...args: readonly string[]) => run([...args, '--data-dir', folder])

describe('audit-log verify', () => {
  test('counts the entries that hold', async () => {
    await fill((store) => store.appendLog([logEntry(), logEntry()]))
    expect(await here('audit-log', 'verify')).toEqual({ status: 0, out: '2 entries: ok\n', err: '' })
  })

  test('names the first that does not, with status 1', async () => {
    await fill((store) => store.appendLog([logEntry(), logEntry(), logEntry()]))
    execute(folder, 'DROP TRIGGER audit_log_is_not_changed', `UPDATE audit_log SET caller = 'eve' WHERE sequence = 2`)
    const out = 'Entry 2 was changed; before it 1 entry, ok.\n'
    expect(await here('audit-log', 'verify')).toEqual({ status: 1, out, err: '' })
  })

  test('prints JSON', async () => {
    await fill((store) => store.appendLog([logEntry()]))
    const { out } = await here('audit-log', 'verify', '--format', 'json')
    expect(JSON.parse(out)).toEqual({ ok: true, entries: 1 })
  })

  test('says in one sentence that the store is in use', async () => {
    await fill(async () => {})
    const store = await openSqliteStore(folder)
    const ran = await here('audit-log', 'verify')
    await store.close()
    expect({ ...ran, err: ran.err.split('\n')[0] }).toEqual({
      ...{ status: 2, out: '', err: `DATA_DIR is in use by another Tagwarden: ${folder}.` },
    })
  })

  test('makes no store where there is none', async () => {
    expect(await here('audit-log', 'verify')).toMatchObject({ status: 2, out: '' })
    expect(existsSync(join(folder, 'tagwarden.db'))).toBe(false)
  })
})

describe('store prune', () => {
  // The time of the call is 2026-06-01T00:00Z.
  const may = (day: string) => ({ id: `may-${day}`, takenAt: `2026-05-${day}T10:00:00.000Z` })
  const fillMay = () =>
    fill(async (store) => {
      for (const day of ['01', '02', '03', '30']) await addSnapshot(store, may(day))
    })

  test('removes what is older, but for the newest two', async () => {
    await fillMay()
    expect(await here('store', 'prune', '--older-than', '1')).toEqual({
      status: 0,
      out: 'Removed 2 snapshots.\n',
      err: '',
    })
    expect(await here('store', 'prune', '--older-than', '1')).toMatchObject({ out: 'Removed 0 snapshots.\n' })
  })

  test('keeps as many as it is told to', async () => {
    await fillMay()
    const { out } = await here('store', 'prune', '--older-than', '7', '--keep', '0')
    expect(out).toBe('Removed 3 snapshots.\n')
  })

  test('only says what it would remove on a dry run', async () => {
    await fillMay()
    const { out } = await here('store', 'prune', '--older-than', '1', '--dry-run')
    expect(out.split('\n')).toEqual([
      'Would remove 2 snapshots.',
      '',
      'taken at                  snapshot  status    resources  estate',
      '2026-05-01T10:00:00.000Z  may-01    complete         10  demo',
      '2026-05-02T10:00:00.000Z  may-02    complete         10  demo',
      '',
    ])
    expect(await here('store', 'prune', '--older-than', '1')).toMatchObject({ out: 'Removed 2 snapshots.\n' })
  })

  test.each([
    [[], 'store prune: --older-than is missing.'],
    [['--older-than', '0'], '--older-than "0" is no whole number from 1 to 99999.'],
    [['--older-than', '1e3'], '--older-than "1e3" is no whole number from 1 to 99999.'],
    [['--older-than', '30', '--keep=-1'], '--keep "-1" is no whole number from 0 to 99999.'],
  ])('refuses %j', async (args, sentence) => {
    const { status, err } = await here('store', 'prune', ...args)
    expect({ status, err: err.split('\n')[0] }).toEqual({ status: 2, err: sentence })
  })
})
