// How the score developed: one audit a bucket, the last one in it. Populations are never added up over time.

import { lastDayOf, startOf } from './calendar.ts'
import { verdicts } from './evaluate.ts'
import { byText } from './order.ts'
import { type Score, scoreOf, type Totals, totalsField } from './totals.ts'

/** What a trend is read from: one audit of a day, by one key of a dimension. */
export type TrendRow = {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string
  readonly key: string
  readonly auditId: string
  readonly policyHash: string
  readonly completeness: number | null
  /** By index into `verdicts`, both. */
  readonly counts: readonly number[]
  readonly costUsd: readonly number[]
}

export const trendBuckets = ['day', 'week', 'month'] as const
export type TrendBucket = (typeof trendBuckets)[number]

export type TrendPoint = Score & {
  /** The bucket's first day; weeks begin on Monday. */
  readonly bucket: string
  /** The day of its audit. */
  readonly day: string
  readonly auditId: string
  readonly policyHash: string
  /** Another policy than in the point before. */
  readonly policyChanged: boolean
  /** Something was not seen: the score may be better or worse than the truth. */
  readonly incomplete: boolean
  /** The bucket goes on after `until`. */
  readonly unfinished: boolean
  readonly totals: Omit<Totals, 'errors' | 'warnings'>
  readonly costScore: number | null
  readonly violatingUsd: number
}

export type Direction = 'improving' | 'declining' | 'stable'
/** From the first score to the last one; `null` with fewer than two. */
export type Development = { readonly direction: Direction | null; readonly change: number | null }

export type TrendSeries = Development & {
  readonly key: string
  readonly points: readonly TrendPoint[]
  /** The same from the newest change of policy on; equal to the whole where there was none. */
  readonly sincePolicyChange: Development
}

export type Trend = {
  readonly bucket: TrendBucket
  /** A change of the score by less than this is called stable. */
  readonly threshold: number
  readonly series: readonly TrendSeries[]
}

export type TrendOptions = {
  readonly bucket: TrendBucket
  readonly keys?: readonly string[]
  /** The last day that was asked for; a bucket that ends later is unfinished. */
  readonly until?: string
  readonly threshold?: number
}

const onePercentagePoint = 0.01

export function trendOf(rows: readonly TrendRow[], options: TrendOptions): Trend {
  const { bucket, keys, until = '9999-12-31', threshold = onePercentagePoint } = options
  const wanted = keys === undefined || keys.length === 0 ? null : new Set(keys)
  const lastRows = lastOfEachBucket(rows, bucket).filter(({ key }) => wanted === null || wanted.has(key))
  const byKey = [...Map.groupBy(lastRows, ({ key }) => key)].toSorted(([a], [b]) => byText(a, b))
  return {
    bucket,
    threshold,
    series: byKey.map(([key, own]) => seriesOf(key, pointsOf(own, bucket, until), threshold)),
  }
}

/** A key that the bucket's last audit does not have is gone by then, whatever an earlier audit said. */
function lastOfEachBucket(rows: readonly TrendRow[], bucket: TrendBucket): TrendRow[] {
  const inOrder = rows.toSorted((a, b) => byText(a.day, b.day))
  return [...Map.groupBy(inOrder, ({ day }) => startOf(day, bucket)).values()].flatMap((own) => {
    const lastDay = own.at(-1)?.day
    return [...new Map(own.filter(({ day }) => day === lastDay).map((row) => [row.key, row])).values()]
  })
}

function pointsOf(rows: readonly TrendRow[], bucket: TrendBucket, until: string): TrendPoint[] {
  return rows.map((row, at) => {
    const start = startOf(row.day, bucket)
    const totals = totalsOf(row.counts)
    return {
      bucket: start,
      day: row.day,
      auditId: row.auditId,
      policyHash: row.policyHash,
      policyChanged: at > 0 && rows[at - 1]?.policyHash !== row.policyHash,
      incomplete: row.completeness !== 1,
      unfinished: lastDayOf(start, bucket) > until,
      totals,
      ...scoreOf({ ...totals, errors: 0, warnings: 0 }),
      costScore: costScoreOf(row.costUsd),
      violatingUsd: amountOf(row.costUsd, 'violating'),
    }
  })
}

function seriesOf(key: string, points: readonly TrendPoint[], threshold: number): TrendSeries {
  const changedAt = points.findLastIndex(({ policyChanged }) => policyChanged)
  return {
    key,
    points,
    ...developmentOf(points, threshold),
    sincePolicyChange: developmentOf(points.slice(Math.max(0, changedAt)), threshold),
  }
}

function developmentOf(points: readonly TrendPoint[], threshold: number): Development {
  const scores = points.flatMap(({ score }) => (score === null ? [] : [score]))
  const [first, ...rest] = scores
  const last = rest.at(-1)
  if (first === undefined || last === undefined) return { direction: null, change: null }
  const change = last - first
  if (Math.abs(change) < threshold) return { direction: 'stable', change }
  return { direction: change > 0 ? 'improving' : 'declining', change }
}

function totalsOf(counts: readonly number[]): TrendPoint['totals'] {
  const byField = verdicts.map((verdict, id) => [totalsField[verdict], counts[id] ?? 0] as const)
  const resources = byField.reduce((sum, [, count]) => sum + count, 0)
  // `totalsField` names every verdict's total.
  return { resources, ...Object.fromEntries(byField) } as TrendPoint['totals']
}

const amountOf = (costUsd: readonly number[], verdict: (typeof verdicts)[number]): number =>
  costUsd[verdicts.indexOf(verdict)] ?? 0

function costScoreOf(costUsd: readonly number[]): number | null {
  const compliant = amountOf(costUsd, 'compliant')
  const judged = compliant + amountOf(costUsd, 'violating')
  return judged > 0 ? compliant / judged : null
}
