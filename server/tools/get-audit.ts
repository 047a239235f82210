import { z } from 'zod'
import type { Job } from '../ports.ts'
import { jobStatuses } from '../ports.ts'
import { pollAfterMs } from '../services/audits.ts'
import { cut, roomBeside } from './bounds.ts'
import { defineTool, type ToolContext } from './define.ts'
import { page, paging, readPage } from './pages.ts'
import {
  detail,
  evidenceOf,
  offenders,
  offendersOf,
  open,
  percentText,
  policyFacts,
  rowOf,
  scores,
  scoresOf,
} from './shapes.ts'

export const getAudit = defineTool({
  name: 'get_audit',
  title: 'Get an audit',
  description:
    'The state of an audit by its handle: while it works, how far it is and when to ask again; once completed, its score, totals, worst offenders and the violating resources page by page.',
  input: z.strictObject({ auditId: z.string().min(1).max(64), detail, ...paging }),
  output: z.union([
    open({
      status: z.enum(jobStatuses),
      auditId: z.string(),
      fraction: z.number().nullable(),
      pollAfterMs: z.number().nullable(),
      error: z.string().nullable(),
    }),
    open({
      status: z.literal('completed'),
      auditId: z.string(),
      policy: policyFacts,
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
      error: error === null ? null : cut(error.message, 1000),
    },
    text: working
      ? `Audit ${id} has read ${resources} resources. Ask again in ${pollAfterMs} ms.`
      : `Audit ${id} is ${status}${status === 'completed' ? ' and was removed since' : ''}. Call start_audit for a new one.`,
  }
}

async function finished(
  input: { auditId: string; detail: 'brief' | 'full'; limit: number; cursor?: string | undefined },
  context: ToolContext,
) {
  const judged = await context.services.audits.byId(input.auditId)
  const selection = { verdicts: ['violating'] as const, order: 'cost' as const }
  const { summary } = judged.audit
  const head = { ...scoresOf(summary), ...offendersOf(summary) }
  const bytes = roomBeside(head, input.limit > 50 ? 'large' : 'small')
  const rows = await readPage(context, judged, { ...input, selection, bytes }, (one) => rowOf(one, input.detail))
  return {
    data: {
      ...evidenceOf(judged, context.services.policy.state(), context.now()),
      ...{ status: 'completed' as const, ...head, ...rows },
    },
    text: `Audit ${input.auditId} is completed: ${percentText(summary.score)} compliant, ${summary.totals.violating} of ${summary.totals.resources} resources violate the policy.`,
  }
}
