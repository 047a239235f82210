// What questions to a FOCUS export of five million lines cost in time and memory. DuckDB writes the file itself.

import { ok } from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { costsFromFiles } from '../server/costs/index.ts'
import type { Bench } from './figures.ts'
import { inFreshProcess, median } from './measure.ts'

type Export = { readonly path: string; readonly lines: number }
type Spent = { readonly seconds: number; readonly cpu: number }
type Times = { readonly first: Spent; readonly byKey: Spent; readonly byAccount: Spent; readonly lookup: Spent }

const rounds = 3
const month = '2026-10'
const question = { months: [month], keys: ['Owner'], by: null }
const keys = ['Owner', 'CostCenter', 'Environment']

export default (async ({ quick }) => {
  const lines = quick ? 500_000 : 5_000_000
  const path = join(tmpdir(), 'tagwarden-bench', `focus-${lines}.parquet`)
  await inFreshProcess(new URL(import.meta.url), 'write', { path, lines })
  const { result, peakRssMb } = await inFreshProcess<Times>(new URL(import.meta.url), 'count', { path, lines })
  const seconds = (name: string, value: number, atMost?: number) => ({
    ...{ name, value, unit: 's', goal: atMost === undefined ? null : { atMost } },
  })
  return [
    seconds('first look at the file: columns, months, spelling of keys', result.first.seconds),
    seconds('gap of one key', result.byKey.seconds, 2),
    seconds('gap of one key: CPU of both threads', result.byKey.cpu),
    seconds('gap of three keys together, by account', result.byAccount.seconds, 2),
    seconds('gap of three keys together, by account: CPU of both threads', result.byAccount.cpu),
    seconds('bill by account, region, service and kind', result.lookup.seconds),
    { name: 'peak memory of the process', value: peakRssMb, unit: 'MB', goal: { atMost: 1000 } },
  ]
}) satisfies Bench

/** Made once for each size, and kept between runs. */
export async function write({ path, lines }: Export): Promise<void> {
  if (existsSync(path)) return
  mkdirSync(join(path, '..'), { recursive: true })
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${linesSql(lines)}) TO '${path}.part' (FORMAT parquet)`)
  instance.closeSync()
  await rename(`${path}.part`, path)
}

const linesSql = (lines: number): string => `
  SELECT TIMESTAMP '2026-10-01' AS BillingPeriodStart, TIMESTAMP '2026-11-01' AS BillingPeriodEnd,
    (100000000000 + i % 40)::VARCHAR AS SubAccountId, 'region-' || (i % 9) AS RegionId,
    'Service ' || (i % 30) AS ServiceName, ((i * 7919) % 100000) / 1000.0 AS EffectiveCost, 'USD' AS BillingCurrency,
    CASE WHEN i % 50 = 0 THEN 'Tax' WHEN i % 97 = 0 THEN 'Credit' ELSE 'Usage' END AS ChargeCategory,
    CASE WHEN i % 61 = 0 THEN 'Unused' END AS CommitmentDiscountStatus,
    CASE WHEN i % 10 > 0 THEN 'arn:x:ec2:region:account:instance/i-' || (i % 200000) END AS ResourceId,
    CASE i % 3
      WHEN 0 THEN MAP {'Owner': 'team-' || (i % 200), 'Environment': 'production'}
      WHEN 1 THEN MAP {'Owner': 'team-' || (i % 200), 'CostCenter': 'cc-' || (i % 90), 'Environment': 'test', 'app': 'a' || (i % 999)}
      ELSE MAP {} END AS Tags
  FROM range(${lines}) AS t(i)`

export async function count({ path, lines }: Export): Promise<Times> {
  const limits = { memoryMb: 512, threads: 2, cacheMaxBytes: 0 }
  const costs = costsFromFiles({ path, dataFolder: join(path, '..', 'data'), ...limits }, () => Date.UTC(2026, 10, 21))
  const ask = { caller: 'bench', signal: new AbortController().signal }
  const first = await spentOn(() => costs.months(ask))
  const byAccount = { months: [month], keys, by: 'account' } as const
  const gap = await costs.tagGap?.(byAccount, ask)
  checkGap(gap?.groups.find(({ key }) => key === '100000000007')?.gapLowUsd, lines)
  const times = {
    first,
    byKey: await medianOf(async () => costs.tagGap?.(question, ask)),
    byAccount: await medianOf(async () => costs.tagGap?.(byAccount, ask)),
    lookup: await medianOf(() => costs.bill([month], ask)),
  }
  await costs.close?.()
  return times
}

/** One account, reckoned line by line from how the file was made. */
function checkGap(found: number | undefined, lines: number): void {
  let gap = 0
  for (let i = 7; i < lines; i += 40) {
    const isTaggable = i % 50 !== 0 && i % 97 !== 0 && i % 61 !== 0 && i % 10 > 0
    if (isTaggable && i % 3 !== 1) gap += ((i * 7919) % 100_000) / 1000
  }
  ok(found !== undefined && Math.abs(found - gap) < 0.01, `the gap is ${gap}, DuckDB found ${found}`)
}

async function spentOn(work: () => Promise<unknown>): Promise<Spent> {
  const [start, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 }
}

async function medianOf(work: () => Promise<unknown>): Promise<Spent> {
  const spent: Spent[] = []
  for (let round = 0; round < rounds; round += 1) spent.push(await spentOn(work))
  return { seconds: median(spent.map(({ seconds }) => seconds)), cpu: median(spent.map(({ cpu }) => cpu)) }
}
