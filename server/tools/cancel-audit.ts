import { z } from 'zod'
import { defineTool } from './define.ts'

export const cancelAudit = defineTool({
  name: 'cancel_audit',
  title: 'Cancel an audit',
  description: 'Stops a running audit by its handle and returns its final status. One that has ended stays as it is.',
  input: z.strictObject({ auditId: z.string().min(1).max(64) }),
  output: z.object({ auditId: z.string(), status: z.string() }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:write'],
  stream: false,
  async run({ auditId }, { services }) {
    const { id, status } = await services.audits.cancel(auditId)
    return { data: { auditId: id, status }, text: `Audit ${id} is ${status}.` }
  },
})
