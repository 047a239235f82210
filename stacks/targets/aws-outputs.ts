import * as pulumi from '@pulumi/pulumi'
import type { ApiKey } from '../../components/api-key.ts'
import type { Edge } from '../../components/aws/edge/edge.ts'
import type { Deployment } from '../deployment.ts'

type Made = {
  readonly edge: Edge
  readonly apiKey: ApiKey
  readonly dashboards: readonly pulumi.Output<string>[]
  readonly logGroupName: pulumi.Output<string>
  readonly region: string
}

/** What every target on AWS prints. */
export function outputsOf({ edge, apiKey, dashboards, logGroupName, region }: Made): Deployment {
  const address = pulumi.interpolate`https://${edge.hostName}`
  return {
    url: pulumi.interpolate`${address}/mcp`,
    healthUrl: pulumi.interpolate`${address}/health`,
    dashboards: pulumi.all([...dashboards]),
    logs: pulumi.interpolate`aws logs tail ${logGroupName} --follow --region ${region}`,
    apiKey: apiKey.key,
    caCertificate: edge.ownAuthority,
  }
}
