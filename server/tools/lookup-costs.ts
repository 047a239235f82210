import { z } from 'zod'
import { costDimensions, lookupCosts } from '../core/bill.ts'
import type { CostAsk, CostSource } from '../ports.ts'
import { cut, fitting, longest } from './bounds.ts'
import { answerRanking } from './cost-ranking.ts'
import { months, monthsToRead, noBill, priceOf, priceWords } from './cost-shapes.ts'
import { defineTool } from './define.ts'
import { open, places } from './shapes.ts'

const input = z.strictObject({
  months,
  groupBy: z.array(z.enum(costDimensions)).min(1).max(5).default(['service']),
  rank: z.enum(['none', 'usage_type', 'resource']).default('none').describe('Instead of groupBy'),
  ...{ accounts: places.accounts, regions: places.regions },
  services: z.array(z.string()).min(1).max(50).optional().describe('As billed; * is a wildcard'),
  priceOnly: z.boolean().default(false).describe('Only what it would cost'),
  limit: z.int().min(1).max(200).default(50),
})
type Input = z.infer<typeof input>

export const lookupCostsTool = defineTool({
  name: 'lookup_costs',
  title: 'Look up costs',
  description:
    'Sums of the bill by month, account, region, service or kind, filtered, dearest first. For tags: get_cost_attribution_gap.',
  input,
  output: open({
    ...{ totalUsd: z.number(), creditsUsd: z.number(), months: z.array(z.string()) },
    groups: z.array(z.object({ key: open({}), usd: z.number() })),
    paidUsd: z.number(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  async run(asked, { services, signal, caller }) {
    const ask = { signal, caller: caller.id }
    const chosen = await monthsToRead(services.costs, asked.months, ask)
    const question = { ...asked, months: chosen }
    if (asked.rank !== 'none' && chosen.length > 0) return answerRanking(services.costs, asked.rank, question, ask)
    if (asked.priceOnly) {
      const price = await priceOf(services.costs, { months: chosen }, ask)
      return { data: { ...nothing, price }, text: priceWords(price) }
    }
    return answerSums(services.costs, question, ask)
  },
})

const nothing = {
  ...{ totalUsd: 0, creditsUsd: 0, method: 'none', months: [], groups: [], restUsd: 0, note: null, paidUsd: 0 },
}

async function answerSums(
  costs: CostSource,
  { months: chosen, groupBy, limit, ...asked }: Omit<Input, 'months'> & { months: readonly string[] },
  ask: CostAsk,
) {
  const bill = await costs.bill(chosen, ask)
  const filter = {
    ...(asked.accounts ? { accounts: asked.accounts } : {}),
    ...(asked.regions ? { regions: asked.regions } : {}),
    ...(asked.services ? { services: asked.services } : {}),
  }
  const { groups, ...found } = lookupCosts(bill, filter, groupBy)
  const shown = fitting(groups.slice(0, limit), limit > 50 ? 60_000 : 20_000)
  const restUsd = groups.slice(shown.length).reduce((sum, { usd }) => sum + usd, 0)
  return {
    data: {
      ...{ ...found, months: [...found.months], groups: shown.map(({ key, usd }) => ({ key: cutKey(key), usd })) },
      ...{ restUsd: Math.round(restUsd * 100) / 100, note: chosen.length === 0 ? noBill : null },
      ...{ paidRequests: bill.paidRequests, paidUsd: bill.paidUsd },
    },
    text:
      chosen.length === 0 ? noBill : `$${found.totalUsd} in ${found.months.join(', ')}, in ${groups.length} groups.`,
  }
}

const cutKey = (key: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(key).map(([dimension, word]) => [dimension, cut(word, longest.name)]))
