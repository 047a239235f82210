// /openapi.json, and a page at /docs on which to read and try it.

import swagger, { type StaticDocumentSpec } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { docsPolicy } from './security-headers.ts'

/** `describe` is asked once, when somebody first reads: it takes longer than the server may take to start. */
export async function addDocs(app: FastifyInstance, describe: () => Record<string, unknown>): Promise<void> {
  let document: Record<string, unknown> | null = null
  const read = () => {
    document ??= describe()
    return document
  }
  app.get('/openapi.json', async () => read())
  // The plugin wants a document at start; what the page gets is ours.
  const placeholder: StaticDocumentSpec['document'] = { openapi: '3.1.0', info: { title: '', version: '' }, paths: {} }
  await app.register(swagger, { mode: 'static', specification: { document: placeholder } })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: docsPolicy,
    theme: { title: 'Tagwarden' },
    uiConfig: { validatorUrl: null, deepLinking: false },
    transformSpecification: read,
    transformSpecificationClone: false,
  })
}
