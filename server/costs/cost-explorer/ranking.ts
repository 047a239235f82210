// What costs most by usage type, or by resource. Resources are known of the last 14 days only, and where that is
// switched on: a ranking, never a month.

import { toUsd } from '../../core/money.ts'
import { byText } from '../../core/order.ts'
import type { CostRanking, CostRankQuestion } from '../../ports.ts'
import type { Answers, CostsAsked } from './answers.ts'
import { requestMicros } from './governor.ts'
import type { CostRow } from './paid-client.ts'
import { type Days, lastDays, monthDays } from './periods.ts'
import type { Purse } from './purse.ts'
import { dimension, every, scopeFilter } from './record-types.ts'
import { currencyOf } from './tag-gap-figures.ts'

type Options = { readonly answers: Answers; readonly metric: string; readonly now: () => number }

const daysOfResources = 14
/** Of the others the documentation does not say that their resources are known. */
const withResources = ['Amazon Elastic Compute Cloud - Compute']

export async function askRanking(
  options: Options,
  question: CostRankQuestion,
  purse: Purse,
  signal: AbortSignal,
): Promise<CostRanking> {
  const all = questionsOf(options, question)
  const answers = await options.answers.costs(all, purse, signal)
  const rows = answers.flatMap((own, at) => own.map((row) => ({ ...nameOf(row, question, at), usd: row.usd })))
  return {
    method: question.rank === 'resource' ? 'ce_resource' : 'cost_explorer',
    currency: currencyOf(answers.flat()),
    estimated: answers.flat().some(({ estimated }) => estimated),
    periods: periodsOf(options, question),
    rows: summed(rows),
    totalUsd: rows.reduce((sum, { usd }) => sum + usd, 0),
    notes: question.rank === 'resource' ? [ofResources] : [],
    paidRequests: purse.paidRequests(),
    paidUsd: toUsd(purse.paidRequests() * requestMicros),
  }
}

export const requestsForRanking = (options: Options, question: CostRankQuestion): Promise<number> =>
  options.answers.missing(questionsOf(options, question))

const ofResources = `The last ${daysOfResources} days, not a month: a ranking of resources, as far as Cost Explorer knows them.`

const periodsOf = ({ now }: Options, { rank, months }: CostRankQuestion): Days[] =>
  rank === 'resource' ? [lastDays(now(), daysOfResources)] : months.map(monthDays)

/** By resource a service is a question of its own: of two groupings one is the resource. */
function questionsOf(options: Options, question: CostRankQuestion): CostsAsked[] {
  const { rank, services } = question
  const base = { Granularity: 'MONTHLY' as const, Metrics: [options.metric] }
  const periods = periodsOf(options, question)
  const asked = (keys: readonly string[], own: readonly string[] | undefined): CostsAsked => ({
    ...{ periods, state: '' },
    query: {
      ...{ ...base, ...every([...scopeFilter(question), ...(own ? [dimension('SERVICE', own)] : [])]) },
      GroupBy: keys.map((Key) => ({ Type: 'DIMENSION', Key })),
    },
  })
  if (rank === 'usage_type') return [asked(['SERVICE', 'USAGE_TYPE'], services)]
  return (services ?? withResources).map((service) => ({ ...asked(['RESOURCE_ID'], [service]), ofResources: true }))
}

function nameOf({ keys }: CostRow, { rank, services }: CostRankQuestion, at: number) {
  if (rank === 'usage_type') return { service: keys[0] ?? '', name: keys[1] ?? '' }
  const [name = ''] = keys
  return { service: (services ?? withResources)[at] ?? '', name: name === 'NoResourceId' ? '' : name }
}

function summed(rows: CostRanking['rows']): CostRanking['rows'] {
  return [...Map.groupBy(rows, ({ service, name }) => JSON.stringify([service, name])).values()]
    .flatMap((own) => own.slice(0, 1).map((first) => ({ ...first, usd: own.reduce((sum, { usd }) => sum + usd, 0) })))
    .toSorted((a, b) => b.usd - a.usd || byText(a.name, b.name))
}
