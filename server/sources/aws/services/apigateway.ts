import { formatArn } from '../../../core/arn.ts'
import { defineService, type Place } from '../service.ts'

/** One action for every read; which APIs, a policy says by their paths. */
const action = 'apigateway:GET'

export const restApis = defineService({
  name: 'apigateway',
  load: () => import('@aws-sdk/client-api-gateway'),
  connect: (sdk, config) => new sdk.APIGatewayClient(config),
  kinds: [
    {
      type: 'apigateway:restapis',
      calls: { GetRestApis: action },
      async *list({ sdk, client, place }) {
        for await (const { items = [] } of sdk.paginateGetRestApis({ client, pageSize: 500 }, {}))
          yield items.map((api) => ({
            id: arnOf(place, `/restapis/${api.id}`),
            name: api.name,
            state: api.apiStatus,
            createdAt: api.createdDate,
            tags: api.tags ?? {},
          }))
      },
    },
  ],
})

export const httpApis = defineService({
  name: 'apigateway-v2',
  load: () => import('@aws-sdk/client-apigatewayv2'),
  connect: (sdk, config) => new sdk.ApiGatewayV2Client(config),
  kinds: [
    {
      type: 'apigateway:apis',
      calls: { GetApis: action },
      async *list({ sdk, client, place }) {
        // The SDK has no paginator for it.
        let NextToken: string | undefined
        do {
          const page = await client.send(new sdk.GetApisCommand({ MaxResults: '500', NextToken }))
          yield (page.Items ?? []).map((api) => ({
            id: arnOf(place, `/apis/${api.ApiId}`),
            name: api.Name,
            createdAt: api.CreatedDate,
            // Made by another service, which alone can change it.
            managed: api.ApiGatewayManaged,
            tags: api.Tags ?? {},
          }))
          NextToken = page.NextToken
        } while (NextToken)
      },
    },
  ],
})

/** Its names carry no account. */
function arnOf({ partition, region }: Place, resource: string): string {
  return formatArn({ partition, region, service: 'apigateway', account: '', resource })
}
