// An account of AWS as a process of its own: answers each call after 20 ms, and tells its port to whoever started it.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { type AwsSize, latencyMs } from './aws-size.ts'

// Given by `startAws`.
const size: AwsSize = JSON.parse(process.argv[2] ?? '{}')
const account = '123456789012'
const created = '2026-01-31T12:00:00.000Z'

type Call = { readonly name: string; readonly region: string; readonly input: Readonly<Record<string, unknown>> }

async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? []
  const target = request.headers['x-amz-target']
  if (typeof target === 'string') return { name: target.split('.').at(-1) ?? '', region, input: JSON.parse(text) }
  const url = new URL(request.url ?? '/', 'http://aws')
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const input = Object.fromEntries(isForm ? new URLSearchParams(text) : url.searchParams)
  return { name: isForm ? String(input.Action) : url.pathname.split('/', 3).join('/'), region, input }
}

/** As many items of a page as there are left, and the token of the next one. */
function pageOf(all: number, perPage: number, token: unknown) {
  const from = Number(token ?? 0)
  const to = Math.min(from + perPage, all)
  return { items: Array.from({ length: to - from }, (_, at) => from + at), next: to < all ? String(to) : null }
}

const tagSet = (at: number) =>
  `<tagSet><item><key>Owner</key><value>team-${at % 40}</value></item><item><key>Environment</key><value>production</value></item><item><key>Name</key><value>web-${at}</value></item></tagSet>`
const ec2Page = (name: string, list: string, items: readonly string[], next: string | null) =>
  `<${name}Response><${list}>${items.join('')}</${list}>${next === null ? '' : `<nextToken>${next}</nextToken>`}</${name}Response>`

const answers: Readonly<Record<string, (call: Call, own: string) => object | string>> = {
  GetCallerIdentity: () =>
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/bench</Arn><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  DescribeRegions: () =>
    `<DescribeRegionsResponse><regionInfo>${size.regions.map((name) => `<item><regionName>${name}</regionName><optInStatus>opted-in</optInStatus></item>`).join('')}</regionInfo></DescribeRegionsResponse>`,
  DescribeInstances({ name, input }) {
    const { items, next } = pageOf(size.instances, 1000, input.NextToken)
    const rows = items.map(
      (at) =>
        `<item><instancesSet><item><instanceId>i-${at}</instanceId><imageId>ami-1</imageId><instanceState><code>16</code><name>running</name></instanceState><instanceType>m7g.large</instanceType><launchTime>${created}</launchTime><vpcId>vpc-1</vpcId><privateIpAddress>10.0.0.1</privateIpAddress>${tagSet(at)}</item></instancesSet></item>`,
    )
    return ec2Page(name, 'reservationSet', rows, next)
  },
  DescribeVolumes({ name, input }) {
    const { items, next } = pageOf(size.volumes, 500, input.NextToken)
    const rows = items.map(
      (at) =>
        `<item><volumeId>vol-${at}</volumeId><size>8</size><status>in-use</status><createTime>${created}</createTime>${tagSet(at)}</item>`,
    )
    return ec2Page(name, 'volumeSet', rows, next)
  },
  ListQueues: (_, own) => ({
    QueueUrls: pageOf(size.queues, size.queues, 0).items.map((at) => `${own}/${account}/q${at}`),
  }),
  ListQueueTags: () => ({ Tags: { Owner: 'web', Environment: 'production' } }),
  ListKeys({ region }) {
    const { items } = pageOf(size.keys, size.keys, 0)
    return { Keys: items.map((at) => ({ KeyId: `k${at}`, KeyArn: `arn:aws:kms:${region}:${account}:key/k${at}` })) }
  },
  DescribeKey: ({ input }) => ({
    KeyMetadata: { KeyId: input.KeyId, KeyState: 'Enabled', CreationDate: 1_700_000_000, KeyManager: 'CUSTOMER' },
  }),
  ListResourceTags: () => ({ Tags: [{ TagKey: 'Owner', TagValue: 'web' }], Truncated: false }),
  '/2015-03-31/functions'({ region, input }) {
    const { items, next } = pageOf(size.functions, 50, input.Marker)
    const arn = (at: number) => `arn:aws:lambda:${region}:${account}:function:f${at}`
    const Functions = items.map((at) => ({ FunctionName: `f${at}`, FunctionArn: arn(at), LastModified: created }))
    return { Functions, ...(next === null ? {} : { NextMarker: next }) }
  },
  '/2017-03-31/tags': () => ({ Tags: { Owner: 'web' } }),
}

const server = createServer(async (request, response) => {
  const [call] = await Promise.all([read(request), wait(latencyMs)])
  const answer = answers[call.name]
  if (answer === undefined) return response.writeHead(400).end(JSON.stringify({ __type: `NoSuchCall ${call.name}` }))
  const body = answer(call, url)
  const isXml = typeof body === 'string'
  const type = isXml ? 'text/xml' : 'application/x-amz-json-1.0'
  return response.writeHead(200, { 'content-type': type }).end(isXml ? body : JSON.stringify(body))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
// A TCP server that listens has such an address.
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
process.send?.(url)
process.once('disconnect', () => process.exit())
