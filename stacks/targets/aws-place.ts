// Asks AWS, before the first resource, where the stack is, which zones it may use, and what machines start from.

import { getAvailabilityZones, getCallerIdentity, getPartition, type Provider } from '@pulumi/aws'
import { getParameter } from '@pulumi/aws/ssm/getParameter.js'
import { RunError } from '@pulumi/pulumi'
import type { Place } from '../../components/aws/place.ts'
import type { Tags } from '../../components/tags.ts'
import type { AwsConfig } from '../deployment.ts'

export async function findPlace(provider: Provider, region: string, stack: string, tags: Tags): Promise<Place> {
  const [{ accountId }, { partition }] = await Promise.all([
    getCallerIdentity({}, { provider }),
    getPartition({}, { provider }),
  ])
  return { partition, region, account: accountId, stack, tags }
}

/** Those that configuration pins, or the first of the region. Awaited, because their number decides what exists. */
export async function findZones(
  provider: Provider,
  pinned: readonly string[] | undefined,
  count: number,
  kind: AwsConfig['kind'],
): Promise<readonly string[]> {
  if (pinned) return pinned
  // Local Zones have no NAT gateways, databases or caches.
  const filters = [{ name: 'opt-in-status', values: ['opt-in-not-required'] }]
  const { names } = await getAvailabilityZones({ state: 'available', filters }, { provider })
  const zones = names.toSorted().slice(0, count)
  if (zones.length === count) return zones
  throw new RunError(
    `the region has ${zones.length} zones and ${count} are needed: pin them with tagwarden:${kind}.zones`,
  )
}

/** The newest Amazon Linux 2023, by its id: what names it otherwise may mean another image when a rollout goes back. */
export async function findMachineImage(provider: Provider): Promise<string> {
  const name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'
  const { insecureValue } = await getParameter({ name }, { provider })
  return insecureValue
}
