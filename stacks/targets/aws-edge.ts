// The way from the Internet to the servers.

import { log } from '@pulumi/pulumi'
import { Balancer, type BalancerArgs } from '../../components/aws/edge/balancer.ts'
import { Edge } from '../../components/aws/edge/edge.ts'
import { LogBucket, writtenByBalancers } from '../../components/aws/edge/log-bucket.ts'
import { Waf } from '../../components/aws/edge/waf.ts'
import type { AwsConfig } from '../deployment.ts'
import type { Ground } from './aws-ground.ts'

type Servers = Pick<BalancerArgs, 'changesOver' | 'targetType'>

export function buildEdge(ground: Ground, config: AwsConfig, servers: Servers) {
  const { place, sizes, network, firewall, logs, options } = ground
  const { keepData } = sizes
  const retentionDays = sizes.logRetentionDays
  const { bucketName } = new LogBucket(
    'tagwarden-access-logs',
    { place, retentionDays, keepData, keyArn: undefined, writtenBy: writtenByBalancers(place) },
    options,
  )
  const balancer = new Balancer(
    'tagwarden-balancer',
    {
      place,
      vpcId: network.vpcId,
      subnetIds: network.publicSubnetIds,
      groupId: firewall.edgeGroupId,
      logBucket: bucketName,
      port: config.port,
      keepData,
      ...servers,
    },
    options,
  )
  new Waf('tagwarden-waf', { place, logs, balancerArn: balancer.arn }, options)
  const edge = new Edge(
    'tagwarden-edge',
    { place, balancer, host: hostOf(config, balancer), tlsPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' },
    options,
  )
  return { balancer, edge }
}

export type EdgeParts = ReturnType<typeof buildEdge>

function hostOf({ kind, aws: { domain, hostedZoneId } }: AwsConfig, balancer: Balancer) {
  if (domain !== undefined && hostedZoneId !== undefined) return { domain, hostedZoneId }
  void log.warn(
    `tagwarden:${kind}.domain is not set: the certificate is self-signed, and remote MCP connectors will refuse it. Local clients can trust the output caCertificate.`,
  )
  return { balancerName: balancer.dnsName }
}
