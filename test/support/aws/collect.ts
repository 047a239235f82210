// A whole run of the AWS source, as a test looks at it.

import { resourceAt } from '../../../server/core/columns.ts'
import type { CoverageCell, Resource } from '../../../server/core/resource.ts'
import { type AwsHooks, type AwsOptions, awsSource } from '../../../server/sources/aws/index.ts'
import { noSpokes } from '../../../server/sources/aws/spokes.ts'

export const ownAccount = '123456789012'
export const ownCredentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }

export const testOptions: AwsOptions = {
  homeRegion: 'us-east-1',
  ...{ regions: [], types: [], accounts: [], spokes: noSpokes },
  ...{ callsPerService: 4, callsAtOnce: 16, maxAttempts: 3, maxDelayMs: 20, slowestPerS: 1_000 },
  ...{ requestTimeoutMs: 30_000, cellTimeoutMs: 60_000, checkpointEveryMs: 5_000 },
}

export type Collected = {
  readonly resources: readonly Resource[]
  readonly coverage: readonly CoverageCell[]
  readonly cursors: readonly string[]
}

export async function collectAws(
  options: Partial<AwsOptions> = {},
  {
    signal = new AbortController().signal,
    resumeFrom,
    ...hooks
  }: Partial<AwsHooks> & { signal?: AbortSignal; resumeFrom?: string } = {},
): Promise<Collected> {
  const source = awsSource({ ...testOptions, ...options }, { credentials: async () => ownCredentials, ...hooks })
  const { pieces } = await source.collect(signal, resumeFrom)
  const resources: Resource[] = []
  const coverage: CoverageCell[] = []
  const cursors: string[] = []
  for await (const piece of pieces) {
    if (piece.kind === 'coverage') coverage.push(piece.cell)
    if (piece.kind === 'checkpoint') cursors.push(piece.cursor)
    if (piece.kind === 'part')
      for (let row = 0; row < piece.part.count; row++) resources.push(resourceAt(piece.part, row))
  }
  return { resources, coverage, cursors }
}
