// What MCP costs over a plain route: process CPU of the whole server per request. Both answer the same calls of the
// product's tools with the same body, through the same guards, gate and log of calls. 1 means that the protocol is free.

import Fastify, { type FastifyInstance } from 'fastify'
import type { McpParts } from '../server/app.ts'
import { resultMembers } from '../server/mcp/answer.ts'
import type { Bench, Figure } from './figures.ts'
import { type Load, startLoad } from './load.ts'
import { pairedRatio } from './measure.ts'
import { startProduct } from './product.ts'
import { type Era, eras, toolCall } from './tool-call.ts'

/** `requests` makes a round take about as long for each of them. */
const subjects = [
  { tool: 'get_tagging_policy', args: {}, requests: 3000 },
  { tool: 'check_tag_compliance', args: {}, requests: 200 },
  { tool: 'check_tag_compliance', args: { limit: 180 }, requests: 150 },
] as const
type Subject = (typeof subjects)[number]

const calls: Bench = async ({ quick }) => {
  const bodies = new Map<string, string>()
  const product = await startProduct({ ESTATE: 'demo' }, addPlainRoute)
  const bare = Fastify()
  bare.post('/:size', async (request, reply) => {
    // Asked for below by the sizes kept there.
    const { size } = request.params as { size: string }
    return reply.type('application/json').send(bodies.get(size))
  })
  const bareUrl = await bare.listen({ host: '127.0.0.1', port: 0 })
  const load = await startLoad()
  try {
    const figures: Figure[] = []
    for (const subject of subjects) {
      for (const era of eras) {
        const body = await sameBody(product.url, subject, era)
        const size = String(body.length)
        bodies.set(size, body)
        const urls = { mcp: `${product.url}/mcp`, plain: `${product.url}/plain`, bare: `${bareUrl}/${size}` }
        figures.push(...(await measure(load, urls, subject, era, body.length, quick)))
      }
    }
    return figures
  } finally {
    load.stop()
    await bare.close()
    await product.close()
  }
}
export default calls

type Urls = Readonly<Record<'mcp' | 'plain' | 'bare', string>>

async function measure(load: Load, urls: Urls, subject: Subject, era: Era, bytes: number, quick: boolean) {
  const requests = Math.ceil(subject.requests / (quick ? 5 : 1))
  const message = toolCall(subject.tool, subject.args, era)
  const send = (url: string) => () => load.send({ ...message, url, requests })
  const plain = await pairedRatio(send(urls.mcp), send(urls.plain), quick ? 3 : 7)
  const bare = await pairedRatio(send(urls.mcp), send(urls.bare), 3)
  const name = `${subject.tool}, ${Math.round(bytes / 1000)} kB, ${era}`
  const cpuUs = (plain.subjectMs * 1000) / requests
  return [
    { name: `${name}: speed of a plain route`, value: 1 / plain.ratio, unit: '×', goal: { atLeast: 0.8 } },
    { name: '  speed of a bare route, no guards, no log', value: 1 / bare.ratio, unit: '×', goal: null },
    { name: '  CPU a request, all threads', value: cpuUs, unit: 'µs', goal: null },
  ] satisfies Figure[]
}

/** The envelope as in the earlier era; the modern one adds its `_meta`. */
function addPlainRoute(scope: FastifyInstance, { gate, callerOf }: McpParts): void {
  scope.post('/plain', async (request, reply) => {
    // Sent by this file alone, in this form.
    const { params } = request.body as { params: { name: string; arguments: unknown } }
    const result = await gate.call({
      ...{ tool: params.name, arguments: params.arguments, caller: callerOf(request) },
      ...{ transport: 'rest', requestId: request.id, signal: neverAborted },
    })
    return reply.type('application/json').send(`{"jsonrpc":"2.0","id":1,"result":{${resultMembers(result)}}}`)
  })
}

const neverAborted = new AbortController().signal

/** The body both routes answer with; it differs in what follows the payload in the modern era, and in the snapshot's age. */
async function sameBody(url: string, { tool, args }: Subject, era: Era): Promise<string> {
  const request = { method: 'POST', ...toolCall(tool, args, era) }
  const [overMcp, plain] = await Promise.all(
    ['/mcp', '/plain'].map(async (path) => (await fetch(url + path, request)).text()),
  )
  if (overMcp === undefined || plain === undefined) throw new Error('unreachable')
  if (comparable(overMcp) !== comparable(plain)) throw new Error(`${tool} answers the two routes differently.`)
  return overMcp
}

function comparable(body: string): string {
  const { content, structuredContent, isError } = JSON.parse(body).result
  return JSON.stringify([content, structuredContent, isError]).replaceAll(/ageS\\?":\d+/gi, '')
}
