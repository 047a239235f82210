// What goes wrong between us and AWS: a proxy that passes calls on, but for those that a test wants disturbed.

import { Agent, createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { bodyOf, type Call, callOf, isQuery } from './call.ts'

export type Passing = Call & {
  /** From 1, among the calls of this name and input. */
  readonly attempt: number
  /** Whether it asks for a page behind the first. */
  readonly isLaterPage: boolean
  /** What it was asked with. */
  readonly body: string
}
export type Disturbance =
  /** In the service's own shape. */
  | { readonly error: string; readonly message?: string; readonly status?: number }
  /** Of somebody in between who speaks no protocol of AWS. */
  | { readonly page: number }
  /** Nothing comes back, or a piece of the true answer. */
  | 'cut'
  | 'half'
  | { readonly delayMs: number }

export type Chaos = {
  readonly url: string
  /** `null` lets a call pass. Counts the attempts anew. */
  readonly disturb: (by: (call: Passing) => Disturbance | null) => void
  readonly close: () => Promise<void>
}

const laterPage =
  /(next-?token|pagination-?token|continuation-token|marker|position|exclusivestart\w+)"?\s*[=:]\s*"?[^"&}]/i

export async function startChaos(target: string): Promise<Chaos> {
  const agent = new Agent({ keepAlive: true })
  let disturbed: (call: Passing) => Disturbance | null = () => null
  let attempts = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const text = body.toString('latin1')
    const call = callOf(request, text)
    const name = `${call.key} ${call.region} ${call.service} ${request.method} ${request.url} ${text}`
    const attempt = (attempts.get(name) ?? 0) + 1
    attempts.set(name, attempt)
    const isLaterPage = laterPage.test(`${request.url} ${text}`)
    const disturbance = disturbed({ ...call, attempt, isLaterPage, body: text })
    const passage = { target, agent, request, response, body, isHalf: disturbance === 'half' }
    if (disturbance === 'cut') request.socket.destroy()
    else if (disturbance === null || disturbance === 'half') pass(passage)
    else if ('delayMs' in disturbance) {
      await wait(disturbance.delayMs)
      pass(passage)
    } else answer(response, refusal(request, call, disturbance))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    disturb(by) {
      disturbed = by
      attempts = new Map()
    },
    async close() {
      server.closeAllConnections()
      agent.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Passage = {
  readonly target: string
  readonly agent: Agent
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: Buffer
  readonly isHalf: boolean
}

function pass({ target, agent, request, response, body, isHalf }: Passage): void {
  const { method, headers, url = '/' } = request
  const onward = openRequest(`${target}${url}`, { method, headers, agent }, async (reply) => {
    const whole = await bodyOf(reply)
    // Its length is told in full, so that a piece of it is seen to be one.
    const { 'transfer-encoding': _, connection: __, ...told } = reply.headers
    response.writeHead(reply.statusCode ?? 500, { ...told, 'content-length': whole.length })
    if (isHalf) response.write(whole.subarray(0, Math.ceil(whole.length / 2)), () => request.socket.destroy())
    else response.end(whole)
  })
  onward.on('error', () => request.socket.destroy())
  onward.end(body)
}

const xmlServices = new Set(['s3', 'route53', 'cloudfront'])

type Refusal = { readonly status: number; readonly type: string; readonly body: string; readonly code?: string }

function refusal(
  request: IncomingMessage,
  { service }: Call,
  disturbance: Extract<Disturbance, { error: string } | { page: number }>,
): Refusal {
  if ('page' in disturbance) {
    return { status: disturbance.page, type: 'text/html', body: '<html><body>Bad gateway</body></html>' }
  }
  const { error, message = 'no', status = 400 } = disturbance
  const inXml = `<Error><Code>${error}</Code><Message>${message}</Message></Error>`
  const xml = (body: string) => ({ status, type: 'text/xml', body })
  if (service === 's3') return xml(inXml)
  if (service === 'ec2') return xml(`<Response><Errors>${inXml}</Errors><RequestID>0</RequestID></Response>`)
  if (isQuery(request) || xmlServices.has(service)) return xml(`<ErrorResponse>${inXml}</ErrorResponse>`)
  return { status, type: 'application/json', body: JSON.stringify({ __type: error, message }), code: error }
}

function answer(response: ServerResponse, { status, type, body, code }: Refusal): void {
  response.writeHead(status, { 'content-type': type, ...(code && { 'x-amzn-errortype': code }) }).end(body)
}
