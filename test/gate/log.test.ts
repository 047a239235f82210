import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { callLog } from '../../server/gate/call-log.ts'
import { groupedLog } from '../../server/gate/log-writer.ts'
import { redactArguments } from '../../server/gate/redact.ts'
import { fileSpool } from '../../server/gate/spool.ts'
import type { LogEntry } from '../../server/ports.ts'
import { newFolder } from '../support/demo-folder.ts'
import { callOf, serverParts } from '../support/server-parts.ts'

test('an answered call leaves who, what, how it ended and a digest', async () => {
  const { gate, written } = serverParts()
  await gate.call(callOf('echo_arguments', { limit: 3 }))
  expect(written).toEqual([
    {
      at: '2026-11-21T12:00:00.000Z',
      caller: 'local',
      transport: 'mcp',
      tool: 'echo_arguments',
      argumentsHash: expect.stringMatching(/^sha256:[\da-f]{64}$/),
      arguments: '{"limit":3}',
      outcome: 'ok',
      durationMs: expect.any(Number),
      resultDigest: expect.stringMatching(/^sha256:[\da-f]{64}$/),
      requestId: 'req-1',
    },
  ])
})

test('the hash does not depend on the order of fields', async () => {
  const { gate, written } = serverParts()
  await gate.call(callOf('echo_arguments', { limit: 3, tags: { a: '1', b: '2' } }))
  await gate.call(callOf('echo_arguments', { tags: { b: '2', a: '1' }, limit: 3 }))
  await gate.call(callOf('echo_arguments', { tags: { b: '1', a: '2' }, limit: 3 }))
  const [first, second, third] = written.map(({ argumentsHash }) => argumentsHash)
  expect(first).toBe(second)
  expect(first).not.toBe(third)
})

test.each([
  ['echo_arguments', { limit: 0 }, 'invalid_arguments'],
  ['no_such_tool', {}, 'unknown_tool'],
  ['fail_somehow', { how: 'bug' }, 'internal_error'],
  ['echo_arguments', { name: 'x'.repeat(200_000) }, 'input_rejected'],
])('%s %j is logged as refused', async (tool, given, outcome) => {
  const { gate, written } = serverParts()
  await gate.call(callOf(tool, given))
  expect(written).toMatchObject([{ tool, outcome, resultDigest: null }])
})

test('the answer waits until its entry is durable', async () => {
  const disk = Promise.withResolvers<void>()
  const { gate } = serverParts({ appendLog: () => disk.promise })
  const seen: string[] = []
  const answered = gate.call(callOf('echo_arguments')).then(() => seen.push('answer'))
  await sleep(30)
  seen.push('durable')
  disk.resolve()
  await answered
  expect(seen).toEqual(['durable', 'answer'])
})

test('an entry that cannot be written takes its answer back', async () => {
  const { gate, metrics, lines } = serverParts({ appendLog: () => Promise.reject(new Error('disk full')) })
  expect(await gate.call(callOf('echo_arguments'))).toEqual({
    ok: false,
    code: 'not_ready',
    message: 'The log of calls cannot be written, so no call is answered.',
    retryAfterS: 10,
  })
  expect(await metrics.registry.metrics()).toContain('tagwarden_audit_write_failures_total 1')
  expect(lines.join()).toContain('disk full')
})

test('calls of one moment share one write, in their order', async () => {
  const groups: (readonly LogEntry[])[] = []
  const { gate } = serverParts({ appendLog: async (entries) => void groups.push(entries) })
  await Promise.all(
    Array.from({ length: 50 }, (_, at) => gate.call({ ...callOf('echo_arguments'), requestId: `${at}` })),
  )
  expect(groups.length).toBeLessThan(5)
  expect(groups.flat().map(({ requestId }) => requestId)).toEqual(Array.from({ length: 50 }, (_, at) => `${at}`))
})

describe('while it cannot be written', () => {
  /** A store that can be taken away. */
  function losable(changes: { spoolBytes?: number } = {}) {
    const store = { isLost: true, written: [] as LogEntry[] }
    const appendLog = async (entries: readonly LogEntry[]) => {
      if (store.isLost) throw new Error('disk full')
      store.written.push(...entries)
    }
    return { store, ...serverParts({ appendLog, ...changes }) }
  }
  const outcomes = (entries: readonly LogEntry[]) => entries.map(({ requestId, outcome }) => `${requestId} ${outcome}`)

  test('no tool runs, and calls are told when to try again', async () => {
    const { gate, metrics } = losable()
    await gate.call(callOf('echo_arguments'))
    expect(await gate.call(callOf('fail_somehow', { how: 'bug' }))).toMatchObject({
      ...{ ok: false, code: 'not_ready', retryAfterS: 10 },
    })
    expect(await metrics.registry.metrics()).toContain('{tool="fail_somehow",outcome="internal_error"} 0')
  })

  test('refusals are kept, and written as soon as it is back, each once', async () => {
    const { gate, store, spoolPath } = losable()
    for (const requestId of ['a', 'b', 'c']) await gate.call({ ...callOf('echo_arguments'), requestId })
    expect(readFileSync(spoolPath, 'utf8').split('\n')).toHaveLength(4)
    store.isLost = false
    await vi.waitFor(() => expect(outcomes(store.written)).toEqual(['a not_ready', 'b not_ready', 'c not_ready']))
    await vi.waitFor(async () => {
      expect(await gate.call({ ...callOf('echo_arguments'), requestId: 'd' })).toMatchObject({ ok: true })
    })
    expect(outcomes(store.written).filter((one) => one === 'd ok')).toHaveLength(1)
    expect(existsSync(spoolPath)).toBe(false)
  })

  test('a spool that is full is counted and logged', async () => {
    const { gate, metrics, lines } = losable({ spoolBytes: 300 })
    await gate.call(callOf('echo_arguments'))
    await gate.call(callOf('echo_arguments'))
    expect(await metrics.registry.metrics()).toContain('tagwarden_audit_spool_dropped_total 1')
    expect(lines.join()).toContain('a refusal is in no log')
  })

  test('what an earlier process kept is written by the next one', async () => {
    const path = join(newFolder(), 'refusals.ndjson')
    const spool = fileSpool(path, 10_000)
    const { gate, written } = serverParts()
    await gate.call(callOf('echo_arguments'))
    const [entry] = written
    if (entry) await spool.add(entry)
    // As a crash leaves it.
    appendFileSync(path, '{"at":"2026')
    const store: LogEntry[] = []
    const { logger } = serverParts()
    const writer = groupedLog({ appendLog: async (entries) => void store.push(...entries) })
    callLog({ writer, spool, logger, onDropped: () => {} })
    await vi.waitFor(() => expect(store).toEqual(written))
  })
})

describe('arguments in the log', () => {
  const cases: [rule: string, given: unknown, kept: unknown][] = [
    [
      'short ones stay',
      { limit: 3, types: ['ec2:instance'], isUrgent: true, since: null },
      { limit: 3, types: ['ec2:instance'], isUrgent: true, since: null },
    ],
    [
      'tag values are masked, their keys stay',
      { tags: { Owner: 'anna@example.com' } },
      { tags: { Owner: '[tag value]' } },
    ],
    ['also in lists', { tags: { Owner: ['anna', 5] } }, { tags: { Owner: ['[tag value]', '[tag value]'] } }],
    [
      'secrets are masked',
      { apiKey: 'tw_1', session_token: 'x', password: 'y' },
      { apiKey: '[secret]', session_token: '[secret]', password: '[secret]' },
    ],
    ['long texts are cut', { note: 'n'.repeat(1000) }, { note: `${'n'.repeat(64)}…(1000 characters)` }],
    ['long lists are counted', { ids: [1, 2, 3, 4, 5, 6, 7] }, { ids: [1, 2, 3, 4, 5, '(7 items)'] }],
    ['deep ones are not followed', { a: { b: { c: { d: { e: 1 } } } } }, { a: { b: { c: { d: '[object]' } } } }],
    ['none are none', undefined, {}],
  ]
  test.each(cases)('%s', (_rule, given, kept) => {
    expect(JSON.parse(redactArguments(given))).toEqual(kept)
  })

  test('all together stay short', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`field${at}`, 'v'.repeat(500)]))
    expect(redactArguments(many).length).toBeLessThan(2500)
  })
})
