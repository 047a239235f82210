import { APIGatewayClient, CreateRestApiCommand, TagResourceCommand } from '@aws-sdk/client-api-gateway'
import { ApiGatewayV2Client, CreateApiCommand, TagResourceCommand as TagApiCommand } from '@aws-sdk/client-apigatewayv2'
import { type Expected, oddTags, plainTags, type Seed } from '../seed.ts'

export const apigateway: Seed = async ({ config, partition, region }) => {
  const rest = new APIGatewayClient(config)
  const http = new ApiGatewayV2Client(config)
  const arn = (path: string) => `arn:${partition}:apigateway:${region}::${path}`
  const found: Expected[] = []
  for (const [name, tags] of [
    ['tagged', oddTags],
    ['never-tagged', undefined],
    ['tagged-later', undefined],
  ] as const) {
    const { id } = await rest.send(new CreateRestApiCommand({ name, tags }))
    const { ApiId } = await http.send(new CreateApiCommand({ Name: name, ProtocolType: 'HTTP', Tags: tags }))
    const isLater = name === 'tagged-later'
    if (isLater) await rest.send(new TagResourceCommand({ resourceArn: arn(`/restapis/${id}`), tags: plainTags }))
    if (isLater) await http.send(new TagApiCommand({ ResourceArn: arn(`/apis/${ApiId}`), Tags: plainTags }))
    const now = isLater ? plainTags : (tags ?? {})
    found.push({ id: arn(`/restapis/${id}`), type: 'apigateway:restapis', tags: now })
    found.push({ id: arn(`/apis/${ApiId}`), type: 'apigateway:apis', tags: now })
  }
  return found
}
