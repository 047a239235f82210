import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/** Answers are data: nothing in them may run, load or be framed. */
const answerPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export async function addSecurityHeaders(app: FastifyInstance): Promise<void> {
  // helmet would put the text of the policy together again for every request.
  await app.register(helmet, { contentSecurityPolicy: false, referrerPolicy: { policy: 'no-referrer' } })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', answerPolicy)
  })
}

/** For /docs alone: its own scripts and styles, and its questions to this server. */
export const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
