// What the demo's audit role could and could not see.

import type { CellStatus, CoverageCell } from '../../core/resource.ts'
import { isGlobal, kinds } from './catalogue.ts'
import { type Account, accounts, production, regions, shared, staging } from './company.ts'

type BlindSpot = CoverageCell & { readonly status: 'denied' | 'throttled' }

const blindSpots: readonly BlindSpot[] = [
  { account: production.id, region: 'eu-central-1', type: 'secretsmanager:secret', status: 'denied' },
  { account: production.id, region: 'us-west-2', type: 'dynamodb:table', status: 'denied' },
  { account: staging.id, region: 'us-east-1', type: 'logs:log-group', status: 'throttled' },
  { account: shared.id, region: 'eu-west-1', type: 's3:bucket', status: 'denied' },
  // Here even the listing was denied: nothing is known, which is not the same as nothing is there.
  { account: shared.id, region: 'ap-northeast-1', type: 'redshift:cluster', status: 'denied' },
]

export function statusOf(account: string, region: string, type: string): CellStatus {
  const blind = blindSpots.find((spot) => spot.account === account && spot.region === region && spot.type === type)
  return blind?.status ?? 'ok'
}

export function coverageOn(day: number): readonly CoverageCell[] {
  return accounts.filter(({ arrivesOn }) => arrivesOn <= day).flatMap(cellsOf)
}

function cellsOf({ id: account }: Account): readonly CoverageCell[] {
  return kinds.flatMap((kind) => {
    const places = isGlobal(kind) ? [''] : regions.map(({ name }) => name)
    return places.map((region) => ({
      account,
      region,
      type: kind.type,
      status: statusOf(account, region, kind.type),
    }))
  })
}
