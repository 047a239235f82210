// A small AWS that answers what a test says: to each call its body, or an error of the service's own words.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { bodyOf, type Call, callOf, isQuery } from './call.ts'

export type Asked = Call & {
  readonly input: Readonly<Record<string, unknown>>
  /** From 1, among the calls of this name and input. */
  readonly attempt: number
}
export type Answer =
  | { readonly body: object | string; readonly delayMs?: number }
  | { readonly error: string; readonly message?: string; readonly status?: number; readonly delayMs?: number }
  | 'cut'

export type StandIn = {
  readonly url: string
  readonly asked: readonly Asked[]
  /** How many calls were under way at once at most, by region and service. */
  readonly most: ReadonlyMap<string, number>
  readonly close: () => Promise<void>
}

export async function startStandIn(answer: (asked: Asked) => Answer): Promise<StandIn> {
  const asked: Asked[] = []
  const times = new Map<string, number>()
  const most = new Map<string, number>()
  const now = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const { attempt, ...one } = await read(request, times)
    asked.push({ ...one, attempt })
    const key = `${one.region} ${one.service}`
    now.set(key, (now.get(key) ?? 0) + 1)
    most.set(key, Math.max(most.get(key) ?? 0, now.get(key) ?? 0))
    const given = answer({ ...one, attempt })
    if (given !== 'cut' && given.delayMs) await wait(given.delayMs)
    now.set(key, (now.get(key) ?? 0) - 1)
    if (given === 'cut') return request.socket.destroy()
    const { status, type, body } = written(given, one)
    response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'test' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ asked, most },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function read(request: IncomingMessage, times: Map<string, number>): Promise<Asked> {
  const text = (await bodyOf(request)).toString()
  const asked = callOf(request, text)
  const input: Record<string, unknown> = isQuery(request)
    ? Object.fromEntries(new URLSearchParams(text))
    : { ...Object.fromEntries(new URL(request.url ?? '/', 'http://x').searchParams), ...(text ? JSON.parse(text) : {}) }
  const name = `${asked.region} ${asked.service} ${asked.call} ${JSON.stringify(input)}`
  times.set(name, (times.get(name) ?? 0) + 1)
  return { ...asked, input, attempt: times.get(name) ?? 1 }
}

function written(answer: Exclude<Answer, 'cut'>, { call, service }: Pick<Asked, 'call' | 'service'>) {
  const isXml = ['sts', 'ec2', 's3', 'elasticloadbalancing', 'rds'].includes(service)
  const type = isXml ? 'text/xml' : 'application/x-amz-json-1.0'
  if ('body' in answer) {
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
    return { status: 200, type, body: isXml ? `<${call}Response>${body}</${call}Response>` : body }
  }
  const { error, message = 'no', status = 400 } = answer
  const inXml = `<Error><Code>${error}</Code><Message>${message}</Message></Error>`
  const body =
    service === 'ec2' ? `<Response><Errors>${inXml}</Errors></Response>` : `<ErrorResponse>${inXml}</ErrorResponse>`
  return { status, type, body: isXml ? body : JSON.stringify({ __type: error, message }) }
}

/** What every run asks first. */
export function identity({ call }: Pick<Asked, 'call'>, regions: readonly string[] = ['eu-west-1']): Answer | null {
  if (call === 'GetCallerIdentity') {
    const arn = 'arn:aws:iam::123456789012:user/test'
    return {
      body: `<GetCallerIdentityResult><Arn>${arn}</Arn><Account>123456789012</Account></GetCallerIdentityResult>`,
    }
  }
  if (call !== 'DescribeRegions') return null
  const items = regions.map(
    (name) => `<item><regionName>${name}</regionName><optInStatus>opt-in-not-required</optInStatus></item>`,
  )
  return { body: `<regionInfo>${items.join('')}</regionInfo>` }
}
