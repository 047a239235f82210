// The only holder of a Cost Explorer client: every page it fetches costs money, and is paid for through a purse.

import type {
  CostAllocationTag,
  CostExplorerClient,
  GetCostAndUsageCommandInput,
  GetDimensionValuesCommandInput,
  ResultByTime,
} from '@aws-sdk/client-cost-explorer'
import { allPages, type Page, told } from './paid-pages.ts'
import type { Purse } from './purse.ts'

export type ClientOptions = {
  /** Where Cost Explorer is for this partition. */
  readonly region: string
  readonly endpoint?: string
  readonly maxAttempts: number
  /** A page cap is part of every price. */
  readonly mostPages: number
}

export type CostQuery = Omit<GetCostAndUsageCommandInput, 'NextPageToken'>
export type DimensionQuery = Omit<GetDimensionValuesCommandInput, 'NextPageToken'>
/** Costs of one group in one bucket of time. */
export type CostRow = {
  readonly start: string
  readonly keys: readonly string[]
  readonly usd: number
  readonly unit: string
  readonly estimated: boolean
}
export type AllocationTag = {
  readonly key: string
  readonly isActive: boolean
  readonly changedAt: string | null
  readonly lastUsed: string | null
}

export type PaidClient = ReturnType<typeof paidClient>

export function paidClient(options: ClientOptions) {
  let opened: Promise<CostExplorerClient> | null = null
  const tools = (purse: Purse, signal: AbortSignal): Tools => ({
    async send(action, request) {
      opened ??= openClient(options)
      const [sdk, client] = await Promise.all([import('@aws-sdk/client-cost-explorer'), opened])
      return told(action, signal, () => request(sdk, client, { abortSignal: signal }))
    },
    all: (page) => allPages(purse, options.mostPages, page),
  })
  return {
    costs: (query: CostQuery, purse: Purse, signal: AbortSignal) => readCosts(tools(purse, signal), query),
    /** Of the last 14 days, where that is switched on. */
    resources: (query: CostQuery, purse: Purse, signal: AbortSignal) => readResources(tools(purse, signal), query),
    values: (query: DimensionQuery, purse: Purse, signal: AbortSignal) => readValues(tools(purse, signal), query),
    allocationTags: (purse: Purse, signal: AbortSignal) => readAllocationTags(tools(purse, signal)),
    async close(): Promise<void> {
      const open = await opened?.catch(() => null)
      open?.destroy()
    },
  }
}

type Sdk = typeof import('@aws-sdk/client-cost-explorer')
type Tools = {
  readonly send: <T>(
    action: string,
    request: (sdk: Sdk, client: CostExplorerClient, options: { abortSignal: AbortSignal }) => Promise<T>,
  ) => Promise<T>
  readonly all: <T>(page: (token: string | undefined) => Promise<Page<T>>) => Promise<T[]>
}

const readCosts = ({ send, all }: Tools, query: CostQuery): Promise<CostRow[]> =>
  all(async (NextPageToken) => {
    const { ResultsByTime, NextPageToken: next } = await send('ce:GetCostAndUsage', (sdk, client, options) =>
      client.send(new sdk.GetCostAndUsageCommand({ ...query, NextPageToken }), options),
    )
    return { items: bucketRows(ResultsByTime, query), next }
  })

const readResources = ({ send, all }: Tools, { Filter, ...query }: CostQuery): Promise<CostRow[]> =>
  all(async (NextPageToken) => {
    const input = { ...query, Filter, NextPageToken }
    const answer = await send('ce:GetCostAndUsageWithResources', (sdk, client, options) =>
      client.send(new sdk.GetCostAndUsageWithResourcesCommand(input), options),
    )
    return { items: bucketRows(answer.ResultsByTime, query), next: answer.NextPageToken }
  })

const readValues = ({ send, all }: Tools, query: DimensionQuery): Promise<string[]> =>
  all(async (NextPageToken) => {
    const { DimensionValues = [], NextPageToken: next } = await send('ce:GetDimensionValues', (sdk, client, options) =>
      client.send(new sdk.GetDimensionValuesCommand({ ...query, NextPageToken }), options),
    )
    return { items: DimensionValues.map(({ Value = '' }) => Value), next }
  })

const readAllocationTags = ({ send, all }: Tools): Promise<AllocationTag[]> =>
  all(async (NextToken) => {
    const input = { Type: 'UserDefined' as const, MaxResults: 1000, NextToken }
    const answer = await send('ce:ListCostAllocationTags', (sdk, client, options) =>
      client.send(new sdk.ListCostAllocationTagsCommand(input), options),
    )
    return { items: (answer.CostAllocationTags ?? []).map(tagOf), next: answer.NextToken }
  })

const bucketRows = (buckets: readonly ResultByTime[] = [], { Metrics }: Pick<CostQuery, 'Metrics'>): CostRow[] =>
  buckets.flatMap((bucket) => rowsOf(bucket, Metrics?.[0] ?? ''))

async function openClient({ region, endpoint, maxAttempts }: ClientOptions): Promise<CostExplorerClient> {
  const { CostExplorerClient } = await import('@aws-sdk/client-cost-explorer')
  return new CostExplorerClient({ region, maxAttempts, ...(endpoint === undefined ? {} : { endpoint }) })
}

function rowsOf({ TimePeriod, Groups = [], Total = {}, Estimated = false }: ResultByTime, metric: string): CostRow[] {
  const groups = Groups.length > 0 || Object.keys(Total).length === 0 ? Groups : [{ Keys: [], Metrics: Total }]
  return groups.map(({ Keys = [], Metrics = {} }) => ({
    start: TimePeriod?.Start ?? '',
    keys: Keys,
    usd: Number(Metrics[metric]?.Amount ?? Number.NaN),
    unit: Metrics[metric]?.Unit ?? '',
    estimated: Estimated,
  }))
}

const tagOf = ({ TagKey = '', Status, LastUpdatedDate, LastUsedDate }: CostAllocationTag): AllocationTag => ({
  key: TagKey,
  isActive: Status === 'Active',
  changedAt: LastUpdatedDate ?? null,
  lastUsed: LastUsedDate ?? null,
})
