import { defineService, tagsFrom } from '../service.ts'

/** As many as can be described at once. */
const perCall = 5

export const opensearch = defineService({
  name: 'opensearch',
  load: () => import('@aws-sdk/client-opensearch'),
  connect: (sdk, config) => new sdk.OpenSearchClient(config),
  kinds: [
    {
      type: 'es:domain',
      calls: { ListDomainNames: 'es:ListDomainNames', DescribeDomains: 'es:DescribeDomains', ListTags: 'es:ListTags' },
      async *list({ sdk, client, arn, detail }) {
        // This listing always comes whole, whatever the engine of the domains.
        const { DomainNames = [] } = await client.send(new sdk.ListDomainNamesCommand({}))
        const names = DomainNames.flatMap(({ DomainName }) => DomainName ?? [])
        for (let at = 0; at < names.length; at += perCall) {
          const some = names.slice(at, at + perCall)
          const answer = await detail(client.send(new sdk.DescribeDomainsCommand({ DomainNames: some })))
          const known = new Map(answer?.DomainStatusList?.map((domain) => [domain.DomainName, domain]))
          yield some.map((name) => ({
            ...{ id: arn(`domain/${name}`), name, state: known.get(name)?.DomainProcessingStatus },
          }))
        }
      },
      async tagsOf({ sdk, client }, { id }) {
        const { TagList } = await client.send(new sdk.ListTagsCommand({ ARN: id }))
        return tagsFrom(TagList)
      },
    },
  ],
})
