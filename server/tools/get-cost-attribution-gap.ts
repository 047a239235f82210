import { z } from 'zod'
import { answerBilledGap, type GapData } from './billed-gap.ts'
import { months, monthsToRead } from './cost-shapes.ts'
import { answerCurrentGap } from './current-gap.ts'
import { defineTool } from './define.ts'
import { answerFromNewest, fromAudit, open, places, rows } from './shapes.ts'

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
      .describe('Today’s verdicts beside the bill, or the tags dollars carried'),
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
    answerFromNewest<GapData>(context, async (judged) => {
      const { services, signal, caller } = context
      const ask = { signal, caller: caller.id }
      const chosen = await monthsToRead(services.costs, input.months, ask)
      if (input.basis === 'current_tags' || chosen.length === 0) {
        return answerCurrentGap(services.attribute, judged, { ...input, months: chosen }, ask)
      }
      const { types, accounts, regions } = input
      const asked = { ...input, months: chosen, keys: input.tagKeys, types, accounts, regions }
      return answerBilledGap(services.costs, judged.policy, asked, ask)
    }),
})
