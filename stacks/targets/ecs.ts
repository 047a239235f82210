// Tagwarden on AWS, from an empty account: Fargate behind a load balancer, with PostgreSQL, a cache and files.

import * as pulumi from '@pulumi/pulumi'
import { ApiKey } from '../../components/api-key.ts'
import { requireStorage } from '../../components/storage-rule.ts'
import type { ConfigOf, Deploy } from '../deployment.ts'
import type { Sizes } from '../sizes.ts'
import { buildData } from './aws-data.ts'
import { buildEdge } from './aws-edge.ts'
import { buildGround } from './aws-ground.ts'
import { buildGuard, refuseGuard } from './aws-guard.ts'
import { buildMetrics } from './aws-metrics.ts'
import { buildSpokes } from './aws-spokes.ts'
import { buildWork } from './ecs-work.ts'

export const deployEcs: Deploy<'ecs'> = async (config, sizes, tags) => {
  refuse(config, sizes)
  refuseGuard(config)
  const ground = await buildGround(config, sizes, tags)
  const apiKey = new ApiKey('tagwarden-key', { version: config.secretsVersion }, ground.options)
  const data = buildData(ground, config.secretsVersion, apiKey.hashes)
  const changesOver = (config.aws.rollout ?? sizes.rollout) === 'blue-green'
  buildGuard(ground, data, config)
  const metrics = buildMetrics(ground, config)
  const parts = { ...buildEdge(ground, config, { changesOver, targetType: 'ip' }), changesOver, metrics }
  const { dashboard, logGroupName, auditRoleArn } = buildWork(ground, data, parts, config)
  buildSpokes(ground, config, auditRoleArn)
  const address = pulumi.interpolate`https://${parts.edge.hostName}`
  return {
    url: pulumi.interpolate`${address}/mcp`,
    healthUrl: pulumi.interpolate`${address}/health`,
    dashboards: pulumi.all([dashboard.url, ...(metrics ? [metrics.grafanaUrl] : [])]),
    logs: pulumi.interpolate`aws logs tail ${logGroupName} --follow --region ${config.aws.region}`,
    apiKey: apiKey.key,
    caCertificate: parts.edge.ownAuthority,
  }
}

/** Asked first: a mistake must not come to light when half of the account is built. */
function refuse({ aws, environment, storage }: ConfigOf<'ecs'>, { allowsOffHours, tasks }: Sizes): void {
  requireStorage({ target: 'ecs', storage, replicas: tasks.max })
  if (aws.offHours && !allowsOffHours)
    throw new pulumi.RunError(`tagwarden:ecs.offHours would stop ${environment} every night; it is for dev and staging`)
}
