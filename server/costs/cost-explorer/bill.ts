// A bill by account, region, service and kind. Cost Explorer groups by two things at once, so each region is a question.

import { sumOf, toMicros, toUsd } from '../../core/money.ts'
import type { Bill, CostLine } from '../../ports.ts'
import type { Answers, CostsAsked } from './answers.ts'
import { requestMicros } from './governor.ts'
import type { CostRow, DimensionQuery } from './paid-client.ts'
import { type Days, joined, monthDays } from './periods.ts'
import type { Purse } from './purse.ts'
import { dimension, every, isSupportService, kindOfRecord, usageFilter } from './record-types.ts'
import { currencyOf } from './tag-gap-figures.ts'

type Options = { readonly answers: Answers; readonly metric: string }
type Dimension = 'SERVICE' | 'LINKED_ACCOUNT' | 'RECORD_TYPE'

export async function askBill(
  options: Options,
  months: readonly string[],
  purse: Purse,
  signal: AbortSignal,
): Promise<Bill> {
  const { answers } = options
  await purse.plan((await requestsForBill(options, months)).requests)
  const [whole = []] = await answers.costs([wholeOf(options, months)], purse, signal)
  const regions = await regionsOf(answers, months, purse, signal)
  const perRegion = await answers.costs(regionQuestions(options, months, regions, whole), purse, signal)
  const lines = regions.flatMap((region, at) => (perRegion[at] ?? []).map((row) => usageLine(row, region)))
  return {
    lines: [...lines, ...surcharges(whole), ...unallocated(whole, lines)].filter(({ usd }) => usd !== 0),
    ...{ method: 'cost_explorer', currency: currencyOf(whole) },
    estimated: [whole, ...perRegion].some((rows) => rows.some(({ estimated }) => estimated)),
    paidRequests: purse.paidRequests(),
    paidUsd: toUsd(purse.paidRequests() * requestMicros),
  }
}

/** Regions that an account has without asking for more, and what belongs to none. */
const usualRegions = 18

/** What it would take now. Before the regions are known, as many as are usual are reserved. */
export async function requestsForBill(
  options: Options,
  months: readonly string[],
): Promise<{ readonly requests: number; readonly isGuess: boolean }> {
  const { answers } = options
  const ranges = joined(months.map(monthDays))
  const lists = await Promise.all(ranges.map((range) => answers.knownValues(regionQuery(range))))
  const whole = await answers.knownCosts(wholeOf(options, months))
  const unknown = lists.filter((list) => list === null).length
  const regions = [...new Set(lists.flatMap((list) => list ?? []))].toSorted()
  if (whole !== null && unknown === 0) {
    const requests = await answers.missing(regionQuestions(options, months, regions, whole))
    return { requests, isGuess: false }
  }
  const first = whole === null ? await answers.missing([wholeOf(options, months)]) : 0
  const perRange = unknown === 0 ? regions.length : Math.max(usualRegions, regions.length)
  return { requests: first + unknown + perRange * ranges.length, isGuess: true }
}

function wholeOf({ metric }: Options, months: readonly string[]): CostsAsked {
  return asked(metric, months, ['LINKED_ACCOUNT', 'RECORD_TYPE'], {})
}

function regionQuestions(
  { metric }: Options,
  months: readonly string[],
  regions: readonly string[],
  whole: readonly CostRow[],
) {
  const usage = usageFilter(whole.map(recordOf), [])
  return regions.map((region) =>
    asked(metric, months, ['SERVICE', 'LINKED_ACCOUNT'], every([...usage, dimension('REGION', [region])])),
  )
}

const asked = (metric: string, months: readonly string[], by: readonly Dimension[], filter: object): CostsAsked => ({
  ...{ periods: months.map(monthDays), state: '' },
  query: {
    ...{ Granularity: 'MONTHLY', Metrics: [metric], ...filter },
    GroupBy: by.map((Key) => ({ Type: 'DIMENSION', Key })),
  },
})

const regionQuery = ({ start, end }: Days): DimensionQuery => ({
  ...{ Dimension: 'REGION', TimePeriod: { Start: start, End: end } },
})

async function regionsOf(answers: Answers, months: readonly string[], purse: Purse, signal: AbortSignal) {
  const lists = joined(months.map(monthDays)).map((range) => answers.values(regionQuery(range), purse, signal))
  return [...new Set((await Promise.all(lists)).flat())].toSorted()
}

const monthOf = ({ start }: CostRow): string => start.slice(0, 7)
const recordOf = ({ keys }: CostRow): string => keys[1] ?? ''

function usageLine(row: CostRow, region: string): CostLine {
  const [service = '', account = ''] = row.keys
  const kind = isSupportService(service) ? 'support' : 'usage'
  return { month: monthOf(row), account, region: region === 'NoRegion' ? '' : region, service, usd: row.usd, kind }
}

const surcharges = (whole: readonly CostRow[]): CostLine[] =>
  whole.flatMap((row) => {
    const [account = '', service = ''] = row.keys
    const kind = kindOfRecord(service)
    return kind === 'usage' ? [] : [{ month: monthOf(row), account, region: '', service, usd: row.usd, kind }]
  })

/** What the regions leave of an account's usage is shown, never scaled away. */
function unallocated(whole: readonly CostRow[], lines: readonly CostLine[]): CostLine[] {
  const usage = whole.filter((row) => kindOfRecord(recordOf(row)) === 'usage')
  const keyOf = (month: string, account: string) => `${month} ${account}`
  const given = Map.groupBy(lines, ({ month, account }) => keyOf(month, account))
  return [...Map.groupBy(usage, (row) => keyOf(monthOf(row), row.keys[0] ?? ''))].map(([key, rows]) => {
    const [month = '', account = ''] = key.split(' ')
    const own = sumOf((given.get(key) ?? []).map(({ usd }) => toMicros(usd)))
    const usd = toUsd(sumOf(rows.map((row) => toMicros(row.usd))) - own)
    return { month, account, region: '', service: 'unallocated', usd, kind: usd < 0 ? 'credit' : 'usage' }
  })
}
