import { z } from 'zod'
import { defineTool } from './define.ts'
import { answerFromNewest, cents, fromAudit, paging, places, readPage } from './shapes.ts'

const untagged = z.object({
  id: z.string(),
  type: z.string(),
  account: z.string(),
  region: z.string(),
  monthlyCost: z.number().nullable(),
  ageDays: z.number().nullable(),
  missing: z.array(z.string()),
})

export const findUntaggedResources = defineTool({
  name: 'find_untagged_resources',
  title: 'Find untagged resources',
  description:
    'Resources without a single tag of their own, never-tagged ones included, dearest first, with the tags they lack. Resources whose tags could not be read are counted apart: they may have tags.',
  input: z.strictObject({
    ...places,
    minMonthlyCost: z
      .number()
      .nonnegative()
      .default(0)
      .describe('Only resources that cost at least this many dollars a month'),
    ...paging,
  }),
  output: fromAudit({
    listed: z.object({ total: z.number(), monthlyCost: z.number() }),
    resources: z.array(untagged),
    unreadable: z.number(),
    nextCursor: z.string().nullable(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  run: (input, context) =>
    answerFromNewest(
      context,
      async (judged) => {
        const { types = null, accounts = null, regions = null, minMonthlyCost } = input
        const selection = {
          verdicts: ['compliant', 'violating', 'exempt', 'pending'] as const,
          ...{ types, accounts, regions, minMonthlyCost, untagged: true, order: 'cost' as const },
        }
        const rows = await readPage(context, judged, { ...input, selection }, ({ resource, violations }) => ({
          ...{ id: resource.id, type: resource.type, account: resource.account, region: resource.region },
          monthlyCost: resource.monthlyCost ?? null,
          ageDays: ageInDays(resource.createdAt, context.now()),
          missing: violations.filter(({ rule }) => rule === 'missing').map(({ tag }) => tag),
        }))
        const unreadable = judged.audit.summary.totals.unknown
        return {
          data: { ...rows, unreadable },
          text: `${rows.listed.total} resources have no tags; they cost $${cents(rows.listed.monthlyCost)} a month. The tags of ${unreadable} more could not be read.`,
        }
      },
      input.cursor,
    ),
})

function ageInDays(createdAt: string | undefined, now: number): number | null {
  return createdAt === undefined ? null : Math.max(0, Math.floor((now - Date.parse(createdAt)) / 86_400_000))
}
