// A bill by account, region, service and kind. Cost Explorer groups by two things at once, so each region is a question.

import { sumOf, toMicros, toUsd } from '../../core/money.ts'
import type { Bill, CostLine } from '../../ports.ts'
import type { Answers, CostsAsked } from './answers.ts'
import { type Purse, requestMicros } from './governor.ts'
import type { CostRow } from './paid-client.ts'
import { joined, monthDays } from './periods.ts'
import { dimension, every, isSupportService, kindOfRecord, usageFilter } from './record-types.ts'
import { currencyOf } from './tag-gap-figures.ts'

type Options = { readonly answers: Answers; readonly metric: string }
type Dimension = 'SERVICE' | 'LINKED_ACCOUNT' | 'RECORD_TYPE'

export async function askBill(
  { answers, metric }: Options,
  months: readonly string[],
  purse: Purse,
  signal: AbortSignal,
): Promise<Bill> {
  const periods = months.map(monthDays)
  const asked = (by: readonly Dimension[], filter: object): CostsAsked => ({
    ...{ periods, state: '' },
    query: {
      ...{ Granularity: 'MONTHLY', Metrics: [metric], ...filter },
      GroupBy: by.map((Key) => ({ Type: 'DIMENSION', Key })),
    },
  })
  const [whole = []] = await answers.costs([asked(['LINKED_ACCOUNT', 'RECORD_TYPE'], {})], purse, signal)
  const regions = await regionsOf(answers, months, purse, signal)
  const usage = usageFilter(whole.map(recordOf), [])
  const perRegion = await answers.costs(
    regions.map((region) => asked(['SERVICE', 'LINKED_ACCOUNT'], every([...usage, dimension('REGION', [region])]))),
    purse,
    signal,
  )
  const lines = regions.flatMap((region, at) => (perRegion[at] ?? []).map((row) => usageLine(row, region)))
  return {
    lines: [...lines, ...surcharges(whole), ...unallocated(whole, lines)].filter(({ usd }) => usd !== 0),
    ...{ method: 'cost_explorer', currency: currencyOf(whole) },
    estimated: [whole, ...perRegion].some((rows) => rows.some(({ estimated }) => estimated)),
    paidRequests: purse.paidRequests(),
    paidUsd: toUsd(purse.paidRequests() * requestMicros),
  }
}

async function regionsOf(answers: Answers, months: readonly string[], purse: Purse, signal: AbortSignal) {
  const lists = joined(months.map(monthDays)).map(({ start, end }) =>
    answers.values({ Dimension: 'REGION', TimePeriod: { Start: start, End: end } }, purse, signal),
  )
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
