// Managed Prometheus and Grafana, where they are wanted. Before the servers, whose collector writes there.

import type { GrafanaLogin } from '../../components/aws/watch/grafana.ts'
import { Metrics } from '../../components/aws/watch/metrics.ts'
import type { AwsConfig } from '../deployment.ts'
import type { Ground } from './aws-ground.ts'

export function buildMetrics({ place, keys, options }: Ground, { aws }: AwsConfig): Metrics | undefined {
  const login = loginOf(aws)
  return login && new Metrics('tagwarden-metrics', { place, dataKeyArn: keys.dataArn, login }, options)
}

function loginOf({ grafanaAuth, grafanaAdmins, grafanaMetadataUrl }: AwsConfig['aws']): GrafanaLogin | undefined {
  if (grafanaAuth === 'sso') return { by: 'sso', admins: grafanaAdmins }
  if (grafanaAuth !== 'saml' || grafanaMetadataUrl === undefined) return undefined
  return { by: 'saml', admins: grafanaAdmins, metadataUrl: grafanaMetadataUrl }
}
