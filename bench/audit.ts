// What an audit costs, next to `JSON.parse` of the same lines and next to a plain loop over parsed objects.

import { deepStrictEqual } from 'node:assert/strict'
import { createReadStream, existsSync, mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepPart, type Part } from '../server/core/columns.ts'
import { evaluate } from '../server/core/evaluate.ts'
import { decodePart, encodePart } from '../server/core/part-codec.ts'
import { PartJudge } from '../server/core/part-judge.ts'
import { compilePattern } from '../server/core/pattern.ts'
import { readPolicy } from '../server/core/policy.ts'
import type { Resource } from '../server/core/resource.ts'
import { compileRules, type Rules } from '../server/core/rules.ts'
import { Tally } from '../server/core/tally.ts'
import { auditSource } from '../server/services/audit.ts'
import { fileSource } from '../server/sources/file/index.ts'
import { benchPolicy, writeEstate } from './estate.ts'
import type { Bench, Figure } from './figures.ts'
import { cpuTime, inFreshProcess, median } from './measure.ts'

type Estate = { path: string; count: number }
type Counts = { compliant: number; violating: number; errors: number; warnings: number }

const now = Date.UTC(2026, 10, 21)
const rounds = 3

export default (async ({ quick }) => {
  const small = estateOf(quick ? 10_000 : 100_000)
  const large = estateOf(quick ? 100_000 : 1_000_000)
  return [
    ...(await judging(large)),
    ...(await fileToResult(small, large)),
    ...(await fileToSnapshot(large)),
    await hostilePattern(),
  ]
}) satisfies Bench

/** Made once for each size, and kept between runs. */
function estateOf(count: number): Estate {
  const folder = join(tmpdir(), 'tagwarden-bench')
  const path = join(folder, `estate-${count}.ndjson`)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(path)) writeEstate(path, count)
  return { path, count }
}

async function judging(estate: Estate): Promise<Figure[]> {
  const { result } = await fresh<{ plainMs: number; columnsMs: number; parseMs: number }>('judgeBothWays', estate)
  const size = estate.count.toLocaleString('en-US')
  return [
    figure('judging columns, rate against a plain loop', result.plainMs / result.columnsMs, '×', { atLeast: 20 }),
    figure(`judging ${size} in columns, CPU`, result.columnsMs / 1000, 's', { atMost: 0.3 * (estate.count / 1e6) }),
    figure('judging columns, CPU against JSON.parse', result.columnsMs / result.parseMs, '×', { atMost: 0.1 }),
  ]
}

/** Plain loop, columns and `JSON.parse`, in turn in one process; void unless both ways count the same. */
export async function judgeBothWays({ path, count }: Estate) {
  const parts: Part[] = []
  for await (const { kind, part } of partsIn(path)) if (kind === 'part') parts.push(keepPart(part))
  const sample = Math.min(count, 200_000)
  const resources = await readObjects(path, sample)
  const times = { plainMs: [] as number[], columnsMs: [] as number[], parseMs: [] as number[] }
  for (let round = 0; round <= rounds; round++) {
    const plain = await cpuTime(() => judgePlainly(newRules(), resources))
    const columns = await cpuTime(() => judgeColumns(newRules(), parts))
    const parse = await cpuTime(() => parseLines(path, sample))
    if (round === 0)
      deepStrictEqual(
        judgeColumns(newRules(), parts.slice(0, 12)),
        judgePlainly(newRules(), resources.slice(0, 12 * 8192)),
      )
    else {
      times.plainMs.push((plain.cpuMs * count) / sample)
      times.columnsMs.push(columns.cpuMs)
      times.parseMs.push((parse.cpuMs * count) / sample)
    }
  }
  return { plainMs: median(times.plainMs), columnsMs: median(times.columnsMs), parseMs: median(times.parseMs) }
}

async function fileToResult(small: Estate, large: Estate): Promise<Figure[]> {
  const ratios: number[] = []
  const growth: number[] = []
  let peak = 0
  for (let round = 0; round < rounds; round++) {
    const parse = await fresh<Counts>('parseFile', large)
    const audit = await fresh<Counts>('auditFile', large)
    ratios.push(audit.cpuMs / parse.cpuMs)
    growth.push(audit.cpuMs / (await fresh<Counts>('auditFile', small)).cpuMs)
    peak = Math.max(peak, audit.peakRssMb)
  }
  return [
    figure('file to result, CPU against JSON.parse alone', median(ratios), '×', { atMost: 1.3 }),
    figure('file to result, stretch', median(ratios), '×', { atMost: 0.8 }),
    figure('file to result, peak memory', peak, 'MB', { atMost: 250 }),
    figure('file to result, CPU for ten times as many', median(growth), '×', { atMost: 11 }),
  ]
}

export const parseFile = ({ path, count }: Estate) => parseLines(path, count)

export async function auditFile({ path }: Estate): Promise<Counts> {
  const { totals } = await auditSource(source(path), newRules(), now, new AbortController().signal)
  return countsOf(totals)
}

async function fileToSnapshot(estate: Estate): Promise<Figure[]> {
  const ratios: number[] = []
  let peak = 0
  let stored = { memory: 0, disk: 0, perSecond: 0 }
  for (let round = 0; round < rounds; round++) {
    const parse = await fresh<number>('parseFile', estate)
    const store = await fresh<typeof stored>('storeFile', estate)
    ratios.push(store.cpuMs / parse.cpuMs)
    peak = Math.max(peak, store.peakRssMb)
    stored = store.result
  }
  const { result: perSecond } = await fresh<number>('readBack', estate)
  return [
    figure('file to stored snapshot, CPU against JSON.parse alone', median(ratios), '×', { atMost: 2.5 }),
    figure('file to stored snapshot, peak memory', peak, 'MB', { atMost: 450 }),
    figure('snapshot in memory', stored.memory, 'bytes a resource', { atMost: 150 }),
    figure('snapshot on disk', stored.disk, 'bytes a resource', { atMost: 60 }),
    figure('snapshot read back', perSecond / 1e6, 'million resources a second', { atLeast: 1 }),
  ]
}

export async function storeFile({ path, count }: Estate) {
  const file = await open(`${path}.snapshot`, 'w')
  let memory = 0
  let disk = 0
  for await (const { kind, part } of partsIn(path)) {
    if (kind !== 'part') continue
    const packed = encodePart(part)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(packed.length)
    await file.write(length)
    await file.write(packed)
    memory += bytesOf(part)
    disk += packed.length + length.length
  }
  await file.close()
  return { memory: memory / count, disk: disk / count }
}

export async function readBack({ path, count }: Estate): Promise<number> {
  const { cpuMs } = await cpuTime(async () => {
    let resources = 0
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of createReadStream(`${path}.snapshot`, { highWaterMark: 1 << 20 })) {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE(0)) {
        const end = 4 + rest.readUInt32LE(0)
        resources += decodePart(rest.subarray(4, end)).count
        rest = rest.subarray(end)
      }
    }
    deepStrictEqual(resources, count)
  })
  return count / (cpuMs / 1000)
}

async function hostilePattern(): Promise<Figure> {
  const matches = compilePattern('^(a+)+$', 'full')
  const { cpuMs } = await cpuTime(() => matches(`${'a'.repeat(29)}!`))
  return figure('^(a+)+$ on 30 characters, first match', cpuMs, 'ms', { atMost: 5 })
}

function figure(name: string, value: number, unit: string, goal: Figure['goal']): Figure {
  return { name, value, unit, goal }
}

const fresh = <T>(name: string, estate: Estate) => inFreshProcess<T>(new URL(import.meta.url), name, estate)

function newRules(): Rules {
  const loaded = readPolicy(benchPolicy, now)
  if (!loaded.ok) throw new Error(`The bench's own policy is wrong: ${JSON.stringify(loaded.problems)}`)
  return compileRules(loaded.policy)
}

const source = (path: string) => fileSource(path, { stdin: process.stdin, skipBad: false })

async function* partsIn(path: string) {
  const { pieces } = await source(path).collect(new AbortController().signal, null)
  for await (const piece of pieces) if (piece.kind === 'part') yield piece
}

function judgeColumns(rules: Rules, parts: readonly Part[]): Counts {
  const judge = new PartJudge(rules, now)
  const tally = new Tally(judge)
  for (const part of parts) tally.add(part, judge.judge(part))
  return countsOf(tally.summarise([]).totals)
}

function judgePlainly(rules: Rules, resources: readonly Resource[]): Counts {
  const counts: Record<string, number> = { compliant: 0, violating: 0, error: 0, warning: 0 }
  for (const resource of resources) {
    const { verdict, violations } = evaluate(rules, resource, now)
    counts[verdict] = (counts[verdict] ?? 0) + 1
    for (const { severity } of violations) counts[severity] = (counts[severity] ?? 0) + 1
  }
  const { compliant = 0, violating = 0, error: errors = 0, warning: warnings = 0 } = counts
  return { compliant, violating, errors, warnings }
}

function countsOf({ compliant, violating, errors, warnings }: Counts): Counts {
  return { compliant, violating, errors, warnings }
}

async function readObjects(path: string, count: number): Promise<Resource[]> {
  const resources: Resource[] = []
  // The bench's own lines are resources.
  await eachLine(path, count, (line) => resources.push(JSON.parse(line) as Resource))
  return resources
}

async function parseLines(path: string, count: number): Promise<number> {
  let tags = 0
  await eachLine(path, count, (line) => {
    if (JSON.parse(line).tags !== null) tags += 1
  })
  return tags
}

/** As little as it takes to get at the lines, so that what is measured around it is `JSON.parse`. */
async function eachLine(path: string, count: number, use: (line: string) => void): Promise<void> {
  let rest: Buffer = Buffer.alloc(0)
  let left = count
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    for (let end = bytes.indexOf(10); end >= 0 && left > 0; end = bytes.indexOf(10, start)) {
      use(bytes.toString('utf8', start, end))
      start = end + 1
      left -= 1
    }
    if (left === 0) return
    rest = bytes.subarray(start)
  }
}

function bytesOf(part: Part): number {
  return Object.values(part).reduce<number>((sum, column) => {
    if (typeof column === 'number') return sum
    return sum + ('bytes' in column ? column.bytes.byteLength + column.offsets.byteLength : column.byteLength)
  }, 0)
}
