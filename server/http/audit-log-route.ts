// Whether the log of calls is whole, asked of the process that owns it.

import type { FastifyInstance } from 'fastify'
import { AppError } from '../core/errors.ts'
import type { Store } from '../ports.ts'
import { callerOf } from './request.ts'

export function addAuditLogRoute(app: FastifyInstance, store: Pick<Store, 'verifyLog'>): void {
  app.get('/api/v1/audit-log/verify', async (request) => {
    if (callerOf(request).scopes.includes('audit:read')) return store.verifyLog()
    throw new AppError('forbidden', 'The log of calls needs the scope audit:read.', { missingScope: 'audit:read' })
  })
}
