// Tagwarden on AWS, from an empty account: machines behind a load balancer, with PostgreSQL, a cache and files.

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
import { findMachineImage } from './aws-place.ts'
import { buildSpokes } from './aws-spokes.ts'
import { buildMachines } from './ec2-machines.ts'
import { watchMachines } from './ec2-watch.ts'

export const deployEc2: Deploy<'ec2'> = async (config, sizes, tags) => {
  refuse(config, sizes)
  refuseGuard(config)
  const ground = await buildGround(config, sizes, tags)
  const ami = config.aws.ami ?? (await findMachineImage(ground.aws))
  const apiKey = new ApiKey('tagwarden-key', { version: config.secretsVersion }, ground.options)
  const data = buildData(ground, config.secretsVersion, apiKey.hashes)
  buildGuard(ground, data, config)
  const metrics = buildMetrics(ground, config)
  const edge = buildEdge(ground, config, { changesOver: false, targetType: 'instance' })
  const watch = watchMachines(ground, data, edge)
  const parts = { data, edge, metrics, ami, alarmNames: watch.rolloutNames }
  const { logGroupName, auditRoleArn } = buildMachines(ground, parts, config)
  buildSpokes(ground, config, auditRoleArn)
  const address = pulumi.interpolate`https://${edge.edge.hostName}`
  return {
    url: pulumi.interpolate`${address}/mcp`,
    healthUrl: pulumi.interpolate`${address}/health`,
    dashboards: pulumi.all([watch.dashboard.url, ...(metrics ? [metrics.grafanaUrl] : [])]),
    logs: pulumi.interpolate`aws logs tail ${logGroupName} --follow --region ${config.aws.region}`,
    apiKey: apiKey.key,
    caCertificate: edge.edge.ownAuthority,
  }
}

/** Asked first: a mistake must not come to light when half of the account is built. */
function refuse({ aws, environment, storage }: ConfigOf<'ec2'>, { allowsOffHours, instances }: Sizes): void {
  requireStorage({ target: 'ec2', storage, replicas: instances.max })
  if (aws.offHours && !allowsOffHours)
    throw new pulumi.RunError(`tagwarden:ec2.offHours would stop ${environment} every night; it is for dev and staging`)
}
