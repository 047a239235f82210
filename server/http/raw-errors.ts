// Failures that Fastify meets before a request has a route, in our shape.

import type { Socket } from 'node:net'
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type Failure, failureBody, sendFailure } from './errors.ts'

/** A URL that cannot be decoded, a parameter that is too long. */
export function answerBadUrl(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  sendFailure(reply, { code: 'invalid_request', message: 'The path of the URL cannot be read.' })
}

const faults: Readonly<Record<string, readonly [line: string, failure: Failure]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    { code: 'invalid_request', message: 'The headers are too large.' },
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    { code: 'invalid_request', message: 'The request took too long to arrive.' },
  ],
}
const notHttp = ['400 Bad Request', { code: 'invalid_request', message: 'This is not HTTP/1.1.' }] as const

/** Bytes that are no HTTP: there is no request to answer, only a socket to write to. */
export function answerBadBytes({ code }: ConnectionError, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return
  const [line, failure] = faults[code] ?? notHttp
  const body = JSON.stringify(failureBody(failure))
  const head = `HTTP/1.1 ${line}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nContent-Type: application/json\r\n`
  if (socket.writable) socket.write(`${head}Connection: close\r\n\r\n${body}`)
  socket.destroySoon()
}
