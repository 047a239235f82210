// Resource Explorer: the only one who can name resources that were never tagged, of types that have no listing here.

import type * as Explorer from '@aws-sdk/client-resource-explorer-2'
import { canonicalArn } from '../../core/arn.ts'
import { defineService, type Found, type Kind, type Scan, type Service } from './service.ts'

type ExplorerScan = Scan<typeof Explorer, Explorer.ResourceExplorer2Client>

/** A search never answers with more than this. */
const mostResults = 1_000

export const explorerService: Service = defineService({
  name: 'resource-explorer',
  load: () => import('@aws-sdk/client-resource-explorer-2'),
  connect: (sdk, config) => new sdk.ResourceExplorer2Client(config),
  kinds: [
    {
      type: 'resource-explorer-2:resource',
      calls: {
        Search: 'resource-explorer-2:Search',
        ListSupportedResourceTypes: 'resource-explorer-2:ListSupportedResourceTypes',
      },
      async *list(scan) {
        const neverTagged = `tag:none resourcetype.supports:tags region:${scan.place.region}`
        const whole = yield* search(scan, neverTagged)
        if (whole) return
        let isCut = false
        for (const type of await supportedTypes(scan))
          if (!(yield* search(scan, `${neverTagged} resourcetype:${type}`))) isCut = true
        if (isCut) throw Object.assign(new Error('there is more than a search shows'), { name: 'ResultsCut' })
      },
    },
  ],
})

/** Everything in a region that was never tagged. */
export const neverTagged: Kind = explorerService.kinds[0] as Kind // the one kind above

/** Whether that was all. */
async function* search({ sdk, client }: ExplorerScan, query: string): AsyncGenerator<readonly Found[], boolean> {
  let isWhole = true
  const pages = sdk.paginateSearch({ client, pageSize: mostResults }, { QueryString: query })
  for await (const { Resources = [], Count } of pages) {
    if (Count?.Complete === false) isWhole = false
    yield Resources.flatMap(({ Arn }) => (Arn === undefined ? [] : [{ id: canonicalArn(Arn), tags: {} }]))
  }
  return isWhole
}

async function supportedTypes({ sdk, client }: ExplorerScan): Promise<readonly string[]> {
  const types: string[] = []
  for await (const { ResourceTypes = [] } of sdk.paginateListSupportedResourceTypes({ client, pageSize: 1000 }, {}))
    types.push(...ResourceTypes.flatMap(({ ResourceType }) => ResourceType ?? []))
  return types
}
