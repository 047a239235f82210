// The Resource Groups Tagging API: never the inventory itself, for it knows no resource that was never tagged and
// goes on naming deleted ones. It fills in tags that a service would not show, and shows what services did not list.

import type * as Rgt from '@aws-sdk/client-resource-groups-tagging-api'
import { canonicalArn, parseArn } from '../../core/arn.ts'
import type { Tags } from '../../core/resource.ts'
import type { Clients } from './clients.ts'
import { defineService, type Found, type Kind, type Place, type Service, tagsFrom } from './service.ts'

type Sdk = typeof Rgt

const calls = { GetResources: 'tag:GetResources' }

/** A page token of it lives for 15 minutes. */
const pageSize = 100

const tagged: Kind<Sdk, Rgt.ResourceGroupsTaggingAPIClient> = {
  type: 'tag:resource',
  calls,
  async *list({ sdk, client }) {
    const input = { ResourcesPerPage: pageSize }
    for await (const { ResourceTagMappingList = [] } of sdk.paginateGetResources({ client }, input))
      yield ResourceTagMappingList.flatMap(foundOf)
  },
}

function foundOf({ ResourceARN, Tags: tags }: Rgt.ResourceTagMapping): Found[] {
  return ResourceARN === undefined ? [] : [{ id: canonicalArn(ResourceARN), tags: tagsFrom(tags) }]
}

export const taggingService: Service = defineService({
  name: 'tagging',
  load: () => import('@aws-sdk/client-resource-groups-tagging-api'),
  connect: (sdk, config) => new sdk.ResourceGroupsTaggingAPIClient(config),
  kinds: [tagged],
})

/** Everything that was ever tagged in a region. */
export const everTagged: Kind = taggingService.kinds[0] as Kind // the one kind above

export type TaggingApi = ReturnType<typeof createTaggingApi>

export function createTaggingApi(clients: Clients) {
  return {
    /** For as many of these as it knows; empty if it cannot be asked: then the tags stay unread. */
    async tagsOf(ids: readonly string[], place: Place, signal: AbortSignal): Promise<ReadonlyMap<string, Tags>> {
      const found = new Map<string, Tags>()
      // One name of another partition or region fails the whole request.
      const askable = ids.filter((id) => parseArn(id)?.partition === place.partition)
      try {
        const connection = await clients.connect(taggingService, place)
        const client = clients.guard(connection, calls, signal, 'detail')
        // Loaded by the service above.
        const sdk = connection.sdk as Sdk
        for (let at = 0; at < askable.length; at += pageSize) {
          const command = new sdk.GetResourcesCommand({ ResourceARNList: askable.slice(at, at + pageSize) })
          // The command says what its answer is.
          const answer = (await client.send(command)) as Rgt.GetResourcesCommandOutput
          for (const row of (answer.ResourceTagMappingList ?? []).flatMap(foundOf)) found.set(row.id, row.tags ?? {})
        }
      } catch {
        // A fall-back that fails changes nothing: the first failure is what the cell tells.
      }
      return found
    },
  }
}
