import { z } from 'zod'
import { costDimensions, lookupCosts } from '../core/bill.ts'
import { cut, fitting, longest } from './bounds.ts'
import { months, monthsToRead, noBill } from './cost-shapes.ts'
import { defineTool } from './define.ts'
import { open, places } from './shapes.ts'

export const lookupCostsTool = defineTool({
  name: 'lookup_costs',
  title: 'Look up costs',
  description:
    'Sums of the bill by month, account, region, service or kind (usage, tax, support, credit, unused commitment), filtered, dearest first. Groups add up to the total. Says nothing about tags: see get_cost_attribution_gap.',
  input: z.strictObject({
    months,
    groupBy: z.array(z.enum(costDimensions)).min(1).max(5).default(['service']),
    ...{ accounts: places.accounts, regions: places.regions },
    services: z.array(z.string()).min(1).max(50).optional().describe('As the bill names them; * is a wildcard'),
    limit: z.int().min(1).max(200).default(50),
  }),
  output: open({
    ...{ totalUsd: z.number(), creditsUsd: z.number(), method: z.string(), months: z.array(z.string()) },
    groups: z.array(z.object({ key: open({}), usd: z.number() })),
    ...{ restUsd: z.number(), note: z.string().nullable(), paidUsd: z.number() },
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  async run({ months: asked, groupBy, limit, accounts, regions, services: wanted }, { services, signal, caller }) {
    const ask = { signal, caller: caller.id }
    const chosen = await monthsToRead(services.costs, asked, ask)
    const bill = await services.costs.bill(chosen, ask)
    const filter = {
      ...(accounts ? { accounts } : {}),
      ...(regions ? { regions } : {}),
      ...(wanted ? { services: wanted } : {}),
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
  },
})

const cutKey = (key: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(key).map(([dimension, word]) => [dimension, cut(word, longest.name)]))
