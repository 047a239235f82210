// What a request carries on its way: who calls, once that is known.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../tools/define.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** `null` until `authenticate` has run, and for what needs no caller. */
    caller: Caller | null
  }
}

export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest('caller', null)
}

/** For routes behind `authenticate`. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new Error('a route that needs a caller is not behind authentication')
  return caller
}

/** Whether the answer has to be JSON-RPC, also where the request never became a message. */
export const isMcp = (request: FastifyRequest): boolean => pathOf(request) === '/mcp'

export const pathOf = ({ url }: Pick<FastifyRequest, 'url'>): string => url.split('?', 1)[0] ?? ''

/** Aborts when the caller goes away before the answer is sent. Fastify's own fires as soon as a body has been read. */
export function signalOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  return gone.signal
}
