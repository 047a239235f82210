import { z } from 'zod'
import { pollAfterMs } from '../services/audits.ts'
import { defineTool } from './define.ts'

export const startAudit = defineTool({
  name: 'start_audit',
  title: 'Start an audit',
  description:
    'Looks at the whole estate anew and judges it. Returns a handle at once: ask get_audit with the auditId. The same idempotencyKey gives the same audit; while one runs, it is shared.',
  input: z.strictObject({
    idempotencyKey: z.string().min(1).max(128).optional().describe('Makes a repeated call safe'),
  }),
  output: z.object({ auditId: z.string(), status: z.string(), pollAfterMs: z.number() }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  scopes: ['audit:write'],
  stream: false,
  async run({ idempotencyKey }, { services, caller }) {
    const job = await services.audits.start(caller.id, idempotencyKey ?? null)
    return {
      data: { auditId: job.id, status: job.status, pollAfterMs },
      text: `Audit ${job.id} is ${job.status}. Ask get_audit with this auditId in ${pollAfterMs} ms.`,
    }
  },
})
