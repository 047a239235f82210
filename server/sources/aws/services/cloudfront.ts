import { defineService, tagsFrom } from '../service.ts'

export const cloudfront = defineService({
  name: 'cloudfront',
  load: () => import('@aws-sdk/client-cloudfront'),
  connect: (sdk, config) => new sdk.CloudFrontClient(config),
  kinds: [
    {
      type: 'cloudfront:distribution',
      listed: 'global',
      calls: {
        ListDistributions: 'cloudfront:ListDistributions',
        ListTagsForResource: 'cloudfront:ListTagsForResource',
      },
      async *list({ sdk, client }) {
        for await (const { DistributionList } of sdk.paginateListDistributions({ client, pageSize: 100 }, {}))
          yield (DistributionList?.Items ?? []).map(({ ARN = '', DomainName, Status }) => ({
            id: ARN,
            name: DomainName,
            state: Status,
          }))
      },
      async tagsOf({ sdk, client }, { id }) {
        const { Tags } = await client.send(new sdk.ListTagsForResourceCommand({ Resource: id }))
        return tagsFrom(Tags?.Items)
      },
    },
  ],
})
