// What is asked for and not there: a name nearby, or the methods that are.

import type { FastifyInstance } from 'fastify'
import { nearest } from '../core/similar.ts'
import { sendFailure } from './errors.ts'
import { pathOf } from './request.ts'

/** To be called before any route is added. */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const methods = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set()
    for (const each of [method].flat()) known.add(each)
    methods.set(url, known)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request)
    const allowed = methods.get(path)
    if (allowed !== undefined) return refuseMethod(reply, request.method, path, [...allowed].join(', '))
    const meant = nearest(path.slice(0, 100), methods.keys(), 2)
    return sendFailure(reply, {
      code: 'not_found',
      message: `There is nothing at ${JSON.stringify(path.slice(0, 100))}.`,
      hint: meant === undefined ? 'MCP is at /mcp; the REST API is described at /docs.' : `Did you mean ${meant}?`,
    })
  })
}

function refuseMethod(reply: Parameters<typeof sendFailure>[0], method: string, path: string, allowed: string) {
  return sendFailure(reply.header('allow', allowed), {
    code: 'method_not_allowed',
    message: `${path} is not there for ${method}.`,
    hint: `It is there for ${allowed}.`,
  })
}
