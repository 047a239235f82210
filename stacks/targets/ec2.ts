// Tagwarden on AWS, from an empty account: machines behind a load balancer, with PostgreSQL, a cache and files.

import { ApiKey } from '../../components/api-key.ts'
import type { Deploy } from '../deployment.ts'
import { buildData } from './aws-data.ts'
import { buildEdge } from './aws-edge.ts'
import { buildGround } from './aws-ground.ts'
import { buildGuard } from './aws-guard.ts'
import { buildMetrics } from './aws-metrics.ts'
import { outputsOf } from './aws-outputs.ts'
import { findMachineImage } from './aws-place.ts'
import { refuse } from './aws-refuse.ts'
import { buildSpokes } from './aws-spokes.ts'
import { buildMachines } from './ec2-machines.ts'
import { watchMachines } from './ec2-watch.ts'

export const deployEc2: Deploy<'ec2'> = async (config, sizes, tags) => {
  refuse(config, sizes, sizes.instances.max)
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
  return outputsOf({
    edge: edge.edge,
    apiKey,
    dashboards: [watch.dashboard.url, ...(metrics ? [metrics.grafanaUrl] : [])],
    logGroupName,
    region: config.aws.region,
  })
}
