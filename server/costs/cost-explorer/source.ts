// Cost Explorer as a source of dollars: bought request by request, within caps.

import { toUsd } from '../../core/money.ts'
import type { Cache, CostSource, PricedQuestion, Store } from '../../ports.ts'
import { costAnswers } from './answers.ts'
import { askBill, requestsForBill } from './bill.ts'
import { type Caps, createGovernor, requestMicros, type SpendEvents } from './governor.ts'
import { type ClientOptions, paidClient } from './paid-client.ts'
import { closedMonths } from './periods.ts'
import { askRanking, requestsForRanking } from './ranking.ts'
import { askTagGap, requestsFor } from './tag-gap.ts'

export type CostExplorerOptions = {
  readonly client: ClientOptions
  readonly caps: Caps
  readonly store: Pick<Store, 'reserveSpend' | 'settleSpend' | 'keepBill' | 'keptBill'>
  readonly cache: Pick<Cache, 'get' | 'set'>
  readonly payer: () => Promise<string>
  readonly metric: string
  readonly now: () => number
  readonly events: SpendEvents
}

/** What Cost Explorer keeps of whole months, beside the current one. */
const monthsKept = 12

export function costsFromCostExplorer(options: CostExplorerOptions): CostSource & { close(): Promise<void> } {
  const { caps, store, now, events, metric } = options
  const client = paidClient(options.client)
  const governor = createGovernor({ ledger: store, caps, now, events })
  const parts = { answers: costAnswers({ ...options, client }), metric, now }
  return {
    months: async () => closedMonths(now(), monthsKept),
    bill: (months, { caller, signal }) =>
      governor.spend(caller, 'bill', (purse) => askBill(parts, months, purse, signal)),
    tagGap: (question, { caller, signal }) =>
      governor.spend(caller, 'tag_gap', (purse) => askTagGap(parts, question, purse, signal)),
    rank: (question, { caller, signal }) =>
      governor.spend(caller, 'ranking', (purse) => askRanking(parts, question, purse, signal)),
    async price(question) {
      const { requests, isGuess = false } = await priceOf(parts, question)
      return { requests, usd: toUsd(requests * requestMicros), mostPagesEach: options.client.mostPages, isGuess }
    },
    close: () => client.close(),
  }
}

type Parts = Parameters<typeof askRanking>[0]
type Requests = { readonly requests: number; readonly isGuess?: boolean }

async function priceOf(parts: Parts, question: PricedQuestion): Promise<Requests> {
  if ('keys' in question) return { requests: await requestsFor(parts, question) }
  if ('rank' in question) return { requests: await requestsForRanking(parts, question) }
  return requestsForBill(parts, question.months)
}
