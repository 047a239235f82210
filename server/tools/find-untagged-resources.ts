import { z } from 'zod'
import { cut, cutList, longest, roomBeside } from './bounds.ts'
import { defineTool } from './define.ts'
import { page, paging, readPage, readPosition } from './pages.ts'
import { answerFromNewest, fromAudit, placeOf, places } from './shapes.ts'

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
  output: fromAudit({ ...page, unreadable: z.number() }),
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
        const bytes = roomBeside({}, input.limit > 50 ? 'large' : 'small')
        const rows = await readPage(context, judged, { ...input, selection, bytes }, ({ resource, violations }) => ({
          ...{ id: cut(resource.id, longest.id), ...placeOf(resource) },
          monthlyCost: resource.monthlyCost ?? null,
          ageDays: ageInDays(resource.createdAt, context.now()),
          missing: cutList(
            violations.filter(({ rule }) => rule === 'missing').map(({ tag }) => tag),
            20,
          ),
        }))
        const unreadable = judged.audit.summary.totals.unknown
        return {
          data: { ...rows, unreadable },
          text: `${rows.listed.total} resources have no tags; they cost $${rows.listed.monthlyCost.toFixed(2)} a month. The tags of ${unreadable} more could not be read.`,
        }
      },
      input.cursor === undefined ? undefined : readPosition(input.cursor).of,
    ),
})

function ageInDays(createdAt: string | undefined, now: number): number | null {
  return createdAt === undefined ? null : Math.max(0, Math.floor((now - Date.parse(createdAt)) / 86_400_000))
}
