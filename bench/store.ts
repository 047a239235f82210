// What the stores cost: an entry of the audit log, a snapshot, an audit, a trend; on SQLite and on PostgreSQL.

import { deepStrictEqual } from 'node:assert/strict'
import { keepPart, type Part, partsOf } from '../server/core/columns.ts'
import { encodePart } from '../server/core/part-codec.ts'
import type { Resource } from '../server/core/resource.ts'
import type { RollupDimension, Store } from '../server/ports.ts'
import { estateLines } from './estate.ts'
import type { Bench, Figure } from './figures.ts'
import { cpuTime, median } from './measure.ts'
import { inPostgres, inSqlite, type Place } from './store-places.ts'
import { dayOfRollups, entry, fifty, savePolicy, summary, typesADay } from './store-records.ts'

type Goal = Figure['goal']

export default (async ({ quick }) => [
  ...(await inSqlite((place) => figuresOf(place, quick))),
  ...(await inPostgres((place) => figuresOf(place, quick))),
]) satisfies Bench

async function figuresOf(place: Place, quick: boolean): Promise<Figure[]> {
  const figures = [
    ...(await logFigures(place.store, quick ? 1000 : 10_000)),
    ...(await snapshotFigures(place, quick ? 10_000 : 100_000)),
    ...(await trendFigures(place.store, quick ? 100 : 1000)),
  ]
  return figures.map((one) => ({ ...one, name: `${place.name}: ${one.name}` }))
}

const figure = (name: string, value: number, unit: string, goal: Goal = null): Figure => ({ name, value, unit, goal })

async function logFigures(store: Store, count: number): Promise<Figure[]> {
  const oneByOne = await timed(async () => {
    for (let at = 0; at < count; at++) await store.appendLog([entry(at)])
  })
  const fiftyCalls = await timed(async () => {
    for (let at = 0; at < count; at += 50) await Promise.all(fifty(at).map((one) => store.appendLog([one])))
  })
  const lists = await timed(async () => {
    for (let at = 0; at < count; at += 50) await store.appendLog(fifty(at))
  })
  const verified = await timed(async () => deepStrictEqual(await store.verifyLog(), { ok: true, entries: 3 * count }))
  const lines = (name: string, { wallMs, cpuMs }: Timed, entries = count) => [
    figure(`log, ${name}`, entries / (wallMs / 1000), 'entries/s'),
    figure(`log, ${name}, CPU`, (cpuMs * 1000) / entries, 'µs an entry'),
  ]
  return [
    ...lines('one by one', oneByOne),
    ...lines('50 callers at once', fiftyCalls),
    ...lines('lists of 50', lists),
    ...lines('verified', verified, 3 * count),
  ]
}

type Timed = { readonly wallMs: number; readonly cpuMs: number }

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const start = performance.now()
  const { cpuMs } = await cpuTime(work)
  return { wallMs: performance.now() - start, cpuMs }
}

async function snapshotFigures(place: Place, count: number): Promise<Figure[]> {
  const { store, rows } = place
  const resources: Resource[] = [...estateLines(count)].map((line) => JSON.parse(line))
  const parts = [...partsOf(resources)].map(keepPart)
  let number = 0
  const inParts = await againstRows(
    place,
    () => writeParts(store, `snapshot-${number++}`, parts),
    () => rows.resources(resources),
  )
  const policyHash = await savePolicy(store)
  const save = (id: string) =>
    store.saveAudit(
      { ...{ id, snapshotId: 'snapshot-0', estate: 'bench', policyHash }, evaluatedAt: '2026-11-21', summary },
      dayOfRollups('2026-11-21', id),
    )
  const audits = await againstRows(
    place,
    () => save(`audit-${number++}`),
    () => rows.violations(resources),
  )
  const bytes = parts.reduce((total, part) => total + encodePart(part).length, 0)
  return [
    figure(`snapshot of ${count.toLocaleString('en')}, packed and written, CPU`, inParts.subjectMs, 'ms'),
    figure('snapshot, CPU against one row a resource', inParts.ratio, '×', { atMost: 0.5 }),
    figure('snapshot on disk', bytes / count, 'bytes a resource', { atMost: 60 }),
    figure('audit with rollups, written, CPU', audits.subjectMs, 'ms'),
    figure('audit, CPU against one row a violation', audits.ratio, '×', { atMost: 0.5 }),
    figure('audit on disk', (await place.auditBytes()) / count, 'bytes a violation', { atMost: 20 }),
  ]
}

type Work = () => unknown

/** CPU of this process and of the database's, the two ways in turn. */
async function againstRows({ serverCpuMs }: Place, subject: Work, base: Work, rounds = 5) {
  const cpuOf = async (work: Work) => {
    const before = serverCpuMs()
    const { cpuMs } = await cpuTime(work)
    return cpuMs + serverCpuMs() - before
  }
  const pairs: { readonly subjectMs: number; readonly ratio: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    const [baseMs, subjectMs] = [await cpuOf(base), await cpuOf(subject)]
    if (round > 0) pairs.push({ subjectMs, ratio: subjectMs / baseMs })
  }
  return { subjectMs: median(pairs.map(({ subjectMs }) => subjectMs)), ratio: median(pairs.map(({ ratio }) => ratio)) }
}

async function writeParts(store: Store, id: string, parts: readonly Part[]): Promise<void> {
  await store.createSnapshot({ id, estate: 'bench', takenAt: '2026-11-21T00:00:00.000Z' })
  for (const [index, part] of parts.entries()) {
    await store.addPart(id, { index, resources: part.count, packed: encodePart(part) })
  }
  await store.finishSnapshot(id, { status: 'complete', coverage: [], skipped: [] })
}

async function trendFigures(store: Store, reads: number): Promise<Figure[]> {
  const policyHash = await savePolicy(store)
  await writeParts(store, 'snapshot', [])
  for (let at = 0; at < 365; at++) {
    const day = dayAt(at)
    const audit = { id: day, snapshotId: 'snapshot', estate: 'bench', policyHash, evaluatedAt: day, summary }
    await store.saveAudit(audit, dayOfRollups(day, day))
  }
  const all = await readTimes(store, 'all', 90, reads)
  const byType = await readTimes(store, 'type', 90 * typesADay, reads)
  return [
    figure('trend of 90 days, p50', at(all, 0.5), 'ms'),
    figure('trend of 90 days, p99', at(all, 0.99), 'ms', { atMost: 5 }),
    figure(`trend of 90 days by ${typesADay} types, p50`, at(byType, 0.5), 'ms'),
    figure(`trend of 90 days by ${typesADay} types, p99`, at(byType, 0.99), 'ms', { atMost: 20 }),
  ]
}

const dayAt = (number: number): string => new Date(Date.UTC(2025, 0, 1 + number)).toISOString().slice(0, 10)

async function readTimes(store: Store, dimension: RollupDimension, rows: number, reads: number): Promise<number[]> {
  const times: number[] = []
  for (let read = 0; read < reads; read++) {
    const first = (read * 37) % 275
    const start = performance.now()
    const found = await store.rollups('bench', dimension, { since: dayAt(first), until: dayAt(first + 90) })
    times.push(performance.now() - start)
    deepStrictEqual(found.length, rows)
  }
  return times.toSorted((a, b) => a - b)
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
