import { z } from 'zod'
import { writeName } from '../services/reports.ts'
import { defineTool } from './define.ts'
import { answerFromNewest, fromAudit, percentText } from './shapes.ts'

const formats = ['markdown', 'html', 'json', 'csv'] as const
const mimeTypes = { markdown: 'text/markdown', html: 'text/html', json: 'application/json', csv: 'text/csv' } as const

export const generateComplianceReport = defineTool({
  name: 'generate_compliance_report',
  title: 'Generate a report',
  description:
    'A report on the newest audit for people: score, totals, development, what to do first by dollars, what the gaps cost, what was not seen. Markdown, one HTML file, JSON, or CSV with every violation. Answers with a link.',
  input: z.strictObject({ format: z.enum(formats).default('markdown') }),
  output: fromAudit({ uri: z.string(), path: z.string(), bytes: z.number() }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  run: ({ format }, context) =>
    answerFromNewest(context, async ({ audit }) => {
      const kind = format === 'csv' ? 'violations' : 'report'
      const name = writeName({ auditId: audit.id, kind, format, severity: null })
      const { bytes } = await context.services.reports.file(name, context.signal)
      const uri = `report://${name}`
      const mimeType = mimeTypes[format]
      return {
        data: { uri, path: `/api/v1/reports/${name}`, mimeType, bytes },
        text: `The report on audit ${audit.id} (${percentText(audit.summary.score)} compliant) is at ${uri}, ${bytes} bytes.`,
        links: [{ uri, name, mimeType, description: 'Report on the newest audit' }],
      }
    }),
})
