import { z } from 'zod'
import { writeName } from '../services/reports.ts'
import { defineTool } from './define.ts'
import { answerFromNewest, fromAudit } from './shapes.ts'

const formats = ['csv', 'json', 'ndjson'] as const
const mimeTypes = { csv: 'text/csv', json: 'application/json', ndjson: 'application/x-ndjson' } as const

export const exportViolations = defineTool({
  name: 'export_violations',
  title: 'Export all violations',
  description:
    'Every resource of the newest audit with its violations as one file: CSV that is safe to open in a spreadsheet, JSON or NDJSON. Answers with a link to the file.',
  input: z.strictObject({
    format: z.enum(formats).default('csv'),
    severity: z.enum(['error', 'warning']).optional(),
  }),
  output: fromAudit({ uri: z.string(), path: z.string(), bytes: z.number() }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  run: ({ format, severity = null }, context) =>
    answerFromNewest(context, async ({ audit }) => {
      const name = writeName({ auditId: audit.id, kind: 'violations', format, severity })
      const { bytes } = await context.services.reports.file(name, context.signal)
      const { errors, warnings } = audit.summary.totals
      const violations = severity === null ? errors + warnings : severity === 'error' ? errors : warnings
      const uri = `report://${name}`
      return {
        data: { uri, path: `/api/v1/reports/${name}`, mimeType: mimeTypes[format], bytes, violations },
        text: `${violations} violations in force, ${bytes} bytes, at ${uri}.`,
        links: [{ uri, name, mimeType: mimeTypes[format], description: 'Every resource with its violations' }],
      }
    }),
})
