import { inGroups } from '../in-groups.ts'
import { defineService, tagsFrom } from '../service.ts'

export const opensearch = defineService({
  name: 'opensearch',
  load: () => import('@aws-sdk/client-opensearch'),
  connect: (sdk, config) => new sdk.OpenSearchClient(config),
  kinds: [
    {
      type: 'es:domain',
      calls: { ListDomainNames: 'es:ListDomainNames', DescribeDomains: 'es:DescribeDomains', ListTags: 'es:ListTags' },
      async *list({ sdk, client, arn, detail, each }) {
        // This listing always comes whole, whatever the engine of the domains.
        const { DomainNames = [] } = await client.send(new sdk.ListDomainNamesCommand({}))
        const names = DomainNames.flatMap(({ DomainName }) => DomainName ?? [])
        // Five is the most that can be described at once.
        const fives = inGroups(names, 5)
        const found = await each(fives, async (some) => {
          const answer = await detail(client.send(new sdk.DescribeDomainsCommand({ DomainNames: some })))
          const stateOf = new Map(answer?.DomainStatusList?.map((one) => [one.DomainName, one.DomainProcessingStatus]))
          return some.map((name) => ({ id: arn(`domain/${name}`), name, state: stateOf.get(name) }))
        })
        yield found.flat()
      },
      async tagsOf({ sdk, client }, { id }) {
        const { TagList } = await client.send(new sdk.ListTagsCommand({ ARN: id }))
        return tagsFrom(TagList)
      },
    },
  ],
})
