// What the embedded store costs: an entry of the audit log, a snapshot, an audit, a trend.

import { deepStrictEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { keepPart, type Part, partsOf } from '../server/core/columns.ts'
import { encodePart } from '../server/core/part-codec.ts'
import { readPolicy } from '../server/core/policy.ts'
import type { Resource } from '../server/core/resource.ts'
import type { AuditSummary } from '../server/core/tally.ts'
import type { LogEntry, Rollup, RollupDimension, Store } from '../server/ports.ts'
import { openSqliteStore } from '../server/store/sqlite.ts'
import { benchPolicy, estateLines } from './estate.ts'
import type { Bench, Figure } from './figures.ts'
import { cpuTime, pairedRatio } from './measure.ts'

type Goal = Figure['goal']

export default (async ({ quick }) => [
  ...(await inStore((store) => logFigures(store, quick ? 1000 : 10_000))),
  ...(await inStore((store, folder) => snapshotFigures(store, folder, quick ? 10_000 : 100_000))),
  ...(await inStore((store) => trendFigures(store, quick ? 100 : 1000))),
]) satisfies Bench

async function inStore<T>(work: (store: Store, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-bench-store-'))
  const store = await openSqliteStore(folder)
  try {
    return await work(store, folder)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
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

const fifty = (first: number): LogEntry[] => Array.from({ length: 50 }, (_, at) => entry(first + at))

const entry = (number: number): LogEntry => ({
  at: new Date(Date.UTC(2026, 10, 21) + number).toISOString(),
  caller: 'key:3f1c9a',
  transport: 'mcp',
  tool: 'check_tag_compliance',
  argumentsHash: `sha256:${number.toString(16).padStart(64, '0')}`,
  arguments: JSON.stringify({ types: ['ec2:instance', 'rds:db'], severity: 'error', limit: 50 }),
  outcome: 'ok',
  durationMs: 1.234,
  resultDigest: `sha256:${number.toString(16).padStart(64, 'f')}`,
  requestId: `01JD-${number}`,
})

async function snapshotFigures(store: Store, folder: string, count: number): Promise<Figure[]> {
  const resources: Resource[] = [...estateLines(count)].map((line) => JSON.parse(line))
  const parts = [...partsOf(resources)].map(keepPart)
  const rows = rowWriter(folder)
  let number = 0
  const inParts = await pairedRatio(
    () => writeParts(store, `snapshot-${number++}`, parts),
    () => rows.resources(resources),
  )
  const policyHash = await savePolicy(store)
  const save = (id: string) =>
    store.saveAudit(
      { ...{ id, snapshotId: 'snapshot-0', estate: 'bench', policyHash }, evaluatedAt: '2026-11-21', summary },
      dayOfRollups('2026-11-21', id),
    )
  const audits = await pairedRatio(
    () => save(`audit-${number++}`),
    () => rows.violations(resources),
  )
  const bytes = parts.reduce((total, part) => total + encodePart(part).length, 0)
  rows.close()
  return [
    figure(`snapshot of ${count.toLocaleString('en')}, packed and written, CPU`, inParts.subjectMs, 'ms'),
    figure('snapshot, CPU against one row a resource', inParts.ratio, '×', { atMost: 0.5 }),
    figure('snapshot on disk', bytes / count, 'bytes a resource', { atMost: 60 }),
    figure('audit with rollups, written, CPU', audits.subjectMs, 'ms'),
    figure('audit, CPU against one row a violation', audits.ratio, '×', { atMost: 0.5 }),
    figure('audit on disk', auditBytes(folder) / count, 'bytes a violation', { atMost: 20 }),
  ]
}

async function writeParts(store: Store, id: string, parts: readonly Part[]): Promise<void> {
  await store.createSnapshot({ id, estate: 'bench', takenAt: '2026-11-21T00:00:00.000Z' })
  for (const [index, part] of parts.entries()) {
    await store.addPart(id, { index, resources: part.count, packed: encodePart(part) })
  }
  await store.finishSnapshot(id, { status: 'complete', coverage: [], skipped: [] })
}

/** The plain way: everything as rows, in one transaction. */
function rowWriter(folder: string) {
  const db = new Database(join(folder, 'rows.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE resource (id TEXT, type TEXT, account TEXT, region TEXT, tags TEXT, cost REAL, created TEXT)')
  db.exec('CREATE TABLE violation (audit TEXT, resource TEXT, tag TEXT, rule TEXT, severity TEXT, found TEXT)')
  const resource = db.prepare('INSERT INTO resource VALUES (?, ?, ?, ?, ?, ?, ?)')
  const violation = db.prepare('INSERT INTO violation VALUES (?, ?, ?, ?, ?, ?)')
  return {
    resources: db.transaction((resources: readonly Resource[]) => {
      for (const { id, type, account, region, tags, monthlyCost, createdAt } of resources) {
        resource.run(id, type, account, region, JSON.stringify(tags), monthlyCost, createdAt)
      }
    }),
    violations: db.transaction((resources: readonly Resource[]) => {
      for (const { id } of resources) violation.run('audit', id, 'CostCenter', 'missing', 'error', null)
    }),
    close: () => db.close(),
  }
}

async function savePolicy(store: Store): Promise<string> {
  const loaded = readPolicy(benchPolicy, 0)
  if (!loaded.ok) throw new Error(`The bench's own policy is wrong: ${JSON.stringify(loaded.problems)}`)
  await store.savePolicy(loaded.policy)
  return loaded.policy.hash
}

/** Of the last audit: its summary and the rollups of its day. */
function auditBytes(folder: string): number {
  const db = new Database(join(folder, 'tagwarden.db'), { readonly: true })
  const sizes = db.prepare(
    `SELECT (SELECT length(summary) FROM audit LIMIT 1) + (SELECT sum(length(counts) + length(cost_usd) + 40) FROM rollup)`,
  )
  const bytes = Number(sizes.pluck().get())
  db.close()
  return bytes
}

/** As an estate of 20 accounts, 6 regions and 30 types has it. */
const places = Array.from({ length: 3600 }, (_, at) => ({
  account: String(100_000_000_000 + (at % 20) * 7_919_191_919),
  region: `eu-west-${Math.floor(at / 20) % 6}`,
  type: `service:kind-${Math.floor(at / 120)}`,
}))
const summary: AuditSummary = {
  ...{ score: 0.35, scoreLow: 0.35, scoreHigh: 0.35, scoreReason: null, costScore: 0.4, completeness: 1 },
  totals: {
    ...{ resources: 100_000, compliant: 35_000, violating: 65_000, unknown: 0, exempt: 0, pending: 0 },
    ...{ notApplicable: 0, errors: 100_000, warnings: 30_000 },
  },
  coverage: places.map((place) => ({ ...place, status: 'ok', resources: 27 })),
  cells: places.map((place, at) => ({
    ...{ ...place, unreadable: 0 },
    ...{ counts: [at % 13, at % 17, 0, 0, 0, 0], costUsd: [at * 1.37, at * 2.11, 0, 0, 0, 0] },
  })),
  rules: [],
}

const typesADay = 87

function dayOfRollups(day: string, auditId: string): Rollup[] {
  const shared = { estate: 'bench', day, auditId, policyHash: 'sha256:0', completeness: 1 }
  const numbers = { counts: [20_412, 29_588, 120, 55, 14, 903], costUsd: [51_234.56, 78_901.23, 12.5, 0, 0, 1.01] }
  const row = (dimension: RollupDimension, key: string): Rollup => ({ ...shared, ...numbers, dimension, key })
  return [row('all', ''), ...Array.from({ length: typesADay }, (_, at) => row('type', `service-${at}:kind`))]
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

const dayAt = (number: number): string => new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10)

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
