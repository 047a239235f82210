// The estate called `aws`, from its settings. The SDK is loaded when it is first looked at.

import { readFile } from 'node:fs/promises'
import { AppError } from '../../core/errors.ts'
import type { ResourceSource, TagWriter } from '../../ports.ts'
import type { AwsHooks, AwsOptions } from './index.ts'
import { createLimits } from './limits.ts'
import { noSpokes, parseSpokes, type Spokes } from './spokes.ts'

export type AwsSettings = Pick<
  AwsOptions,
  'regions' | 'types' | 'accounts' | 'callsAtOnce' | 'maxAttempts' | 'cellTimeoutMs'
> & {
  /** Ten seconds unless given: each one ends a part before it is full. */
  readonly checkpointEveryMs?: number
  /** `null`: as the SDK finds it. */
  readonly homeRegion: string | null
  readonly rolesFile: string | null
  /** What such a file holds. */
  readonly roles: string | null
}

const fixed = {
  callsPerService: 8,
  maxDelayMs: 20_000,
  slowestPerS: 5,
  requestTimeoutMs: 60_000,
  checkpointEveryMs: 10_000,
}

export function awsEstate(settings: AwsSettings, hooks: Omit<AwsHooks, 'credentials'> = {}): ResourceSource {
  const limits = createLimits({ perService: fixed.callsPerService, total: settings.callsAtOnce })
  return {
    async collect(signal, resumeFrom) {
      const { awsSource } = await import('./index.ts')
      const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
      const { renewed } = await import('./accounts.ts')
      const homeRegion = settings.homeRegion ?? (await regionOfSdk())
      const spokes = await readSpokes(settings)
      const credentials = renewed(fromNodeProviderChain({ clientConfig: { region: homeRegion } }))
      return awsSource({ ...fixed, ...settings, homeRegion, spokes }, { limits, ...hooks, credentials }).collect(
        signal,
        resumeFrom,
      )
    },
  }
}

/** Our own credentials are used to take the role, and for nothing else. */
export function awsWrites({ homeRegion, maxAttempts }: AwsSettings, roleArn: string): TagWriter {
  return async (may) => {
    const { awsTagWriter } = await import('./tag-writer.ts')
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
    const region = homeRegion ?? (await regionOfSdk())
    const credentials = fromNodeProviderChain({ clientConfig: { region } })
    return awsTagWriter({ roleArn, homeRegion: region, credentials, maxAttempts })(may)
  }
}

async function regionOfSdk(): Promise<string> {
  const { STSClient } = await import('@aws-sdk/client-sts')
  try {
    return await new STSClient({}).config.region()
  } catch (cause) {
    throw new AppError('invalid_config', 'No region of AWS is known.', {
      hint: 'Set AWS_REGION to any region of the accounts, such as eu-west-1.',
      cause,
    })
  }
}

async function readSpokes({ roles, rolesFile: file }: AwsSettings): Promise<Spokes> {
  if (roles !== null) return parseSpokes(roles, 'AWS_ROLES')
  if (file === null) return noSpokes
  try {
    return parseSpokes(await readFile(file, 'utf8'), `AWS_ROLES_FILE ${file}`)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('unreadable', `${file}: the file of AWS_ROLES_FILE cannot be read.`, { cause })
  }
}
