import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { parseTimestamp } from '../core/timestamp.ts'
import { type TrendPoint, trendBuckets } from '../core/trend.ts'
import { rollupDimensions } from '../ports.ts'
import { readHistory } from '../services/history.ts'
import { cut, fitting, longest } from './bounds.ts'
import { defineTool } from './define.ts'
import { open, percentText, policyFacts, policyInForce } from './shapes.ts'

const point = open({ day: z.string(), score: z.number().nullable(), violating: z.number() })
const series = open({ key: z.string(), change: z.number().nullable(), points: z.array(point) })

const dayMs = 86_400_000
/** The default is far from it: 13 points of one series. */
const mostBytes = 70_000

export const getViolationHistory = defineTool({
  name: 'get_violation_history',
  title: 'Get the history',
  description:
    'How compliance developed: score and violating resources by day, week or month, for the whole estate or by account, region or type, with the direction and where the policy changed. A bucket is its last audit; populations are never summed over time.',
  input: z.strictObject({
    since: z.string().max(40).optional().describe('First day; 90 days before until unless given'),
    until: z.string().max(40).optional().describe('Last day; today unless given'),
    bucket: z.enum(trendBuckets).default('week'),
    groupBy: z.enum(rollupDimensions).default('all').describe('all is one series for the estate'),
    keys: z.array(z.string()).min(1).max(20).optional().describe('Only these accounts, regions or types'),
  }),
  output: open({
    ...{ policy: policyFacts, bucket: z.string(), since: z.string(), until: z.string() },
    series: z.array(series),
    omitted: z.number(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  async run({ since, until, bucket, groupBy, keys }, { services, now }) {
    const last = dayOf('until', until, now())
    const first = dayOf('since', since, Date.parse(last) - 90 * dayMs)
    if (first > last) throw new AppError('bad_usage', '"since" is later than "until".', { hint: 'Swap them.' })
    const request = { estate: services.estate, dimension: groupBy, bucket, since: first, until: last }
    const trend = await readHistory(services.store, keys === undefined ? request : { ...request, keys })
    // Worst development first: with many series it is those that somebody has to look at.
    const ordered = trend.series.toSorted((a, b) => (a.change ?? 0) - (b.change ?? 0))
    const all = ordered.map(({ key, points, sincePolicyChange, ...one }) => {
      const newest = fitting(points.map(shown).toReversed(), mostBytes).toReversed()
      const olderPoints = points.length - newest.length
      return {
        key: cut(key, longest.name),
        ...one,
        sincePolicyChange: { ...sincePolicyChange },
        points: newest,
        olderPoints,
      }
    })
    const fit = fitting(all, mostBytes)
    const [whole] = trend.series
    return {
      data: {
        ...{ estate: services.estate, policy: policyInForce(services.policy.state()) },
        ...{ bucket, since: first, until: last, threshold: trend.threshold },
        ...{ series: fit, omitted: all.length - fit.length },
      },
      text:
        whole === undefined
          ? `There was no audit between ${first} and ${last}.`
          : `${groupBy === 'all' ? 'The estate' : `${all.length} series; ${JSON.stringify(cut(whole.key, longest.name))}`} is ${whole.direction ?? 'known by one audit only'}: ${percentText(whole.points[0]?.score ?? null)} to ${percentText(whole.points.at(-1)?.score ?? null)} between ${first} and ${last}.`,
    }
  },
})

function shown({
  bucket,
  day,
  score,
  scoreLow,
  scoreHigh,
  costScore,
  totals,
  policyChanged,
  incomplete,
  policyHash,
}: TrendPoint) {
  const { resources, violating, unknown } = totals
  const marks = { ...(policyChanged ? { policyChanged, policyHash } : {}), ...(incomplete ? { incomplete } : {}) }
  return { bucket, day, score, scoreLow, scoreHigh, costScore, resources, violating, unknown, ...marks }
}

function dayOf(name: string, text: string | undefined, otherwise: number): string {
  const time = text === undefined ? otherwise : parseTimestamp(text)
  if (time !== null) return new Date(time).toISOString().slice(0, 10)
  throw new AppError('bad_usage', `"${name}" is no date.`, { hint: 'Write 2026-11-14.' })
}
