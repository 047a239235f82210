// /openapi.json, and a page at /docs on which to read and try it.

import swagger, { type StaticDocumentSpec } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { docsPolicy } from './security-headers.ts'

/** Made when first read: converting every schema would delay each start. */
export async function addDocs(app: FastifyInstance, makeDocument: () => object): Promise<void> {
  let made: object | null = null
  const document = {
    toJSON() {
      made ??= makeDocument()
      return made
    },
  }
  let text: string | null = null
  app.get('/openapi.json', async (_request, reply) => {
    text ??= JSON.stringify(document)
    return reply.type('application/json').send(text)
  })
  // The plugin's types know OpenAPI 3.0 only; it passes the document on as it is, and serialises it when asked.
  const specification = { document: document as unknown as StaticDocumentSpec['document'] }
  await app.register(swagger, { mode: 'static', specification })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: docsPolicy,
    theme: { title: 'Tagwarden' },
    uiConfig: { validatorUrl: null, deepLinking: false },
  })
}
