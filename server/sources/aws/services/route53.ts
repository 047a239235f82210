import { formatArn } from '../../../core/arn.ts'
import { defineService, tagsFrom } from '../service.ts'

export const route53 = defineService({
  name: 'route53',
  load: () => import('@aws-sdk/client-route-53'),
  connect: (sdk, config) => new sdk.Route53Client(config),
  kinds: [
    {
      type: 'route53:hostedzone',
      listed: 'global',
      calls: { ListHostedZones: 'route53:ListHostedZones', ListTagsForResource: 'route53:ListTagsForResource' },
      async *list({ sdk, client, place: { partition } }) {
        for await (const { HostedZones = [] } of sdk.paginateListHostedZones({ client, pageSize: 100 }, {}))
          yield HostedZones.map(({ Id = '', Name, LinkedService }) => {
            // As in `/hostedzone/Z1`.
            const zone = Id.slice(Id.lastIndexOf('/') + 1)
            const id = formatArn({
              partition,
              service: 'route53',
              region: '',
              account: '',
              resource: `hostedzone/${zone}`,
            })
            return { id, handle: zone, name: Name, managed: LinkedService !== undefined }
          })
      },
      async tagsOf({ sdk, client }, { handle }) {
        const input = { ResourceType: 'hostedzone' as const, ResourceId: handle }
        const { ResourceTagSet } = await client.send(new sdk.ListTagsForResourceCommand(input))
        return tagsFrom(ResourceTagSet?.Tags)
      },
    },
  ],
})
