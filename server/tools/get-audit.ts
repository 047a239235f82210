import { z } from 'zod'
import type { Job } from '../ports.ts'
import { jobStatuses } from '../ports.ts'
import { pollAfterMs } from '../services/audits.ts'
import { defineTool, type ToolContext } from './define.ts'
import {
  detail,
  evidenceOf,
  offenders,
  offendersOf,
  page,
  paging,
  percentText,
  readPage,
  rowOf,
  scores,
  scoresOf,
} from './shapes.ts'

const progress = {
  auditId: z.string(),
  resources: z.number(),
  fraction: z.number().nullable(),
}

export const getAudit = defineTool({
  name: 'get_audit',
  title: 'Get an audit',
  description:
    'The state of an audit by its handle: while it works, how far it is and when to ask again; once completed, its score, totals, worst offenders and the violating resources page by page.',
  input: z.strictObject({ auditId: z.string().min(1).max(64), detail, ...paging }),
  output: z.union([
    z.object({
      status: z.enum(jobStatuses),
      ...progress,
      pollAfterMs: z.number().nullable(),
      error: z.string().nullable(),
    }),
    z.object({
      status: z.literal('ready'),
      auditId: z.string(),
      policy: z.looseObject({ hash: z.string() }),
      snapshot: z.looseObject({ id: z.string() }),
      completeness: z.number().nullable(),
      ...scores,
      ...offenders,
      ...page,
    }),
  ]),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  async run(input, context) {
    const audit = await context.services.store.audit(input.auditId)
    return audit ? finished(input, context) : unfinished(await context.services.audits.job(input.auditId))
  },
})

function unfinished({ id, status, resources, fraction, error }: Job) {
  const working = status === 'working'
  return {
    data: {
      ...{ status, auditId: id, resources, fraction },
      pollAfterMs: working ? pollAfterMs : null,
      error: error?.message ?? null,
    },
    text: working
      ? `Audit ${id} has read ${resources} resources. Ask again in ${pollAfterMs} ms.`
      : `Audit ${id} is ${status}${error === null ? '' : `: ${error.message}`}. Call start_audit for a new one.`,
  }
}

async function finished(
  input: { auditId: string; detail: 'brief' | 'full'; limit: number; cursor?: string | undefined },
  context: ToolContext,
) {
  const judged = await context.services.audits.byId(input.auditId)
  const selection = { verdicts: ['violating'] as const, order: 'cost' as const }
  const rows = await readPage(context, judged, { ...input, selection }, (one) => rowOf(one, input.detail))
  const { summary } = judged.audit
  return {
    data: {
      ...evidenceOf(judged, context.services.policy.state().problem, context.now()),
      ...scoresOf(summary),
      ...offendersOf(summary),
      ...rows,
    },
    text: `Audit ${input.auditId} is completed: ${percentText(summary.score)} compliant, ${summary.totals.violating} of ${summary.totals.resources} resources violate the policy.`,
  }
}
