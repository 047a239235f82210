// How the score developed, read from rollups and never from violations.

import { type Trend, type TrendBucket, trendOf } from '../core/trend.ts'
import type { RollupDimension, Store } from '../ports.ts'

export type HistoryRequest = {
  readonly estate: string
  readonly dimension: RollupDimension
  readonly bucket: TrendBucket
  /** Days, both included. */
  readonly since: string
  readonly until: string
  readonly keys?: readonly string[]
}

export async function readHistory(store: Store, request: HistoryRequest): Promise<Trend> {
  const { estate, dimension, bucket, since, until, keys } = request
  const rows = await store.rollups(estate, dimension, { since, until: `${until}~` })
  return trendOf(rows, { bucket, until, ...(keys === undefined ? {} : { keys }) })
}
