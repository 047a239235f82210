// AWS as a source.

import { AppError } from '../../core/errors.ts'
import type { ResourceSource } from '../../ports.ts'
import { ownCredentials, type Provider, reachAccounts, type Wallet } from './accounts.ts'
import { type ClientOptions, createClients, faultOfCall } from './clients.ts'
import { collectPieces } from './collect.ts'
import { createLimits, type Limits } from './limits.ts'
import { readCursor } from './plan.ts'
import { type Listing, listedTypes, listings } from './registry.ts'
import { actionsOf, sessionPolicy } from './session-policy.ts'
import type { Spokes } from './spokes.ts'
import { standingActions } from './standing-calls.ts'
import { createTaggingApi } from './tagging-api.ts'

export type AwsOptions = {
  /** Where the first calls go: any region of the partition. */
  readonly homeRegion: string
  /** Empty: every one, of all three. */
  readonly regions: readonly string[]
  readonly types: readonly string[]
  readonly accounts: readonly string[]
  readonly spokes: Spokes
  readonly callsPerService: number
  readonly callsAtOnce: number
  readonly maxAttempts: number
  readonly maxDelayMs: number
  readonly slowestPerS: number
  readonly requestTimeoutMs: number
  readonly cellTimeoutMs: number
  readonly checkpointEveryMs: number
}

export type AwsHooks = {
  readonly credentials: Provider
  /** Of all who collect from the same accounts at once; of this source alone unless given. */
  readonly limits?: Limits
  readonly onCall?: ClientOptions['onCall']
  readonly onProgress?: (done: number, of: number, resources: number) => void
}

export function awsSource(options: AwsOptions, hooks: AwsHooks): ResourceSource {
  const chosen = chooseListings(options.types)
  const limits = hooks.limits ?? createLimits({ perService: options.callsPerService, total: options.callsAtOnce })
  return {
    async collect(signal, resumeFrom) {
      let fraction: number | null = null
      const wallet: Wallet = new Map([[ownCredentials, hooks.credentials]])
      const clients = createClients(clientOptions(options, wallet, { ...hooks, limits }))
      const allowed = sessionPolicy([...chosen.flatMap(({ kind }) => actionsOf(kind.calls)), ...standingActions])
      const sweeps = options.types.length === 0
      const reached = await reach({ ...options, sessionPolicy: allowed, sweeps }, wallet, { clients, signal })
      const pieces = collectPieces(
        {
          ...{ reached, clients, listings: chosen, resumeFrom: resumeFrom ? readCursor(resumeFrom) : null },
          tagging: createTaggingApi(clients),
          sweeps,
          parallelTagReads: options.callsPerService,
          parallelCells: options.callsAtOnce,
          cellTimeoutMs: options.cellTimeoutMs,
          checkpointEveryMs: options.checkpointEveryMs,
          onProgress(done, of, resources) {
            fraction = of === 0 ? null : done / of
            hooks.onProgress?.(done, of, resources)
          },
        },
        signal,
      )
      return { pieces, progress: () => fraction }
    },
  }
}

function clientOptions(
  options: AwsOptions,
  wallet: Wallet,
  { onCall, limits }: AwsHooks & { limits: Limits },
): ClientOptions {
  const { callsAtOnce, maxAttempts, maxDelayMs, slowestPerS, requestTimeoutMs } = options
  return {
    credentialsOf(account) {
      const provider = wallet.get(account)
      if (provider) return provider
      throw new AppError('internal_error', `No credentials were made for account ${account}.`)
    },
    limits,
    retry: { maxAttempts, maxDelayMs, slowestPerS },
    sockets: callsAtOnce,
    requestTimeoutMs,
    ...(onCall && { onCall }),
  }
}

/** Without our own identity nothing can be said of any account. */
async function reach(...[options, wallet, asking]: Parameters<typeof reachAccounts>) {
  try {
    return await reachAccounts(options, wallet, asking)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    asking.signal.throwIfAborted()
    const { code, missingAction } = faultOfCall(cause)
    const grant = missingAction === undefined ? '' : ` Grant ${missingAction}.`
    throw new AppError('unreadable', `AWS does not let us in: ${code}.${grant}`, {
      hint: 'Check the credentials of this process: `aws sts get-caller-identity` with them says who they are.',
      cause,
    })
  }
}

function chooseListings(types: readonly string[]): readonly Listing[] {
  const unknown = types.filter((type) => !listedTypes.has(type) && !isService(type))
  if (unknown.length === 0)
    return listings.filter(({ kind }) => types.length === 0 || types.some((type) => covers(type, kind.type)))
  throw new AppError('invalid_config', `There is no listing of ${unknown.join(', ')}.`, {
    hint: `There are: ${[...listedTypes].join(', ')}.`,
  })
}

const covers = (pattern: string, type: string): boolean =>
  pattern === type || (pattern.endsWith(':*') && type.startsWith(pattern.slice(0, -1)))
const isService = (pattern: string): boolean =>
  [...listedTypes].some((type) => pattern !== type && covers(pattern, type))
