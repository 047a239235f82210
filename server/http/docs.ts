// /openapi.json, and a page at /docs on which to read and try it.

import swagger, { type StaticDocumentSpec } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { docsPolicy } from './security-headers.ts'

export async function addDocs(app: FastifyInstance, document: object): Promise<void> {
  const text = JSON.stringify(document)
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json').send(text))
  // The plugin's types know OpenAPI 3.0 only; it passes the document on as it is.
  const specification = { document: document as StaticDocumentSpec['document'] }
  await app.register(swagger, { mode: 'static', specification })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: docsPolicy,
    theme: { title: 'Tagwarden' },
    uiConfig: { validatorUrl: null, deepLinking: false },
  })
}
