// What costs most by usage type or resource, as lookup_costs answers it.

import { AppError } from '../core/errors.ts'
import { toMicros, toUsd } from '../core/money.ts'
import type { CostAsk, CostRanking, CostRankQuestion, CostSource } from '../ports.ts'
import { cut, fitting } from './bounds.ts'
import { priceOf, priceWords } from './cost-shapes.ts'
import { cents } from './shapes.ts'

type Asked = {
  readonly months: readonly string[]
  readonly accounts?: readonly string[] | undefined
  readonly regions?: readonly string[] | undefined
  readonly services?: readonly string[] | undefined
  readonly limit: number
  readonly priceOnly: boolean
}

export async function answerRanking(costs: CostSource, rank: CostRankQuestion['rank'], asked: Asked, ask: CostAsk) {
  const question = questionOf(rank, asked)
  if (costs.rank === undefined) {
    throw new AppError('not_found', 'This bill has neither usage types nor resources.', {
      hint: 'Set COSTS=focus, athena or cost-explorer, or ask with groupBy.',
    })
  }
  if (asked.priceOnly) {
    const price = await priceOf(costs, question, ask)
    return { data: { ...dataOf(rank, nothing, asked), months: [], price }, text: priceWords(price) }
  }
  const found = await costs.rank(question, ask)
  return { data: dataOf(rank, found, asked), text: sentenceOf(rank, found) }
}

const nothing: CostRanking = {
  ...{ method: 'cost_explorer', currency: 'USD', estimated: false, periods: [], rows: [], totalUsd: 0 },
  ...{ notes: [], paidRequests: 0, paidUsd: 0 },
}

function questionOf(rank: CostRankQuestion['rank'], { months, accounts, regions, services }: Asked): CostRankQuestion {
  if ([accounts, regions, services].flat().some((word) => word?.includes('*')))
    throw new AppError(
      'invalid_arguments',
      'A ranking is asked for whole account ids, regions and services, without *.',
    )
  return {
    ...{ rank, months },
    ...(accounts ? { accounts } : {}),
    ...(regions ? { regions } : {}),
    ...(services ? { services } : {}),
  }
}

function dataOf(rank: CostRankQuestion['rank'], found: CostRanking, { months, limit }: Asked) {
  const { rows, totalUsd, periods, notes, ...about } = found
  const groups = rows.map(({ service, name, usd }) => ({ key: { service, [rank]: cut(name, 500) }, usd: dollars(usd) }))
  const shown = fitting(groups.slice(0, limit), limit > 50 ? 60_000 : 20_000)
  const restUsd = totalUsd - shown.reduce((sum, { usd }) => sum + usd, 0)
  return {
    ...{ ...about, totalUsd: dollars(totalUsd), creditsUsd: 0, restUsd: dollars(restUsd) },
    ...{ groups: shown, months: found.method === 'ce_resource' ? [] : [...months], periods: [...periods] },
    note: notes.length === 0 ? null : notes.join(' '),
  }
}

const dollars = (usd: number): number => toUsd(toMicros(usd))

const sentenceOf = (rank: CostRankQuestion['rank'], { rows, totalUsd, periods, method }: CostRanking): string =>
  `$${cents(totalUsd)} from ${periods[0]?.start ?? ''} to before ${periods.at(-1)?.end ?? ''}, by ${rank} (${method}); ${rows.length} rows.`
