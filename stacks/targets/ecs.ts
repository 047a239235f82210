// Tagwarden on AWS, from an empty account: Fargate behind a load balancer, with PostgreSQL, a cache and files.

import * as pulumi from '@pulumi/pulumi'
import { ApiKey } from '../../components/api-key.ts'
import { requireStorage } from '../../components/storage-rule.ts'
import type { ConfigOf, Deploy } from '../deployment.ts'
import type { Sizes } from '../sizes.ts'
import { buildData } from './aws-data.ts'
import { buildEdge } from './aws-edge.ts'
import { buildGround } from './aws-ground.ts'
import { buildGuard } from './aws-guard.ts'
import { buildWork } from './ecs-work.ts'

export const deployEcs: Deploy<'ecs'> = async (config, sizes, tags) => {
  refuse(config, sizes)
  const ground = await buildGround(config, sizes, tags)
  const apiKey = new ApiKey('tagwarden-key', { version: config.secretsVersion }, ground.options)
  const data = buildData(ground, config.secretsVersion, apiKey.hashes)
  const changesOver = (config.aws.rollout ?? sizes.rollout) === 'blue-green'
  buildGuard(ground, config)
  const parts = { ...buildEdge(ground, config, { changesOver, targetType: 'ip' }), changesOver }
  const { dashboard, logGroupName } = buildWork(ground, data, parts, config)
  const address = pulumi.interpolate`https://${parts.edge.hostName}`
  return {
    url: pulumi.interpolate`${address}/mcp`,
    healthUrl: pulumi.interpolate`${address}/health`,
    dashboards: dashboard.url.apply((url) => [url]),
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
