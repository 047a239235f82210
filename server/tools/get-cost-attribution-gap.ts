import { z } from 'zod'
import { servicesOn } from '../core/bill-services.ts'
import { attributeCosts, breakDownCosts } from '../core/cost.ts'
import { answerBilledGap, type GapData } from './billed-gap.ts'
import { cut, fitting, longest } from './bounds.ts'
import { months, monthsToRead, noBill } from './cost-shapes.ts'
import { defineTool } from './define.ts'
import { answerFromNewest, cents, fromAudit, open, places, rows } from './shapes.ts'

const figures = open({
  totalUsd: z.number(),
  taggableUsd: z.number(),
  attributableUsd: z.number().optional(),
  gapUsd: z.number().optional(),
})

export const getCostAttributionGap = defineTool({
  name: 'get_cost_attribution_gap',
  title: 'Get the cost attribution gap',
  description:
    'What the gaps cost: the bill split into dollars on compliant resources (attributable), on violating ones (gap), on resources not judged, and what cannot be tagged (tax, support, credits). Every dollar counts once and rows add up. basis tags_at_usage asks exports or Cost Explorer which dollars lacked a required tag when spent: exact, or bounds. It may cost money: priceOnly says how much.',
  input: z.strictObject({
    months,
    basis: z
      .enum(['current_tags', 'tags_at_usage'])
      .default('current_tags')
      .describe('Today’s verdicts beside the bill (estimated), or the tags the dollars carried'),
    tagKeys: z
      .array(z.string().min(1).max(128))
      .min(1)
      .max(20)
      .optional()
      .describe('For tags_at_usage; the required tags unless given'),
    priceOnly: z.boolean().default(false).describe('Only what tags_at_usage would cost'),
    groupBy: z.enum(['account', 'region', 'service', 'type']).default('account'),
    ...places,
    limit: z.int().min(1).max(200).default(25).describe('Rows of the breakdown, widest gap first'),
  }),
  output: fromAudit({
    ...{ method: z.string(), estimated: z.boolean(), months: z.array(z.string()), figures: figures.nullable() },
    ...{ breakdown: rows, rest: open({}).nullable(), unallocated: rows, notOnBill: rows },
    note: z.string().nullable(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  run: (input, context) =>
    answerFromNewest<GapData>(context, async ({ audit, policy }) => {
      const { services, signal, caller } = context
      const ask = { signal, caller: caller.id }
      const chosen = await monthsToRead(services.costs, input.months, ask)
      const { types, accounts, regions, groupBy, limit } = input
      if (input.basis === 'tags_at_usage' && chosen.length > 0) {
        const asked = { ...input, months: chosen, keys: input.tagKeys, types, accounts, regions }
        return answerBilledGap(services.costs, policy, asked, ask)
      }
      const bill = await services.costs.bill(chosen, ask)
      const scope = { ...(types ? { types } : {}), ...(accounts ? { accounts } : {}), ...(regions ? { regions } : {}) }
      const attribution = attributeCosts(audit.summary.cells, bill, {
        scope,
        serviceOf: servicesOn(bill.lines),
      })
      const { postings, unallocated, notOnBill, method, billMethod, basis, estimated, currency, months, ...all } =
        attribution
      const groups = breakDownCosts(attribution, groupBy)
      const shown = fitting(groups.slice(0, limit), limit > 25 ? 60_000 : 14_000)
      const listed = new Set(shown.map(({ key }) => key))
      const others = postings.filter((posting) => !listed.has(posting[groupBy]))
      const rest =
        groups.length > shown.length
          ? (breakDownCosts({ postings: others.map((one) => ({ ...one, service: '' })) }, 'service')[0] ?? null)
          : null
      return {
        data: {
          ...{ method, billMethod, basis, estimated, currency, months: [...months] },
          figures: all,
          ...{ paidRequests: bill.paidRequests, paidUsd: bill.paidUsd },
          breakdown: shown.map((row) => ({ ...row, key: row.key && cut(row.key, longest.name) })),
          rest: rest && { ...rest, key: null },
          unallocated: unallocated.slice(0, 10).map((one) => ({ ...one, service: cut(one.service, longest.name) })),
          notOnBill: notOnBill.slice(0, 10).map((one) => ({ ...one, type: cut(one.type, longest.name) })),
          note: chosen.length === 0 ? noBill : null,
        },
        text:
          chosen.length === 0
            ? noBill
            : `In ${months.join(', ')} $${cents(all.gapUsd)} of $${cents(all.taggableUsd)} taggable dollars are on violating resources; $${cents(all.attributableUsd)} can be attributed.`,
      }
    }),
})
