// Files made of an audit, for whoever does not read MCP resources.

import { createReadStream } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../core/errors.ts'
import type { Reports } from '../services/reports.ts'
import { callerOf, signalOf } from './request.ts'

export function addReportRoute(app: FastifyInstance, reports: Reports): void {
  app.get<{ Params: { name: string } }>('/api/v1/reports/:name', async (request, reply) => {
    if (!callerOf(request).scopes.includes('audit:read')) {
      throw new AppError('forbidden', 'Reports need the scope audit:read.', { missingScope: 'audit:read' })
    }
    const { path, mimeType, bytes } = await reports.file(request.params.name, signalOf(reply))
    reply.header('content-type', mimeType).header('content-length', bytes)
    // Never shown inside our own origin, whatever is in it.
    reply.header('content-disposition', `attachment; filename="${request.params.name}"`)
    return reply.send(createReadStream(path))
  })
}
