// Cost Explorer over HTTP, as far as we ask it: filters, groups, pages, tags and their activation are honoured. Shapes
// are those of the SDK's own types.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type {
  CostAllocationTag,
  Expression,
  GetCostAndUsageRequest,
  GetCostAndUsageResponse,
  GetDimensionValuesRequest,
  GroupDefinition,
  ListCostAllocationTagsRequest,
  ResultByTime,
} from '@aws-sdk/client-cost-explorer'

/** One day's charge. */
export type Charge = {
  readonly day: string
  readonly account: string
  readonly region: string
  readonly service: string
  readonly recordType: string
  readonly usd: number
  readonly usageType?: string
  readonly resource?: string
  readonly tags: Readonly<Record<string, string>>
}

export type Fault = 'limit' | 'stale token' | 'request changed' | 'server error' | 'cut' | 'denied'

export type Estate = {
  readonly charges: readonly Charge[]
  readonly tags: readonly CostAllocationTag[]
  /** From this day on the bill may change. */
  readonly estimatedFrom: string
  readonly groupsPerPage?: number
  /** Dollars by resource, from this day on; without it they are not switched on. */
  readonly resourcesFrom?: string
}

export type CostExplorer = Awaited<ReturnType<typeof startCostExplorer>>

export async function startCostExplorer(estate: Estate) {
  const calls: { readonly operation: string; readonly input: object }[] = []
  const faults: Fault[] = []
  let served = estate
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => send(response, 500, { message: String(error) }))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readAll(request)
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? ''
    if (operation === '') return sendIdentity(response)
    const input = JSON.parse(text)
    calls.push({ operation, input })
    const fault = faults.shift()
    if (operation === 'GetCostAndUsageWithResources' && served.resourcesFrom === undefined)
      return send(response, 400, error('DataUnavailableException'))
    if (fault === 'cut') return void response.destroy()
    if (fault !== undefined) return send(response, ...faultAnswers[fault])
    return send(response, 200, run(served, operation, text))
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    /** The next requests fail, one each. */
    fail: (...next: readonly Fault[]) => void faults.push(...next),
    pendingFaults: () => faults.length,
    serve: (next: Partial<Estate>) => {
      served = { ...served, ...next }
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

const error = (type: string): object => ({ __type: type, message: type })
const faultAnswers: Readonly<Record<Exclude<Fault, 'cut'>, readonly [status: number, body: object]>> = {
  limit: [400, error('LimitExceededException')],
  'stale token': [400, error('InvalidNextTokenException')],
  'request changed': [400, error('RequestChangedException')],
  'server error': [500, error('InternalFailure')],
  denied: [400, error('AccessDeniedException')],
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
}

/** STS beside it: whose bill it is. */
function sendIdentity(response: ServerResponse): void {
  const identity = '<Arn>arn:aws:iam::111122223333:role/audit</Arn><UserId>AID</UserId><Account>111122223333</Account>'
  const body = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${identity}</GetCallerIdentityResult></GetCallerIdentityResponse>`
  response.writeHead(200, { 'content-type': 'text/xml' }).end(body)
}

function run(estate: Estate, operation: string, text: string): object {
  if (operation === 'GetCostAndUsageWithResources') return costsOfResources(estate, JSON.parse(text))
  if (operation === 'GetCostAndUsage') return costAndUsage(estate, JSON.parse(text))
  if (operation === 'GetDimensionValues') return dimensionValues(estate, JSON.parse(text))
  if (operation === 'ListCostAllocationTags') return allocationTags(estate, JSON.parse(text))
  throw new Error(`the stand-in has no ${operation}`)
}

function costsOfResources(estate: Estate, request: GetCostAndUsageRequest): GetCostAndUsageResponse {
  if ((request.TimePeriod?.Start ?? '') < (estate.resourcesFrom ?? '')) throw new Error('only of the last 14 days')
  return costAndUsage(estate, request)
}

function costAndUsage(estate: Estate, request: GetCostAndUsageRequest): GetCostAndUsageResponse {
  const { TimePeriod, Filter, GroupBy = [], Metrics = [], NextPageToken } = request
  if (GroupBy.length > 2) throw new Error('at most two groupings')
  const [start = '', end = ''] = [TimePeriod?.Start, TimePeriod?.End]
  const charges = estate.charges
    .filter(({ day }) => day >= start && day < end)
    .filter((one) => passes(estate, one, Filter))
  const groups = [...Map.groupBy(charges, (one) => bucketStart(one.day, start))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([bucket, own]) =>
      [...Map.groupBy(own, (one) => JSON.stringify(GroupBy.map((by) => groupKey(estate, one, by))))].map(
        ([keys, members]) => ({ bucket, keys: JSON.parse(keys) as string[], usd: sum(members) }),
      ),
    )
  const size = estate.groupsPerPage ?? 1000
  const from = Number(NextPageToken ?? 0)
  const page = groups.slice(from, from + size)
  const metric = (usd: number) =>
    Object.fromEntries(Metrics.map((name) => [name, { Amount: String(usd), Unit: 'USD' }]))
  const results = [...Map.groupBy(page, ({ bucket }) => bucket)].map(
    ([bucket, own]): ResultByTime => ({
      TimePeriod: { Start: bucket, End: bucketEnd(bucket, end) },
      Estimated: bucketEnd(bucket, end) > estate.estimatedFrom,
      Total: {},
      Groups: own.map(({ keys, usd }) => ({ Keys: keys, Metrics: metric(usd) })),
    }),
  )
  const next = from + size < groups.length ? { NextPageToken: String(from + size) } : {}
  return { ResultsByTime: results, ...next }
}

const sum = (charges: readonly Charge[]): number => charges.reduce((total, { usd }) => total + usd, 0)
const bucketStart = (day: string, start: string): string =>
  day.slice(0, 7) === start.slice(0, 7) ? start : `${day.slice(0, 7)}-01`

function bucketEnd(bucket: string, end: string): string {
  const next = new Date(Date.UTC(Number(bucket.slice(0, 4)), Number(bucket.slice(5, 7)), 1)).toISOString().slice(0, 10)
  return next < end ? next : end
}

/** Before a key was activated, and without activation at all, no charge carries it. */
function tagOf(estate: Estate, { tags, day }: Charge, key: string): string {
  const own = estate.tags.find(({ TagKey }) => TagKey === key)
  const isOn = own?.Status === 'Active' && day >= (own.LastUpdatedDate ?? '').slice(0, 10)
  return isOn ? (tags[key] ?? '') : ''
}

function groupKey(estate: Estate, charge: Charge, { Type, Key = '' }: GroupDefinition): string {
  return Type === 'TAG' ? `${Key}$${tagOf(estate, charge, Key)}` : dimensionOf(charge, Key)
}

function dimensionOf(charge: Charge, name: string): string {
  const values: Record<string, string> = {
    SERVICE: charge.service,
    LINKED_ACCOUNT: charge.account,
    REGION: charge.region || 'NoRegion',
    RECORD_TYPE: charge.recordType,
    USAGE_TYPE: charge.usageType ?? '',
    RESOURCE_ID: charge.resource ?? 'NoResourceId',
  }
  const value = values[name]
  if (value === undefined) throw new Error(`the stand-in has no dimension ${name}`)
  return value
}

function passes(estate: Estate, charge: Charge, filter: Expression | undefined): boolean {
  if (filter === undefined) return true
  const { And, Or, Not, Dimensions, Tags } = filter
  if ([And, Or, Not, Dimensions, Tags].filter((one) => one !== undefined).length !== 1) throw new Error('one root only')
  if (And) return And.every((one) => passes(estate, charge, one))
  if (Or) return Or.some((one) => passes(estate, charge, one))
  if (Not) return !passes(estate, charge, Not)
  if (Tags) return (Tags.Values ?? []).includes(tagOf(estate, charge, Tags.Key ?? ''))
  return (Dimensions?.Values ?? []).includes(dimensionOf(charge, Dimensions?.Key ?? ''))
}

function dimensionValues(
  { charges }: Estate,
  { TimePeriod, Dimension = 'SERVICE' }: GetDimensionValuesRequest,
): object {
  const [start = '', end = ''] = [TimePeriod?.Start, TimePeriod?.End]
  const own = charges.filter(({ day }) => day >= start && day < end)
  const values = [...new Set(own.map((one) => dimensionOf(one, Dimension)))]
  return {
    DimensionValues: values.map((Value) => ({ Value, Attributes: {} })),
    ReturnSize: values.length,
    TotalSize: values.length,
  }
}

function allocationTags(
  { tags }: Estate,
  { Status, TagKeys, NextToken, MaxResults = 100 }: ListCostAllocationTagsRequest,
): object {
  const own = tags.filter(
    (tag) => (!Status || tag.Status === Status) && (!TagKeys || TagKeys.includes(tag.TagKey ?? '')),
  )
  const from = Number(NextToken ?? 0)
  const more = from + MaxResults < own.length ? { NextToken: String(from + MaxResults) } : {}
  return { CostAllocationTags: own.slice(from, from + MaxResults), ...more }
}
