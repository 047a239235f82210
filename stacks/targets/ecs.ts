// Tagwarden on AWS, from an empty account: Fargate behind a load balancer, with PostgreSQL, a cache and files.

import { ApiKey } from '../../components/api-key.ts'
import type { Deploy } from '../deployment.ts'
import { buildData } from './aws-data.ts'
import { buildEdge } from './aws-edge.ts'
import { buildGround } from './aws-ground.ts'
import { buildGuard } from './aws-guard.ts'
import { buildMetrics } from './aws-metrics.ts'
import { outputsOf } from './aws-outputs.ts'
import { refuse } from './aws-refuse.ts'
import { buildSpokes } from './aws-spokes.ts'
import { buildWork } from './ecs-work.ts'

export const deployEcs: Deploy<'ecs'> = async (config, sizes, tags) => {
  refuse(config, sizes, sizes.tasks.max)
  const ground = await buildGround(config, sizes, tags)
  const apiKey = new ApiKey('tagwarden-key', { version: config.secretsVersion }, ground.options)
  const data = buildData(ground, config.secretsVersion, apiKey.hashes)
  const changesOver = (config.aws.rollout ?? sizes.rollout) === 'blue-green'
  buildGuard(ground, data, config)
  const metrics = buildMetrics(ground, config)
  const parts = { ...buildEdge(ground, config, { changesOver, targetType: 'ip' }), changesOver, metrics }
  const { dashboard, logGroupName, auditRoleArn } = buildWork(ground, data, parts, config)
  buildSpokes(ground, config, auditRoleArn)
  return outputsOf({
    edge: parts.edge,
    apiKey,
    dashboards: [dashboard.url, ...(metrics ? [metrics.grafanaUrl] : [])],
    logGroupName,
    region: config.aws.region,
  })
}
