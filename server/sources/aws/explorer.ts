// Resource Explorer: the only one who can name resources that were never tagged, of types that have no listing here.

import type * as Explorer from '@aws-sdk/client-resource-explorer-2'
import { canonicalArn } from '../../core/arn.ts'
import type { Where } from './clients.ts'
import type { Asking } from './identity.ts'
import { defineService, type Found, type Kind, type Scan, type Service } from './service.ts'

type ExplorerScan = Scan<typeof Explorer, Explorer.ResourceExplorer2Client>

/** A search never answers with more than this. */
const mostResults = 1_000

const calls = {
  Search: 'resource-explorer-2:Search',
  ListSupportedResourceTypes: 'resource-explorer-2:ListSupportedResourceTypes',
  ListIndexes: 'resource-explorer-2:ListIndexes',
}
const bare = 'tag:none resourcetype.supports:tags'

export const explorerService: Service = defineService({
  name: 'resource-explorer',
  load: () => import('@aws-sdk/client-resource-explorer-2'),
  connect: (sdk, config) => new sdk.ResourceExplorer2Client(config),
  kinds: [
    {
      type: 'resource-explorer-2:resource',
      calls,
      list: (scan) => searchParts(scan, [scan.place.region]),
    },
    {
      type: 'resource-explorer-2:everywhere',
      calls,
      async *list(scan) {
        const isWhole = yield* search(scan, bare)
        if (!isWhole) yield* searchParts(scan, await indexedRegions(scan))
      },
    },
  ],
})

/** Everything in a region that was never tagged. */
export const neverTagged: Kind = explorerService.kinds[0] as Kind // the first of the two above
/** The same of all regions, where one index has them all. */
export const neverTaggedAnywhere: Kind = explorerService.kinds[1] as Kind // the second

/** The region of the index that has the resources of all regions; `null` where there is none, or nobody tells. */
export async function aggregatorRegion({ clients, signal }: Asking, where: Where): Promise<string | null> {
  const connection = await clients.connect(explorerService, where)
  // Loaded by the service above.
  const sdk = connection.sdk as typeof Explorer
  try {
    const client = clients.guard(connection, calls, signal, 'identity')
    const answer = await client.send(new sdk.ListIndexesCommand({ Type: 'AGGREGATOR' }))
    // The command says what its answer is.
    return (answer as Explorer.ListIndexesCommandOutput).Indexes?.[0]?.Region ?? null
  } catch {
    // Without it each region is asked by itself, which finds the same.
    signal.throwIfAborted()
    return null
  }
}

/** Region by region, and type by type where a region has more than a search shows. */
async function* searchParts(scan: ExplorerScan, regions: readonly string[]): AsyncGenerator<readonly Found[]> {
  let types: readonly string[] | null = null
  let isCut = false
  for (const region of regions) {
    const inRegion = `${bare} region:${region}`
    if (yield* search(scan, inRegion)) continue
    types ??= await supportedTypes(scan)
    for (const type of types) if (!(yield* search(scan, `${inRegion} resourcetype:${type}`))) isCut = true
  }
  if (isCut) throw Object.assign(new Error('there is more than a search shows'), { name: 'ResultsCut' })
}

/** Whether that was all. */
async function* search({ sdk, client }: ExplorerScan, query: string): AsyncGenerator<readonly Found[], boolean> {
  let isWhole = true
  const pages = sdk.paginateSearch({ client, pageSize: mostResults }, { QueryString: query })
  for await (const { Resources = [], Count } of pages) {
    if (Count?.Complete === false) isWhole = false
    yield Resources.flatMap(({ Arn, Region }) =>
      Arn === undefined ? [] : [{ id: canonicalArn(Arn), region: Region, tags: {} }],
    )
  }
  return isWhole
}

async function supportedTypes({ sdk, client }: ExplorerScan): Promise<readonly string[]> {
  const types: string[] = []
  for await (const { ResourceTypes = [] } of sdk.paginateListSupportedResourceTypes({ client, pageSize: 1000 }, {}))
    types.push(...ResourceTypes.flatMap(({ ResourceType }) => ResourceType ?? []))
  return types
}

async function indexedRegions({ sdk, client }: ExplorerScan): Promise<readonly string[]> {
  const regions: string[] = []
  for await (const { Indexes = [] } of sdk.paginateListIndexes({ client, pageSize: 100 }, {}))
    regions.push(...Indexes.flatMap(({ Region }) => Region ?? []))
  return regions
}
