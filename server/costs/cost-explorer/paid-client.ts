// The only holder of a Cost Explorer client: every page it fetches costs money, and is paid for through a purse.

import type {
  CostAllocationTag,
  CostExplorerClient,
  GetCostAndUsageCommandInput,
  GetDimensionValuesCommandInput,
  ResultByTime,
} from '@aws-sdk/client-cost-explorer'
import { AppError } from '../../core/errors.ts'
import type { Purse } from './governor.ts'

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
type Page<T> = { readonly items: readonly T[]; readonly next: string | undefined }

export function paidClient(options: ClientOptions) {
  let opened: Promise<CostExplorerClient> | null = null
  const client = () => {
    opened ??= openClient(options)
    return opened
  }
  const all = <T>(purse: Purse, page: (token: string | undefined) => Promise<Page<T>>) =>
    allPages(purse, options.mostPages, page)

  return {
    async costs(query: CostQuery, purse: Purse, signal: AbortSignal): Promise<CostRow[]> {
      const [{ GetCostAndUsageCommand }, open] = await Promise.all([import('@aws-sdk/client-cost-explorer'), client()])
      return all(purse, async (token) => {
        const command = new GetCostAndUsageCommand({ ...query, NextPageToken: token })
        const { ResultsByTime = [], NextPageToken } = await told('ce:GetCostAndUsage', signal, () =>
          open.send(command, { abortSignal: signal }),
        )
        return {
          items: ResultsByTime.flatMap((bucket) => rowsOf(bucket, query.Metrics?.[0] ?? '')),
          next: NextPageToken,
        }
      })
    },
    async values(query: DimensionQuery, purse: Purse, signal: AbortSignal): Promise<string[]> {
      const [{ GetDimensionValuesCommand }, open] = await Promise.all([
        import('@aws-sdk/client-cost-explorer'),
        client(),
      ])
      return all(purse, async (token) => {
        const command = new GetDimensionValuesCommand({ ...query, NextPageToken: token })
        const { DimensionValues = [], NextPageToken } = await told('ce:GetDimensionValues', signal, () =>
          open.send(command, { abortSignal: signal }),
        )
        return { items: DimensionValues.map(({ Value = '' }) => Value), next: NextPageToken }
      })
    },
    async allocationTags(purse: Purse, signal: AbortSignal): Promise<AllocationTag[]> {
      const [{ ListCostAllocationTagsCommand }, open] = await Promise.all([
        import('@aws-sdk/client-cost-explorer'),
        client(),
      ])
      return all(purse, async (token) => {
        const command = new ListCostAllocationTagsCommand({ Type: 'UserDefined', MaxResults: 1000, NextToken: token })
        const { CostAllocationTags = [], NextToken } = await told('ce:ListCostAllocationTags', signal, () =>
          open.send(command, { abortSignal: signal }),
        )
        return { items: CostAllocationTags.map(tagOf), next: NextToken }
      })
    },
    async close(): Promise<void> {
      const open = await opened?.catch(() => null)
      open?.destroy()
    },
  }
}

async function openClient({ region, endpoint, maxAttempts }: ClientOptions): Promise<CostExplorerClient> {
  const { CostExplorerClient } = await import('@aws-sdk/client-cost-explorer')
  return new CostExplorerClient({ region, maxAttempts, ...(endpoint === undefined ? {} : { endpoint }) })
}

/** Every page is paid for. What changed under way is read once more from its first page. */
async function allPages<T>(
  purse: Purse,
  mostPages: number,
  page: (token: string | undefined) => Promise<Page<T>>,
): Promise<T[]> {
  try {
    return await pagesOnce(purse, mostPages, page)
  } catch (cause) {
    if (!isStale(cause)) throw cause
    return pagesOnce(purse, mostPages, page)
  }
}

async function pagesOnce<T>(purse: Purse, mostPages: number, page: (token: string | undefined) => Promise<Page<T>>) {
  const items: T[] = []
  const seen = new Set<string>()
  let token: string | undefined
  do {
    if (seen.size >= mostPages) throw tooManyPages(mostPages)
    const got = await purse.buy(() => page(token))
    items.push(...got.items)
    token = got.next || undefined
    if (token !== undefined && seen.has(token)) throw new AppError('unreadable', 'Cost Explorer gave a page twice.')
    seen.add(token ?? '')
  } while (token !== undefined)
  return items
}

const tooManyPages = (most: number): AppError =>
  new AppError('cost_cap_reached', `The answer of Cost Explorer has more than ${most} pages.`, {
    hint: 'Ask for fewer accounts or months, or raise COSTS_MAX_PAGES.',
  })

const nameOf = (cause: unknown): string =>
  cause instanceof AppError && cause.cause instanceof Error ? cause.cause.name : ''
const isStale = (cause: unknown): boolean =>
  ['InvalidNextTokenException', 'RequestChangedException'].includes(nameOf(cause))

async function told<T>(action: string, signal: AbortSignal, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (cause) {
    signal.throwIfAborted()
    const isDenied = cause instanceof Error && /AccessDenied|UnrecognizedClient|NotAuthorized/.test(cause.name)
    throw new AppError('unreadable', isDenied ? `Cost Explorer refused ${action}.` : 'Cost Explorer did not answer.', {
      hint: isDenied ? `Grant ${action} to the role.` : 'Failed requests are not charged; try again later.',
      cause,
    })
  }
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
