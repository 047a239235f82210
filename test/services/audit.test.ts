import { expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import type { ResourceSource, SnapshotPiece } from '../../server/ports.ts'
import { auditSource, isComplete } from '../../server/services/audit.ts'
import { instance, isoAt, now, policy } from '../support/builders.ts'

const rules = policy({ required: ['Owner'] })
const signal = new AbortController().signal

function sourceOf(...pieces: readonly SnapshotPiece[]): ResourceSource {
  return {
    collect: async () => ({
      pieces: (async function* () {
        yield* pieces
      })(),
      progress: () => 0.5,
    }),
  }
}

const partOf = (...tags: readonly (Record<string, string> | null)[]): SnapshotPiece[] =>
  [...partsOf(tags.map((own, at) => instance({ id: `i-${at}`, tags: own })))].map((part) => ({ kind: 'part', part }))

test('parts are added up, reported cells and bad lines are passed on', async () => {
  const cell = { account: '1', region: 'r', type: 's3:bucket', status: 'denied' } as const
  const skipped = { line: 3, reason: 'r' }
  const pieces = [
    ...partOf({ Owner: 'a' }, {}),
    { kind: 'coverage', cell } as const,
    { kind: 'skipped', skipped } as const,
  ]
  const result = await auditSource(sourceOf(...pieces, ...partOf({ Owner: 'b' })), rules, now, signal)
  expect(result).toMatchObject({ evaluatedAt: isoAt(now), score: 2 / 3, completeness: 0.5, skipped: [skipped] })
  expect(result.totals).toMatchObject({ resources: 3, compliant: 2, violating: 1, errors: 1 })
})

test.each([
  ['everything was read', partOf({}), true],
  ['tags could not be read', partOf({}, null), false],
  ['a line was left out', [...partOf({}), { kind: 'skipped', skipped: { line: 1, reason: 'r' } } as const], false],
  ['nothing was there', [], false],
])('complete: %s', async (_case, pieces, complete) => {
  expect(isComplete(await auditSource(sourceOf(...pieces), rules, now, signal))).toBe(complete)
})

test('a listener is told of every part in order, and of the progress', async () => {
  const told: unknown[] = []
  await auditSource(sourceOf(...partOf({}, {}), ...partOf({})), rules, now, signal, {
    onPart: ({ count }) => void told.push(count),
    onProgress: (progress) => told.push(progress),
  })
  expect(told).toEqual([2, { resources: 2, fraction: 0.5 }, 1, { resources: 3, fraction: 0.5 }])
})

test('the next part is not asked for before the listener is done with this one', async () => {
  const order: string[] = []
  const parts = [...partOf({}), ...partOf({})]
  const source: ResourceSource = {
    collect: async () => ({
      pieces: (async function* () {
        for (const part of parts) {
          order.push('asked')
          yield part
        }
      })(),
      progress: () => null,
    }),
  }
  await auditSource(source, rules, now, signal, {
    async onPart() {
      await new Promise((resolve) => setImmediate(resolve))
      order.push('done')
    },
  })
  expect(order).toEqual(['asked', 'done', 'asked', 'done'])
})

test('an aborted audit stops', async () => {
  const stop = new AbortController()
  const audit = auditSource(sourceOf(...partOf({}), ...partOf({})), rules, now, stop.signal, {
    onPart: () => stop.abort(),
  })
  await expect(audit).rejects.toThrow('aborted')
})
