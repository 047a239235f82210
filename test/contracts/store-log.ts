import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../server/ports.ts'
import type { StoreUnderTest } from './store.ts'
import { logEntry } from './store-examples.ts'

const numbered = (count: number) =>
  Array.from({ length: count }, (_, at) => logEntry({ requestId: `request-${at + 1}` }))

const requestIds = async (store: Store) =>
  (await store.log({ afterSequence: 0, limit: 10_000 })).map(({ requestId }) => requestId)

export function describeLog(current: () => StoreUnderTest): void {
  describe('the audit log', () => {
    test('gives entries back in their order, numbered from 1, page by page', async () => {
      const { store, writer } = current()
      await store.appendLog(numbered(5))
      const chained = { writer, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }
      const page = await store.log({ afterSequence: 2, limit: 2 })
      expect(page).toEqual([
        { ...logEntry({ requestId: 'request-3' }), sequence: 3, ...chained },
        { ...logEntry({ requestId: 'request-4' }), sequence: 4, ...chained },
      ])
      expect(await store.log({ afterSequence: 5, limit: 2 })).toEqual([])
    })

    test('chains entries so that anyone can recompute it: SHA-256 of their canonical JSON', async () => {
      const { store, chainStart } = current()
      await store.appendLog([logEntry()])
      const canonical =
        '{"arguments":"{\\"limit\\":50}","argumentsHash":"sha256:0","at":"2026-06-01T12:00:00.000Z","caller":"alice",' +
        `"durationMs":1.5,"outcome":"ok","previousHash":"${chainStart}","requestId":"request-1",` +
        '"resultDigest":null,"sequence":1,"tool":"check_tag_compliance","transport":"mcp"}'
      const [entry] = await store.log({ afterSequence: 0, limit: 1 })
      expect(entry?.hash).toBe(createHash('sha256').update(canonical).digest('hex'))
    })

    test('keeps the order in which calls were made, though they are written together', async () => {
      const { store } = current()
      await Promise.all(numbered(30).map((entry) => store.appendLog([entry])))
      expect(await requestIds(store)).toEqual(numbered(30).map(({ requestId }) => requestId))
      expect(await store.verifyLog()).toEqual({ ok: true, entries: 30 })
    })

    test('goes on where the last process ended', async () => {
      const { store, reopen } = current()
      await store.appendLog(numbered(3))
      const reopened = await reopen()
      await reopened.appendLog(numbered(2))
      expect(await reopened.verifyLog()).toEqual({ ok: true, entries: 5 })
    })

    test('takes no entry of a list with one that cannot be stored, and all of other calls', async () => {
      const { store } = current()
      const broken = store.appendLog([logEntry(), logEntry({ durationMs: Number.NaN })])
      const [refused] = await Promise.allSettled([broken, store.appendLog([logEntry({ requestId: 'beside' })])])
      expect(refused.status).toBe('rejected')
      expect(await requestIds(store)).toEqual(['beside'])
      expect(await store.verifyLog()).toEqual({ ok: true, entries: 1 })
    })

    test('names the chain that it writes, and where it ends', async () => {
      const { store, writer } = current()
      expect(await store.logChains()).toEqual([])
      await store.appendLog(numbered(3))
      const [last] = await store.log({ writer, afterSequence: 2, limit: 9 })
      expect(await store.logChains()).toEqual([{ writer, sequence: 3, hash: last?.hash }])
      expect(await store.log({ writer: 'nobody', afterSequence: 0, limit: 9 })).toEqual([])
    })

    test('accepts an empty list', async () => {
      const { store } = current()
      await store.appendLog([])
      expect(await store.verifyLog()).toEqual({ ok: true, entries: 0 })
    })

    test('verifies whatever texts callers send', async () => {
      const { store } = current()
      const texts = ['\0', '\ud83d', '\ude00x', '😀', '\u001b[2J', "'; DROP TABLE audit_log; --", '=cmd()', '\r\n', '']
      await store.appendLog(texts.map((text) => logEntry({ caller: text, arguments: text, resultDigest: text })))
      await store.appendLog([
        logEntry({ durationMs: 0 }),
        logEntry({ durationMs: 1 / 3 }),
        logEntry({ durationMs: 1e21 }),
      ])
      expect(await store.verifyLog()).toEqual({ ok: true, entries: 12 })
      expect((await store.log({ afterSequence: 3, limit: 1 }))[0]).toMatchObject({ caller: '😀', arguments: '😀' })
    })

    test('can grow while it is verified', async () => {
      const { store } = current()
      await store.appendLog(numbered(1200))
      const [verdict] = await Promise.all([store.verifyLog(), store.appendLog(numbered(10))])
      expect(verdict).toMatchObject({ ok: true })
    })
  })

  describe('a tampered audit log names its first broken entry', () => {
    const setSequence = (from: number, to: number) => `UPDATE audit_log SET sequence = ${to} WHERE sequence = ${from}`
    const swap = (a: number, b: number) => [setSequence(a, 9_000), setSequence(b, a), setSequence(9_000, b)]
    const cases: [name: string, statements: string[], brokenAt: number, reason: string][] = [
      ['a field', [`UPDATE audit_log SET outcome = 'denied' WHERE sequence = 4`], 4, 'changed'],
      ['two entries', [`UPDATE audit_log SET caller = 'eve' WHERE sequence IN (6, 3)`], 3, 'changed'],
      ['a null', [`UPDATE audit_log SET result_digest = '' WHERE sequence = 1`], 1, 'changed'],
      ['a hash', [`UPDATE audit_log SET hash = '0' WHERE sequence = 5`], 5, 'changed'],
      ['a removed entry', ['DELETE FROM audit_log WHERE sequence = 4'], 4, 'missing'],
      ['a removed beginning', ['DELETE FROM audit_log WHERE sequence < 3'], 1, 'missing'],
      ['a removed end', ['DELETE FROM audit_log WHERE sequence > 6'], 7, 'missing'],
      ['everything removed', ['DELETE FROM audit_log'], 1, 'missing'],
      ['neighbours swapped', swap(4, 5), 4, 'reordered'],
      ['distant entries swapped', swap(2, 7), 2, 'reordered'],
      ['an entry moved to the end', [setSequence(3, 11)], 3, 'reordered'],
      ['the end of the chain', [`UPDATE audit_log_head SET hash = '0'`], 8, 'changed'],
    ]

    test.each(cases)('%s', async (_name, statements, brokenAt, reason) => {
      const { store, tamper, writer } = current()
      await store.appendLog(numbered(8))
      await tamper(...statements)
      expect(await store.verifyLog()).toEqual({ ok: false, writer, entries: brokenAt - 1, brokenAt, reason })
    })

    test('also when it has grown since its end was removed', async () => {
      const { store, reopen, tamper, writer } = current()
      await store.appendLog(numbered(8))
      await tamper('DELETE FROM audit_log WHERE sequence > 6')
      const reopened = await reopen()
      await reopened.appendLog(numbered(2))
      expect(await reopened.verifyLog()).toEqual({ ok: false, writer, entries: 6, brokenAt: 7, reason: 'missing' })
    })
  })
}
