// What everything on AWS stands on: keys, the network, who may talk to whom, where notices go.

import type { Region } from '@pulumi/aws'
import { Provider as AwsProvider } from '@pulumi/aws/provider.js'
import { Provider as BuildProvider } from '@pulumi/docker-build/provider.js'
import { Provider as RandomProvider } from '@pulumi/random/provider.js'
import { Provider as TlsProvider } from '@pulumi/tls/provider.js'
import { Keys } from '../../components/aws/keys.ts'
import { Endpoints } from '../../components/aws/network/endpoints.ts'
import { Firewall } from '../../components/aws/network/firewall.ts'
import { Network } from '../../components/aws/network/network.ts'
import { Notices } from '../../components/aws/watch/notices.ts'
import type { Tags } from '../../components/tags.ts'
import { spokeRole } from '../audit-rights.ts'
import type { AwsConfig } from '../deployment.ts'
import type { Sizes } from '../sizes.ts'
import { findPlace, findZones } from './aws-place.ts'

export async function buildGround({ aws: settings, ...config }: AwsConfig, sizes: Sizes, tags: Tags) {
  // A plain text to AWS; the SDK lists only the regions of its own day.
  const region = settings.region as Region
  const aws = new AwsProvider('aws', { region, defaultTags: { tags } })
  const providers = [aws, new BuildProvider('docker-build'), new RandomProvider('random'), new TlsProvider('tls')]
  const options = { providers }
  const place = await findPlace(aws, settings.region, config.stack, tags)
  const zones = await findZones(aws, settings.zones, sizes.zones, config.kind)
  const { keepData, natPerZone, logRetentionDays } = sizes
  const keys = new Keys(
    'tagwarden-keys',
    { place, keepData, ...keyUsers(settings), forDisks: config.kind === 'ec2' },
    options,
  )
  const network = new Network(
    'tagwarden-network',
    { place, cidr: settings.cidr, zones, natPerZone, logRetentionDays, logsKeyArn: keys.logsArn },
    options,
  )
  const { vpcId, routeTableIds, appSubnetIds } = network
  const ways = {
    place,
    cidr: settings.cidr,
    vpcId,
    routeTableIds,
    appSubnetIds,
    interfaces: settings.interfaceEndpoints,
  }
  new Endpoints('tagwarden-endpoints', ways, options)
  const firewall = new Firewall('tagwarden-firewall', { place, vpcId, port: config.port }, options)
  const { secretsVersion } = config
  const notices = new Notices(
    'tagwarden-notices',
    { place, logsKeyArn: keys.logsArn, email: settings.alarmEmail, secretsVersion },
    options,
  )
  const logs = { retentionDays: logRetentionDays, keyArn: keys.logsArn, tags }
  const roles = rolesOf(settings, config.estate)
  return { aws, place, sizes, zones, options, keys, network, firewall, notices, logs, roles }
}

/** Who else is audited, as the server reads it. */
function rolesOf({ auditAccounts, auditExternalId: externalId }: AwsConfig['aws'], estate: string): string | undefined {
  if (estate !== 'aws' || auditAccounts.length === 0) return undefined
  return JSON.stringify(auditAccounts.map((account) => ({ account, role: spokeRole, externalId })))
}

const keyUsers = ({ trail, grafanaAuth }: AwsConfig['aws']) => ({
  forTrail: trail === 'create',
  forMetrics: grafanaAuth !== undefined,
})

export type Ground = Awaited<ReturnType<typeof buildGround>>
