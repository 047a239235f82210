// Asks AWS, before the first resource, where the stack is and which zones it may use.

import { getAvailabilityZones, getCallerIdentity, getPartition, type Provider } from '@pulumi/aws'
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
